"""From the bytes of a document to its text, in the encoding that it declares."""

from __future__ import annotations

import codecs
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping

# UTF-32 begins as UTF-16 does, with a zero behind; it is left out, and found not to fit.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark a document in UTF-16 is known by its first character.
_BEGINNINGS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))

# Every encoding that is read, and the ways to decode it. ASCII is UTF-8 too, and what is labelled
# as ASCII by default often is the latter.
_READ: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "utf-8": ("utf-8",),
        "us-ascii": ("utf-8",),
        "utf-16": ("utf-16-le", "utf-16-be"),
        "utf-16le": ("utf-16-le",),
        "utf-16be": ("utf-16-be",),
        "iso-8859-1": ("iso-8859-1",),
    }
)

_DECLARED = re.compile(r"""<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LABELLED = re.compile(r""";\s*charset\s*=\s*["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_LONGEST_DECLARATION = 200


def decode_document(body: bytes, content_type: str) -> str:
    """Return the text, without a byte order mark.

    A mark counts first, then the document's declaration, then its Content-Type; else it is UTF-8.

    Raises:
        ValueError: it is not in that encoding, or in one that is not read.
    """
    mark, found = next((each for each in _MARKS if body.startswith(each[0])), (b"", ""))
    rest = body[len(mark) :]
    found = found or next((name for start, name in _BEGINNINGS if rest.startswith(start)), "")
    named = _find_name(rest, found, content_type)
    codec = _find_codec(named, found)
    try:
        return rest.decode(codec)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not {named.upper()} at byte {error.start + 1}") from None


def _find_name(rest: bytes, found: str, content_type: str) -> str:
    """Return the encoding's name in lower case, as declared, labelled or found."""
    start = rest[:_LONGEST_DECLARATION].decode(found or "iso-8859-1", errors="ignore")
    declared = _DECLARED.match(start.lstrip())
    # A mark or a first character is proof enough against a label that a proxy may have put there.
    labelled = None if found else _LABELLED.search(content_type)
    match = declared or labelled
    return match[1].lower() if match else found or "utf-8"


def _find_codec(named: str, found: str) -> str:
    """Return the codec of an encoding; the one that was found has to be among its codecs."""
    ways = _READ.get(named, (named,) if named == found else ())
    if not ways:
        raise ValueError(f"is in the encoding {quote_text(named)}, which is not read")
    if found and found not in ways:
        raise ValueError(f"says that it is {named.upper()} but begins as {found.upper()}")
    if not found and named.startswith("utf-16"):
        raise ValueError(f"says that it is {named.upper()} and is not")
    return found or ways[0]
