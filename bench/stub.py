"""A current API that is never the bottleneck: its pages are rendered once, its answers timed.

`python -m bench.stub --items 1000 --delay 0.08` prints its address and answers until it is ended.
A GET is not of the API: it answers the number of calls, by operation, since the last GET.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from functools import cache
from typing import Any

from bench.items import build_items

_TYPE = b"Content-Type: application/x-amz-json-1.1\r\n"
_LIST = "QualificationRequests"
_THROTTLED = json.dumps({"__type": "ThrottlingException", "Message": "Rate exceeded"}).encode()
# Of every 60 calls these go wrong, together 5 %.
_FAULTS = {20: "throttle", 40: "reset", 60: "slow"}
_FAULTS_EVERY = 60
_SLOW_SECONDS = 2.0


class Stub:
    """Gives the answers.

    Args:
        count: of the list's items.
        delay: seconds before each answer.
        faulty: whether 5 % of the calls are throttled, reset or slow.
    """

    def __init__(self, count: int, delay: float, *, faulty: bool) -> None:
        self._items = build_items(count)
        self.delay = delay
        self._faulty = faulty
        self._count = 0
        self.calls: Counter[str] = Counter()
        self.page = cache(self._page)

    def next_fault(self) -> str:
        """Return what goes wrong with this call; empty: nothing."""
        self._count += 1
        return _FAULTS.get(self._count % _FAULTS_EVERY or _FAULTS_EVERY, "") if self._faulty else ""

    def answer(self, operation: str, body: bytes) -> bytes:
        """Return the whole answer, with its head."""
        self.calls[operation] += 1
        if operation != "ListQualificationRequests":
            return build_response(b'{"AvailableBalance":"10000.00"}')
        params = json.loads(body)
        return self.page(int(params.get("NextToken", 0)), params.get("MaxResults", 10))

    def _page(self, start: int, size: int) -> bytes:
        page = self._items[start : start + size]
        answer: dict[str, Any] = {"NumResults": len(page), _LIST: page}
        if start + size < len(self._items):
            answer["NextToken"] = str(start + size)
        return build_response(json.dumps(answer).encode())

    def report_calls(self) -> bytes:
        """Return the answer with the number of calls since this was last asked."""
        report = build_response(json.dumps(self.calls).encode())
        self.calls.clear()
        return report


def build_response(body: bytes, status: bytes = b"200 OK") -> bytes:
    """Return head and body."""
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, _TYPE, len(body), body)


class _Connection(asyncio.Protocol):
    """One kept connection; a call is answered when the one before it is."""

    transport: asyncio.Transport

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return
        fields = _fields(head)
        if len(body) < int(fields.get(b"content-length", b"0")):
            return
        self._received = b""
        if head.startswith(b"GET"):
            self.transport.write(self._stub.report_calls())
            return
        self._answer(fields[b"x-amz-target"].decode().partition(".")[2], body)

    def _answer(self, operation: str, body: bytes) -> None:
        fault, delay = self._stub.next_fault(), self._stub.delay
        answer = self._stub.answer(operation, body)
        if fault == "reset":
            self.transport.abort()
            return
        if fault == "throttle":
            answer = build_response(_THROTTLED, b"400 Bad Request")
        delay += _SLOW_SECONDS if fault == "slow" else 0
        if delay:
            asyncio.get_running_loop().call_later(delay, self._write, answer)
        else:
            self.transport.write(answer)

    def _write(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)


def _fields(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in lines}


async def _serve(stub: Stub) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(stub), "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}/\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--faulty", action="store_true")
    given = parser.parse_args()
    asyncio.run(_serve(Stub(given.items, given.delay, faulty=given.faulty)))


if __name__ == "__main__":
    main()
