"""Read requests as waitress does, but refuse those that can be read in two ways."""

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
"""The first byte of a connection that begins with TLS."""

_MAX_HEADERS = 200
_ASCII = bytes(range(128))
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_FIRST_LINE = re.compile(rb"[A-Z][!#$%&'*+.^_`|~0-9A-Z-]* [^ ]+ HTTP/1\.[01]")
_FOLDED = re.compile(rb"\r\n[ \t]")
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """A response with which the server refuses a request before the application sees it."""

    status: int
    code: str
    message: str


class RequestError(ParsingError):
    """A request is refused; waitress puts the response into the error of the request."""

    def __init__(self, response: ErrorResponse) -> None:
        super().__init__(response)


def _keep_host(_method: str, _target: str, host: str) -> str:
    return host


@dataclass(frozen=True, slots=True)
class ConnectionContext:
    """What the server knows about a connection besides its bytes.

    Attributes:
        scheme: http or https.
        resolve_host: takes the method, the target and the host that a request names; returns the
            host that the request is for, or raises a RequestError.
        keep_alive: whether the connection may carry several requests.
    """

    scheme: str = "http"
    resolve_host: Callable[[str, str, str], str] = _keep_host
    keep_alive: bool = True


def build_bad_request(reason: str) -> RequestError:
    """Return the error for a request that is not valid HTTP."""
    message = f"The request cannot be read: {reason}."
    return RequestError(ErrorResponse(400, "InvalidHttpRequest", message))


class Parser(HTTPRequestParser):
    """Parses one request of a connection.

    Args:
        adj: waitress' settings.
        context: of the connection.

    Attributes:
        started: when the first byte arrived, by `time.time`.
    """

    # waitress logs it for requests that could not be read.
    path = "/"

    def __init__(self, adj: Adjustments, context: ConnectionContext) -> None:
        super().__init__(adj)
        self.started = time.time()
        self._context = context

    def received(self, data: bytes) -> int:
        """Parse more bytes, and return how many of them belong to this request."""
        consumed: int = super().received(data)
        if self.body_rcv is None and not self.completed:
            self._check_incomplete_head()
        # waitress would wait for the body of a request that is refused or has none.
        if self.error is not None or self.body_rcv is None:
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the complete head."""
        _check_head(header_plus)
        # Some old PHP programs write UTF-8 into the address without encoding it.
        first, end, rest = header_plus.partition(b"\r\n")
        try:
            super().parse_header(quote_from_bytes(first, _ASCII).encode() + end + rest)
        except ValueError as error:
            raise build_bad_request("the host in its address is none") from error
        self.path = f"/{self.path.lstrip('/')}"
        self.url_scheme = self._context.scheme
        host = self.proxy_netloc.rpartition("@")[2] or self.headers.get("HOST", "")
        if host := self._context.resolve_host(self.command, self.request_uri, host):
            self.headers["HOST"] = host
        self._simplify_connection()

    def _simplify_connection(self) -> None:
        """Reduce the Connection header to a word that waitress knows; LWP sends `TE, close`."""
        words = {each.strip().lower() for each in self.headers.get("CONNECTION", "").split(",")}
        if "close" in words or not self._context.keep_alive:
            self.headers["CONNECTION"] = "close"
        elif "keep-alive" in words:
            self.headers["CONNECTION"] = "keep-alive"

    def _check_incomplete_head(self) -> None:
        """Refuse a client that would wait for a response without ever ending its head."""
        try:
            _check_size_and_protocol(self.header_plus)
            if b"\n\n" in self.header_plus:
                raise build_bad_request("its lines end with LF alone, where CR LF belongs")
        except RequestError as error:
            self.error = BadRequest(error.args[0])
            self.completed = True


def _check_head(head: bytes) -> None:
    _check_size_and_protocol(head)
    if head.count(b"\n") > _MAX_HEADERS:
        raise build_bad_request(f"it has more than {_MAX_HEADERS} headers")
    ends = head.count(b"\r\n")
    bare = head.count(b"\r") != ends or head.count(b"\n") != ends
    if bare or len(head.translate(None, _CONTROLS)) != len(head):
        raise build_bad_request("there is a control character in its headers, or a bare CR or LF")
    first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    if not _FIRST_LINE.fullmatch(first):
        raise build_bad_request(
            "it does not begin with a method in capitals, an address and HTTP/1.0 or HTTP/1.1"
        )
    if _FOLDED.search(head):
        raise build_bad_request("a header does not begin with a name and a colon")
    _check_framing(lines, allows_chunks=first.endswith(b"1.1"))


def _check_size_and_protocol(head: bytes) -> None:
    if len(head) > HEAD_LIMIT_BYTES:
        message = (
            f"The address and the headers are longer than {HEAD_LIMIT_BYTES} bytes. Send the "
            "parameters in the body of a POST."
        )
        raise RequestError(ErrorResponse(400, "InvalidHttpRequest", message))
    if head.startswith(TLS_HANDSHAKE):
        raise build_bad_request(
            "it speaks TLS, and this address takes plain http:// only; set is_secure=False in the "
            "client, or start the adapter with --tls"
        )


def _check_framing(lines: list[bytes], *, allows_chunks: bool) -> None:
    """Refuse a request whose end is given twice, or in a way its HTTP version does not have."""
    if len(_find_values(lines, b"host")) > 1:
        raise build_bad_request("it has more than one Host header")
    lengths = _find_values(lines, b"content-length")
    codings = _find_values(lines, b"transfer-encoding")
    if len(lengths) + len(codings) > 1:
        raise build_bad_request("it says more than once how long its body is")
    if codings and (codings[0].lower() != "chunked" or not allows_chunks):
        raise build_bad_request(
            "the only Transfer-Encoding that can be read is one `chunked` with HTTP/1.1"
        )
    if lengths and not _LENGTH.fullmatch(lengths[0]):
        raise build_bad_request("its Content-Length is not the length of a body")


def _find_values(lines: list[bytes], name: bytes) -> list[str]:
    pairs = (line.partition(b":") for line in lines)
    return [text.strip(b" \t").decode("latin-1") for key, _, text in pairs if key.lower() == name]
