"""Read form bodies; refuse others, recognised by their Content-Type or their first bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
        FrontError: the body or its Content-Type is that of something else.
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
