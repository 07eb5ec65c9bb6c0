"""Qualification types, requests for them, and the qualifications that workers have."""
