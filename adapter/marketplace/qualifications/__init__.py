"""Qualification types, requests for them, and workers' qualifications."""
