"""Assignments, bonuses and uploaded files."""
