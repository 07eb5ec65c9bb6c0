"""The SOAP 1.1 wire: document/literal calls, each answered in its own namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.legacy_api.soap.read import read
from adapter.legacy_api.soap.write import write, write_fault

if TYPE_CHECKING:
    from adapter.model import HttpRequest

__all__ = ["can_read", "read", "write", "write_fault"]

_HEADER = "soapaction"
# What may stand in front of the first element in the encodings that are read.
_IN_FRONT = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def can_read(http: HttpRequest) -> bool:
    """Return whether it is a POST with a SOAPAction header, or a body that begins as XML does.

    Neither the header's value nor the Content-Type matters: no form begins with `<`, and curl
    labels every body as a form.
    """
    if http.method != "POST":
        return False
    return _HEADER in http.headers or http.body.lstrip(_IN_FRONT).startswith(b"<")
