"""Texts that every encoding can write."""

from __future__ import annotations


def repaired(text: str) -> str:
    """The text, with U+FFFD for each half of a surrogate pair that stands alone: JSON has such."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
