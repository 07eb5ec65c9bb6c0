"""A legacy program, as little of one as will do, so that what is measured is the other side."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from adapter.auth.legacy.signature import build_service_text, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS_KEY, SECRET = "AKIDBENCH", "secret-of-the-bench"
_TIMEOUT_SECONDS = 100
_READ = 1 << 18


class Connection:
    """A kept connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None  # noqa: S101
        self._place = (parts.hostname, parts.port or 80)
        self._socket = self._open()

    def send(self, request: bytes) -> bytes:
        """The body of the answer to a whole request; raises an OSError if there is none."""
        self._socket.sendall(request)
        came = bytearray()
        while (end := came.find(b"\r\n\r\n")) < 0:
            came += self._more()
        head, body = bytes(came[:end]).lower(), came[end + 4 :]
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        if b"\r\nconnection: close" in head:
            self.reopen()
        return bytes(body)

    def reopen(self) -> None:
        """A new connection to the same place."""
        self.close()
        self._socket = self._open()

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(self._place, _TIMEOUT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _more(self) -> bytes:
        more = self._socket.recv(_READ)
        if not more:
            raise ConnectionError("the connection ended in an answer")
        return more


def request(operation: str, **parameters: object) -> bytes:
    """A signed legacy call by GET."""
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {
        "Service": "AWSMechanicalTurkRequester",
        "AWSAccessKeyId": ACCESS_KEY,
        "Version": "2014-08-15",
        "Operation": operation,
        "Timestamp": timestamp,
        "Signature": _signature(operation, timestamp),
    }
    query = urlencode(common | parameters)
    return f"GET /?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: old\r\n\r\n".encode()


@lru_cache
def _signature(operation: str, timestamp: str) -> str:
    return sign(SECRET, build_service_text(operation, timestamp))


def page(number: int, size: int, **more: object) -> bytes:
    """The call for one page of the pending requests."""
    return request(
        "GetQualificationRequests",
        PageNumber=number,
        PageSize=size,
        SortProperty="SubmitTime",
        **more,
    )


def walk(connection: Connection, count: int, size: int) -> Iterator[bytes]:
    """Every page of a list, one after the other."""
    for number in range(1, -(-count // size) + 1):
        yield connection.send(page(number, size))
