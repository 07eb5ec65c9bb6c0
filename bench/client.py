"""A legacy program that costs as little as possible, so that the server is what is measured."""

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
VALID = b"<IsValid>True</IsValid>"
_TIMEOUT_SECONDS = 100
_READ_BYTES = 1 << 18


class Connection:
    """A kept connection, opened again when the server closes it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None  # noqa: S101
        self._place = (parts.hostname, parts.port or 80)
        self._socket = self._open()

    def send(self, request: bytes) -> bytes:
        """Send a whole request and return the body of its answer.

        Raises:
            OSError: there is no whole answer.
        """
        self._socket.sendall(request)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head, body = bytes(received[:end]).lower(), received[end + 4 :]
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._receive()
        if b"\r\nconnection: close" in head:
            self.reopen()
        return bytes(body)

    def reopen(self) -> None:
        """Open a new connection to the same address."""
        self.close()
        self._socket = self._open()

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(self._place, _TIMEOUT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _receive(self) -> bytes:
        more = self._socket.recv(_READ_BYTES)
        if not more:
            raise ConnectionError("the connection ended in an answer")
        return more


def build_request(operation: str, **parameters: object) -> bytes:
    """Return a signed legacy call by GET."""
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {
        "Service": "AWSMechanicalTurkRequester",
        "AWSAccessKeyId": ACCESS_KEY,
        "Version": "2014-08-15",
        "Operation": operation,
        "Timestamp": timestamp,
        "Signature": _sign(operation, timestamp),
    }
    query = urlencode(common | parameters)
    return f"GET /?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: old\r\n\r\n".encode()


@lru_cache
def _sign(operation: str, timestamp: str) -> str:
    return sign(SECRET, build_service_text(operation, timestamp))


def build_page_request(number: int, size: int, **more: object) -> bytes:
    """Return the call for one page of the pending requests."""
    return build_request(
        "GetQualificationRequests",
        PageNumber=number,
        PageSize=size,
        SortProperty="SubmitTime",
        **more,
    )


def walk(connection: Connection, count: int, size: int) -> Iterator[bytes]:
    """Yield every page of a list, one after the other."""
    for number in range(1, -(-count // size) + 1):
        yield connection.send(build_page_request(number, size))
