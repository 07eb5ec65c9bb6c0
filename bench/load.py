"""Many kept connections at once, each sending its next request when it has its answer."""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READ = 1 << 18


@dataclass(slots=True)
class _Lane:
    """One connection, and what came of the answer it waits for."""

    socket: socket.socket
    requests: Iterator[bytes]
    came: bytearray = field(default_factory=bytearray)
    wanted: int = 0

    def send(self) -> None:
        """The next request, which is short enough to leave at once."""
        self.came.clear()
        self.wanted = 0
        self.socket.sendall(next(self.requests))

    def whole(self) -> bool:
        """Whether the answer came whole, now that some of it did."""
        more = self.socket.recv(_READ)
        if not more:
            raise ConnectionError("the connection ended in an answer")
        self.came += more
        if not self.wanted and (end := self.came.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.came[:end]).lower()
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.wanted = end + 4 + int(length)
        return bool(self.wanted) and len(self.came) >= self.wanted


def requests_per_second(
    address: str, lanes: Sequence[Sequence[bytes]], seconds: float, expected: bytes
) -> float:
    """How many answers came in that time.

    Args:
        address: of the server.
        lanes: for each connection, the requests that it sends again and again.
        seconds: after as many again of a fifth, which are not counted.
        expected: stands in every right answer.
    """
    place = urlsplit(address)
    with selectors.DefaultSelector() as selector:
        for requests in lanes:
            opened = socket.create_connection((place.hostname or "", place.port or 80))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lane = _Lane(opened, cycle(requests))
            selector.register(opened, selectors.EVENT_READ, lane)
            lane.send()
        _answered(selector, seconds / 5, expected)
        start = time.perf_counter()
        rate = _answered(selector, seconds, expected) / (time.perf_counter() - start)
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return rate


def _answered(selector: selectors.BaseSelector, seconds: float, expected: bytes) -> int:
    ends = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < ends:
        for key, _ in selector.select(1):
            lane: _Lane = key.data
            if lane.whole():
                if expected not in lane.came:
                    raise RuntimeError(f"a wrong answer: {bytes(lane.came[:500])!r}")
                count += 1
                lane.send()
    return count
