"""The name that was probably meant, for errors about one that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(text: str, names: Iterable[str], prefix: str = "") -> str:
    """`; did you mean …?` for the likeliest name, behind its prefix; empty when none is like it."""
    found = get_close_matches(text, names, n=1)
    return f"; did you mean {prefix}{found[0]}?" if found else ""
