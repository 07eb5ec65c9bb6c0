"""Identifiers in Amazon's format."""

from __future__ import annotations

import secrets
import string

_LETTERS = string.ascii_uppercase + string.digits
_LENGTH = 30


def generate_id() -> str:
    """Return 30 capital letters and digits that begin with 3, as in Amazon's identifiers."""
    return "3" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))
