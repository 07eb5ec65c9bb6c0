"""Authentication: signatures of both APIs, accounts, and the guard against web pages."""
