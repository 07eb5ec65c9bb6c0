"""Tokens of links that let somebody in: invitations, personal links, and links to the desk."""

from __future__ import annotations

import secrets
from hashlib import sha256

_TOKEN_BYTES = 16


def generate_token() -> str:
    """Return a token that nobody guesses, of characters that no mail program breaks."""
    return secrets.token_hex(_TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode()).hexdigest()
