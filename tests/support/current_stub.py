"""The current API over a real socket, scripted: it gives, fails, drips and cuts as it is told.

with current_stub(throttled(), listing("HITs", items)) as stub:
    ...  # the first call is throttled, every later one is answered from the items
    assert [call.operation for call in stub.calls] == ["ListHITs", "ListHITs"]
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    # None: the connection ends without a byte.
    Step = Callable[["StubCall"], "Sent | None"]


@dataclass(frozen=True)
class StubCall:
    """A call as it came."""

    operation: str
    params: Mapping[str, Any]
    access_key_id: str


@dataclass(frozen=True)
class Sent:
    """What goes back.

    Attributes:
        body: what is sent of it.
        length: the Content-Length; None: the body's. More than the body's: it is cut.
        pause: seconds before the first byte.
        drip: seconds after each byte of the body.
        drip_head: seconds after each byte of status line and headers.
        close: the connection ends with the last byte.
        pieces: sent in place of head and body for as long as they are read; then it ends.
    """

    body: bytes = b""
    status: int = 200
    length: int | None = None
    pause: float = 0
    drip: float = 0
    drip_head: float = 0
    close: bool = False
    pieces: Iterable[bytes] = ()


def answer_with(answer: object) -> Step:
    """The value as JSON, whatever it is."""
    return answer_bytes(json.dumps(answer).encode())


def answer_bytes(body: bytes, status: int = 200) -> Step:
    """These very bytes."""
    return lambda _: Sent(body, status)


def fault(type: str, message: str = "", code: str | None = None, status: int = 400) -> Step:
    """An error as the service words it, `code` as its TurkErrorCode."""
    body = {"__type": type, "Message": message} | ({"TurkErrorCode": code} if code else {})
    return answer_bytes(json.dumps(body).encode(), status)


def throttle() -> Step:
    return fault("ThrottlingException", "Rate exceeded")


def drop() -> Step:
    """The call is taken, and the connection ended without an answer."""
    return lambda _: None


def cut_short(answer: object, keep: int, status: int = 200) -> Step:
    """The whole length is announced, `keep` bytes are sent, the connection ends."""
    body = json.dumps(answer).encode()
    return lambda _: Sent(body[:keep], status, length=len(body), close=True)


def close_after(answer: object) -> Step:
    """A whole answer, and the end of the connection."""
    return lambda _: Sent(json.dumps(answer).encode(), close=True)


def stream(pieces: Iterable[bytes]) -> Step:
    """An answer of these pieces, head and body, and the end of the connection."""
    return lambda _: Sent(pieces=pieces, close=True)


def delay(seconds: float, step: Step) -> Step:
    """The step after a pause."""
    return _changed(step, pause=seconds)


def drip_body(seconds: float, step: Step) -> Step:
    """The step's body byte by byte."""
    return _changed(step, drip=seconds)


def drip_headers(seconds: float, step: Step) -> Step:
    """The step's status line and headers byte by byte."""
    return _changed(step, drip_head=seconds)


def listing(member: str, items: Sequence[Mapping[str, Any]]) -> Step:
    """A list in pages of MaxResults, behind tokens."""

    def page(call: StubCall) -> Sent | None:
        start = int(call.params.get("NextToken", "0"))
        end = start + call.params.get("MaxResults", 10)
        part = list(items[start:end])
        token = {"NextToken": str(end)} if end < len(items) else {}
        return answer_with({"NumResults": len(part), member: part} | token)(call)

    return page


def by_operation(steps: Mapping[str, Step]) -> Step:
    """Each operation its own step."""
    return lambda call: steps[call.operation](call)


def _changed(step: Step, **changes: Any) -> Step:
    def changed(call: StubCall) -> Sent | None:
        sent = step(call)
        return sent and replace(sent, **changes)

    return changed


@dataclass
class CurrentStub:
    """What is listening.

    Attributes:
        url: its address.
        calls: every call that arrived whole, in order.
        connections: how many were opened.
    """

    steps: Sequence[Step]
    url: str = ""
    calls: list[StubCall] = field(default_factory=list)
    connections: int = 0
    ended: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def take(self, call: StubCall) -> Step:
        """Notes the call; gives the next step, the last one again and again."""
        with self.lock:
            self.calls.append(call)
            return self.steps[min(len(self.calls), len(self.steps)) - 1]


@contextmanager
def current_stub(*steps: Step) -> Iterator[CurrentStub]:
    """Listens on a free port of 127.0.0.1 until the block ends."""
    stub = CurrentStub(steps)
    server = _Server(stub)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.ended.set()
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, stub: CurrentStub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.stub.connections += 1
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wakes the threads that wait for another call on a kept connection."""
        for request in tuple(self.open):
            with suppress(OSError):
                request.shutdown(SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: that the other side hangs up is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0
    # Head and body are two writes; without this the second waits for the first's receipt.
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        call = StubCall(
            operation=self.headers["X-Amz-Target"].partition(".")[2],
            params=json.loads(body),
            access_key_id=signed[1] if signed else "",
        )
        sent = self.server.stub.take(call)(call)
        if sent is None:
            self.close_connection = True
            return
        self.server.stub.ended.wait(sent.pause)
        if sent.pieces:
            self._stream(sent.pieces)
        else:
            self._write(_head(sent), sent.drip_head)
            self._write(sent.body, sent.drip)
        self.close_connection = self.close_connection or sent.close

    def _stream(self, pieces: Iterable[bytes]) -> None:
        with suppress(OSError):  # nobody reads on
            for piece in pieces:
                self.wfile.write(piece)

    def _write(self, data: bytes, pause: float) -> None:
        if not pause:
            self.wfile.write(data)
            return
        for byte in data:
            if self.server.stub.ended.wait(pause):
                break
            self.wfile.write(bytes([byte]))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is its own."""


def _head(sent: Sent) -> bytes:
    length = len(sent.body) if sent.length is None else sent.length
    return (
        f"HTTP/1.1 {sent.status} Scripted\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()
