"""Many kept connections at once, each of which sends its next request when it has its answer."""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READ_BYTES = 1 << 18


@dataclass(slots=True)
class _Connection:
    """One connection, and what has arrived of the answer it waits for."""

    socket: socket.socket
    requests: Iterator[bytes]
    received: bytearray = field(default_factory=bytearray)
    expected_bytes: int = 0

    def send_next(self) -> bool:
        """Send the next request; return whether there was one."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.received.clear()
        self.expected_bytes = 0
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Read what has arrived; return whether the answer is whole."""
        more = self.socket.recv(_READ_BYTES)
        if not more:
            raise ConnectionError("the connection ended in an answer")
        self.received += more
        if not self.expected_bytes and (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.received[:end]).lower()
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.expected_bytes = end + 4 + int(length)
        return bool(self.expected_bytes) and len(self.received) >= self.expected_bytes


def requests_per_second(
    address: str, requests: Sequence[Sequence[bytes]], expected: bytes
) -> float:
    """Return how many requests a second are answered, until all are.

    Args:
        address: of the server.
        requests: what each connection sends, each once.
        expected: stands in every right answer.
    """
    place = urlsplit(address)
    with selectors.DefaultSelector() as selector:
        for each in requests:
            opened = socket.create_connection((place.hostname or "", place.port or 80))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(opened, selectors.EVENT_READ, _Connection(opened, iter(each)))
        start = time.perf_counter()
        for key in selector.get_map().values():
            key.data.send_next()
        while selector.get_map():
            for key, _ in selector.select():
                _go_on(key.data, selector, expected)
        return sum(map(len, requests)) / (time.perf_counter() - start)


def _go_on(connection: _Connection, selector: selectors.BaseSelector, expected: bytes) -> None:
    if not connection.receive():
        return
    if expected not in connection.received:
        raise RuntimeError(f"a wrong answer: {bytes(connection.received[:500])!r}")
    if not connection.send_next():
        selector.unregister(connection.socket)
        connection.socket.close()
