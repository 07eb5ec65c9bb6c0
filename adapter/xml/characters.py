"""The characters that an XML 1.0 document can carry (production 2)."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_writable(text: str) -> bool:
    """Return whether XML can carry every character of the text."""
    return _UNWRITABLE.search(text) is None


def replace_unwritable(text: str) -> tuple[str, int]:
    """Return the text with U+FFFD for what XML cannot carry, and how many characters that were."""
    return _UNWRITABLE.subn("\ufffd", text)
