"""Names and texts in a query or a form body, decoded without guessing."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from adapter.errors import FrontError, Problem
from adapter.text import quoted

# The largest honest call is a CreateHIT with review policies, at little over a thousand pairs.
MOST_PAIRS = 5_000

# unquote_to_bytes takes fifteen times as much memory as what it is given.
_AT_ONCE = 16_384
# Each byte is a character, which takes less time to look at than a bytes object of its own.
_BYTES = "latin-1"
_PARTS = re.compile(rb"(?s:%%..|[^%%]){1,%d}" % _AT_ONCE)
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_pairs(*parts: bytes) -> tuple[tuple[str, str], ...]:
    """The pairs of every part in the order sent; those without a name are left out.

    Only `&` separates (`;` is text), a plus sign is a blank, and a name alone has an empty text.

    Raises:
        FrontError: too many pairs, or one that is not UTF-8, percent-encoded or not.
    """
    count = sum(part.count(b"&") + 1 for part in parts)
    if count > MOST_PAIRS:
        message = f"The call has {count} parameters; at most {MOST_PAIRS} are read. Send fewer."
        raise FrontError(Problem("InvalidHttpRequest", message))
    found: list[tuple[str, str]] = []
    for part in parts:
        # Looked at once for all: most pieces stand for themselves.
        readable = part.isascii() and b"\0" not in part
        for piece in part.decode(_BYTES).split("&"):
            name, _, text = piece.partition("=")
            if name and readable and "%" not in piece and "+" not in piece:
                found.append((name, text))
            elif name:
                found.append(_pair(name.encode(_BYTES), text.encode(_BYTES)))
    return tuple(found)


def _pair(raw_name: bytes, raw_text: bytes) -> tuple[str, str]:
    try:
        name = _decoded(raw_name)
    except ValueError as error:
        rough = quoted(raw_name.decode(errors="replace"))
        raise _refused(f"The parameter name {rough} {error}") from None
    try:
        return name, _decoded(raw_text)
    except ValueError as error:
        raise _refused(f"The value of the parameter {quoted(name)} {error}") from None


def _decoded(raw: bytes) -> str:
    """The text; a ValueError says what is wrong with it."""
    if b"%" in raw and _BROKEN_ESCAPE.search(raw):
        raise ValueError("has a % without two hexadecimal digits; write a bare % as %25.")
    spaced = raw.replace(b"+", b" ")
    try:
        text = (_unquoted(spaced) if b"%" in spaced else spaced).decode()
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8; encode it as UTF-8, then percent-encode.") from None
    if "\0" in text:
        raise ValueError("contains a NUL character; leave it out.")
    return text


def _unquoted(raw: bytes) -> bytes:
    """The bytes, with every escape whole, that these stand for."""
    if len(raw) <= _AT_ONCE:
        return unquote_to_bytes(raw)
    return b"".join(unquote_to_bytes(part[0]) for part in _PARTS.finditer(raw))


def _refused(message: str) -> FrontError:
    return FrontError(Problem("AWS.InvalidParameterValue", message))
