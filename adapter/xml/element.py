"""The elements of an answer, and the characters that XML 1.0 can carry (production 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """A named element of an answer: text, or elements in order."""

    name: str
    content: str | tuple[Element, ...]

    @property
    def children(self) -> tuple[Element, ...]:
        """Return the elements directly within it; none if it contains a text."""
        return self.content if isinstance(self.content, tuple) else ()


def is_writable(text: str) -> bool:
    """Return whether XML can carry every character of the text."""
    return _UNWRITABLE.search(text) is None


def replace_unwritable(text: str) -> tuple[str, int]:
    """Return the text with U+FFFD for each character that XML cannot carry, and their number."""
    return _UNWRITABLE.subn("\ufffd", text)
