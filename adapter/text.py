"""Text for messages: quoted caller text, similar names, and paths in a document."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pydantic_core import ErrorDetails

_SHOWN = 80
# Twice the longest name of either API: no name is like a text that is longer.
_MAX_COMPARED = 200


def quote_text(text: str) -> str:
    """Return the text in quotation marks, as `shorten` gives it."""
    return f'"{shorten(text)}"'


def shorten(text: str, limit: int = _SHOWN) -> str:
    """Return the first `limit` characters, and how many there are if that is not all.

    Control characters, line ends and all else that is not printable become U+FFFD, so that caller
    text can neither break a log line nor reverse the reading direction.
    """
    start = text[:limit]
    if not start.isprintable():
        start = "".join(each if each.isprintable() else "\ufffd" for each in start)
    return start if len(text) <= limit else f"{start}… ({len(text)} characters)"


def replace_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, which JSON can carry and XML cannot."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def write_count(number: int, noun: str) -> str:
    """Return how many there are, such as "1 worker" or "1,000 workers"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def suggest_name(text: str, names: Iterable[str], prefix: str = "") -> str:
    """Return `; did you mean …?` for the likeliest name, or nothing when none is like it."""
    found = get_close_matches(text, names, n=1) if len(text) <= _MAX_COMPARED else []
    return f"; did you mean {prefix}{found[0]}?" if found else ""


def describe_error(error: ErrorDetails, left_out: Collection[int | str] = ()) -> str:
    """Return one error of pydantic's with its path, such as `$.calls[1]: unknown field wehn`.

    Args:
        error: as pydantic gives it.
        left_out: steps that pydantic adds and the document does not have.
    """
    steps = [step for step in error["loc"] if step not in left_out]
    path = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in steps)
    if error["type"] == "extra_forbidden":
        parent, _, name = path.rpartition(".")
        return f"{parent}: unknown field {name}"
    return f"{path}: {error['msg'].removeprefix('Value error, ')}"
