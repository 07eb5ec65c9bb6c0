"""Requesters' accounts: balances, messages, and the workers they block."""
