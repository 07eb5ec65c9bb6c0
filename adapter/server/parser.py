"""Requests as waitress reads them, and what it would let through that can be read in two ways."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from waitress.adjustments import Adjustments

HEAD_LIMIT_BYTES = 512 * 1024
"""Old clients that put everything in the query send two texts of 64 KB there, each byte as %XX."""
TLS_HANDSHAKE = b"\x16"

_MOST_HEADERS = 200
_ASCII = bytes(range(128))
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_FIRST_LINE = re.compile(rb"[A-Z][!#$%&'*+.^_`|~0-9A-Z-]* [^ ]+ HTTP/1\.[01]")
_FOLDED = re.compile(rb"\r\n[ \t]")
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server itself answers a request.

    Attributes:
        status: of HTTP.
        code, message: for the caller.
    """

    status: int
    code: str
    message: str


class RefusedError(ParsingError):
    """A request is refused; waitress puts the refusal into the request's error."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)


def _accept(_method: str, _target: str, host: str) -> str:
    return host


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the requests of a connection came.

    Attributes:
        scheme: http or https.
        admit: takes a method, a target and the host asked for; returns the host that the request
            is for, or raises a RefusedError.
        keeps: whether the connection may carry several requests.
    """

    scheme: str = "http"
    admit: Callable[[str, str, str], str] = _accept
    keeps: bool = True


def unreadable(reason: str) -> RefusedError:
    """Return the refusal of a request that is not HTTP as it should be."""
    message = f"The request cannot be read: {reason}."
    return RefusedError(Refusal(400, "InvalidHttpRequest", message))


class Parser(HTTPRequestParser):
    """One request of a connection.

    Args:
        adj: waitress' settings.
        arrival: of the connection.

    Attributes:
        started: when its first byte came, by `time.time`.
    """

    # For waitress' log lines about requests that could not be read.
    path = "/"

    def __init__(self, adj: Adjustments, arrival: Arrival) -> None:
        super().__init__(adj)
        self.started = time.time()
        self._arrival = arrival

    def received(self, data: bytes) -> int:
        """Take bytes, and return how many of them belong to this request."""
        consumed: int = super().received(data)
        if self.body_rcv is None and not self.completed:
            self._check_beginning(self.header_plus)
        # waitress would wait for a body that is refused, or that there is none of.
        if self.error is not None or self.body_rcv is None:
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, which came whole."""
        _check_head(header_plus)
        # Some old PHP programs write UTF-8 into the address as it is.
        first, end, rest = header_plus.partition(b"\r\n")
        try:
            super().parse_header(quote_from_bytes(first, _ASCII).encode() + end + rest)
        except ValueError as error:
            raise unreadable("the host in its address is none") from error
        self.path = f"/{self.path.lstrip('/')}"
        self.url_scheme = self._arrival.scheme
        host = self.proxy_netloc.rpartition("@")[2] or self.headers.get("HOST", "")
        if host := self._arrival.admit(self.command, self.request_uri, host):
            self.headers["HOST"] = host
        self._read_connection()

    def _read_connection(self) -> None:
        """waitress knows one word in this header; LWP sends `TE, close`."""
        words = {each.strip().lower() for each in self.headers.get("CONNECTION", "").split(",")}
        for word in ("keep-alive", "close"):
            if word in words:
                self.headers["CONNECTION"] = word
        if not self._arrival.keeps:
            self.headers["CONNECTION"] = "close"

    def _check_beginning(self, head: bytes) -> None:
        """Refuse what would wait for an answer without ever sending an empty line of CR LF."""
        try:
            _check_length(head)
            _check_plain(head)
            if b"\n\n" in head:
                raise unreadable("its lines end with LF alone, where CR LF belongs")
        except RefusedError as error:
            self.error = BadRequest(error.args[0])
            self.completed = True


def _check_head(head: bytes) -> None:
    _check_length(head)
    _check_plain(head)
    if head.count(b"\n") > _MOST_HEADERS:
        raise unreadable(f"it has more than {_MOST_HEADERS} headers")
    ends = head.count(b"\r\n")
    bare = head.count(b"\r") != ends or head.count(b"\n") != ends
    if bare or len(head.translate(None, _CONTROLS)) != len(head):
        raise unreadable("there is a control character in its headers, or a bare CR or LF")
    first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    if not _FIRST_LINE.fullmatch(first):
        raise unreadable(
            "it does not begin with a method in capitals, an address and HTTP/1.0 or HTTP/1.1"
        )
    if _FOLDED.search(head):
        raise unreadable("a header does not begin with a name and a colon")
    _check_framing(lines, takes_chunks=first.endswith(b"1.1"))


def _check_length(head: bytes) -> None:
    if len(head) > HEAD_LIMIT_BYTES:
        message = (
            f"The address and the headers are longer than {HEAD_LIMIT_BYTES} bytes. Send the "
            "parameters in the body of a POST."
        )
        raise RefusedError(Refusal(400, "InvalidHttpRequest", message))


def _check_plain(head: bytes) -> None:
    if head.startswith(TLS_HANDSHAKE):
        raise unreadable("it speaks TLS, and this address takes plain http:// only")


def _check_framing(lines: list[bytes], *, takes_chunks: bool) -> None:
    """Refuse a request whose end is said more than once, or in a way its HTTP version lacks."""
    if len(_values(lines, b"host")) > 1:
        raise unreadable("it has more than one Host header")
    lengths, codings = _values(lines, b"content-length"), _values(lines, b"transfer-encoding")
    if len(lengths) + len(codings) > 1:
        raise unreadable("it says more than once how long its body is")
    if codings and (codings[0].lower() != "chunked" or not takes_chunks):
        raise unreadable(
            "the only Transfer-Encoding that can be read is one `chunked` with HTTP/1.1"
        )
    if lengths and not _LENGTH.fullmatch(lengths[0]):
        raise unreadable("its Content-Length is not the length of a body")


def _values(lines: list[bytes], name: bytes) -> list[str]:
    pairs = (line.partition(b":") for line in lines)
    return [text.strip(b" \t").decode("latin-1") for key, _, text in pairs if key.lower() == name]
