"""The one HTTP session of the process, which bounds the time of a whole answer.

urllib3's read timeout bounds each read from the socket, so an upstream that drips a byte now and
then would hold a call for ever. Here the same number bounds everything from the end of the
request to the last byte of the answer: status line, headers and body.
"""

from __future__ import annotations

import io
from http.client import HTTPResponse
from time import monotonic
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer


_READ_BYTES = 1 << 17
"""At once: about a page of a hundred items, and each reading is four system calls."""


class _TimedReader(io.RawIOBase):
    """Reads a socket until the timeout that it had at the start has passed once, not each time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._limit = sock.gettimeout()
        self._ends = None if self._limit is None else monotonic() + self._limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        if self._ends is None:
            return self._raw.readinto(buffer)
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("the answer as a whole took too long")
        self._sock.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            # The connection may carry another request, and that is not to inherit the rest.
            self._sock.settimeout(self._limit)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedSocket:
    """As much of a socket as http.client reads an answer from."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002
        return io.BufferedReader(_TimedReader(self._sock), _READ_BYTES)


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_TimedSocket(sock), *args, **kwargs)  # type: ignore[arg-type]


class _InOnePiece:
    """A connection that sends head and body together: each piece is a system call for both sides.

    Not for `Expect: 100-continue`, which no call of this API has.
    """

    _held: bytearray | None = None

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._held = held = bytearray()
        try:
            super().request(*args, **kwargs)  # type: ignore[misc]
        finally:
            self._held = None
        self.send(bytes(held))

    def send(self, data: bytes) -> None:
        if self._held is None:
            super().send(data)  # type: ignore[misc]
        else:
            self._held += data


class _HttpConnection(_InOnePiece, AWSHTTPConnection):  # type: ignore[misc]
    response_class = _TimedResponse  # type: ignore[assignment]


class _HttpsConnection(_InOnePiece, AWSHTTPSConnection):  # type: ignore[misc]
    response_class = _TimedResponse  # type: ignore[assignment]


class _HttpPool(AWSHTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class Transport(URLLib3Session):
    """boto's HTTP session, with proxies, certificates and exceptions as ever, but timed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # The session's pool managers, proxies' too, all look their classes up in this one.
        self._pool_classes_by_scheme.update(  # type: ignore[attr-defined]
            http=_HttpPool, https=_HttpsPool
        )
