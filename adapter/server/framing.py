"""Requests as they arrive: framing that could be read in two ways is refused, not guessed at."""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

from waitress.parser import HTTPRequestParser, ParsingError

HEAD_LIMIT_BYTES = 512 * 1024
"""Old clients that put everything in the query send two texts of 64 KB there, each byte as %XX."""

_HEADER_LINES = 200
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_VERSION = re.compile(rb" HTTP/(1\.[01])\Z")
_ASCII = bytes(range(128))


class Request(HTTPRequestParser):  # type: ignore[misc]  # waitress is not typed
    """waitress's parser, without the framing it is too patient with."""

    def received(self, data: bytes) -> int:
        """How many bytes belonged to this request."""
        consumed: int = super().received(data)
        if self.completed:
            # waitress asks for the body even where there is none, or where it has refused it, and
            # then waits for it.
            self.expect_continue = False
        return consumed

    def parse_header(self, head: bytes) -> None:
        """Reads the first line and the headers.

        Raises:
            ParsingError: what is wrong, in words for the caller.
        """
        first, _, _ = head.partition(b"\r\n")
        _check_version(first)
        _check_characters(head)
        _check_framing(head, first)
        try:
            # Some old PHP programs write UTF-8 into the address as it is.
            super().parse_header(quote_from_bytes(first, _ASCII).encode() + head[len(first) :])
        except ValueError as error:
            # A number too long for int(), a bracket without its pair in the host.
            raise ParsingError("its address or its length cannot be read") from error


def _check_version(first: bytes) -> None:
    # waitress parses what it was given for a head that is too long as this line.
    if not _VERSION.search(first.rstrip()):
        raise ParsingError("it does not begin with a method, an address and HTTP/1.0 or HTTP/1.1")


def _check_characters(head: bytes) -> None:
    """waitress's header pattern takes quadratic time over blanks before a control character."""
    if _CONTROL.search(head):
        raise ParsingError("there is a control character in its headers")
    if head.count(b"\n") > _HEADER_LINES:
        raise ParsingError(f"it has more than {_HEADER_LINES} headers")


def _check_framing(head: bytes, first: bytes) -> None:
    """Where the body ends must be said once, in one way, and in a way this version of HTTP has."""
    codings = [each.strip(b" \t").lower() for each in _CODING.findall(head)]
    lengths = len(_LENGTH.findall(head))
    if lengths > 1 or (codings and lengths):
        raise ParsingError("it says more than once how long its body is")
    if codings and (codings != [b"chunked"] or first.rstrip().endswith(b"HTTP/1.0")):
        raise ParsingError(
            "the only Transfer-Encoding that can be read is one `chunked` with HTTP/1.1"
        )
