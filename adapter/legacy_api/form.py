"""Read the parameters of a query or a form body, strictly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from adapter.errors import Problem, ProtocolError
from adapter.text import quote_text

if TYPE_CHECKING:
    from adapter.model import HttpRequest


_FORM = "application/x-www-form-urlencoded"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PART_HEADER = re.compile(rb"\A--[^\r\n]*\r?\n[^\r\n]*content-", re.IGNORECASE)


def read_form_body(http: HttpRequest) -> bytes:
    """Return the body of a form, whatever its Content-Type; empty if absent.

    Raises:
        ProtocolError: the body or its Content-Type is that of something else.
    """
    # A form has no raw line end; a file sent as it was saved has one behind it.
    body = http.body.rstrip(b"\r\n")
    if not body:
        return body
    what = _name_label(http.media_type) or _name_content(body)
    if not what:
        return body
    label = quote_text(http.headers.get("content-type", ""))
    message = (
        f"The body came as {what}, with the Content-Type {label}. Send the parameters in the "
        f"query, or as a form body with the Content-Type {_FORM}, such as "
        "Operation=GetAccountBalance&AWSAccessKeyId=..."
    )
    raise ProtocolError(Problem("InvalidHttpRequest", message))


def is_markup(body: bytes) -> bool:
    """Return whether the body begins as XML does."""
    return body.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<")


def _name_label(media: str) -> str:
    """Return what the Content-Type names; empty when that may be a form."""
    if media.startswith("multipart/"):
        return "multipart"
    return next((word.upper() for word in ("json", "xml") if word in media), "")


def _name_content(body: bytes) -> str:
    """Return what a body seems to be; empty for a form."""
    if is_markup(body):
        return "XML"
    if body.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith((b"{", b"[")):
        return "JSON"
    if _PART_HEADER.match(body):
        return "multipart"
    return "binary or compressed data" if _is_binary(body) else ""


def _is_binary(body: bytes) -> bool:
    """Return whether the first name is unreadable; in a form every name is plain text."""
    first = re.split(rb"[=&]", body.lstrip(b"&"), maxsplit=1)[0]
    try:
        first.decode()
    except UnicodeDecodeError:
        return True
    return _CONTROL.search(first) is not None


# The largest call of a real client, a CreateHIT with review policies, has little over a thousand.
MAX_PAIRS = 5_000

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
# unquote_to_bytes takes seventy times the memory of its argument, so it gets small pieces.
_PIECES = re.compile(rb"(?s:%..|[^%]){1,16384}")


def read_pairs(*parts: bytes) -> tuple[tuple[str, str], ...]:
    """Return the pairs of every part in the order sent; those without a name are left out.

    Only `&` separates (`;` is text), a plus sign is a blank, and a name alone has an empty value.

    Raises:
        ProtocolError: too many pairs, or one that is not UTF-8, percent-encoded or not.
    """
    count = sum(part.count(b"&") + 1 for part in parts)
    if count > MAX_PAIRS:
        message = f"The call has {count} parameters; at most {MAX_PAIRS} are read. Send fewer."
        raise ProtocolError(Problem("InvalidHttpRequest", message))
    pieces = (piece.partition(b"=") for part in parts for piece in part.split(b"&"))
    return tuple(_decode_pair(name, value) for name, _, value in pieces if name)


def _decode_pair(raw_name: bytes, raw_value: bytes) -> tuple[str, str]:
    try:
        name = _decode(raw_name)
    except ValueError as error:
        rough = quote_text(raw_name.decode(errors="replace"))
        raise _build_refusal(f"The parameter name {rough} {error}") from None
    try:
        return name, _decode(raw_value)
    except ValueError as error:
        message = f"The value of the parameter {quote_text(name)} {error}"
        raise _build_refusal(message) from None


def _decode(raw: bytes) -> str:
    """Return the text; raise a ValueError with the reason if it is malformed."""
    if _BROKEN_ESCAPE.search(raw):
        raise ValueError("has a % without two hexadecimal digits; write a bare % as %25.")
    spaced = raw.replace(b"+", b" ")
    try:
        text = b"".join(unquote_to_bytes(piece[0]) for piece in _PIECES.finditer(spaced)).decode()
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8; encode it as UTF-8, then percent-encode.") from None
    if "\0" in text:
        raise ValueError("contains a NUL character; leave it out.")
    return text


def _build_refusal(message: str) -> ProtocolError:
    return ProtocolError(Problem("AWS.InvalidParameterValue", message))
