"""Identifiers that look like Amazon's."""

from __future__ import annotations

import secrets
import string

_LETTERS = string.ascii_uppercase + string.digits
_LENGTH = 30


def generate_id() -> str:
    """30 capitals and digits that begin with 3, as HITs, types, requests and assignments had."""
    return "3" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))
