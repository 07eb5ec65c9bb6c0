"""Carry out review policies: score answers, approve, reject, extend, and report it."""
