"""A site with a hostile page, and a tap that records what browsers and the adapter send."""

from __future__ import annotations

import re
import socket
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socketserver import BaseServer

# A request's line may stand behind a body that does not end in a line of its own.
REQUEST = re.compile(rb"(?:CONNECT|GET|HEAD|OPTIONS|POST) (\S+) HTTP/1\.1\r\n")
STATUS = re.compile(rb"^HTTP/1\.1 (\d{3})", re.MULTILINE)
WAY = re.compile(rb"[?&]Name=([\w-]+)")


class Site(SimpleHTTPRequestHandler):
    """The files of this folder, without a word on standard error."""

    def log_message(self, *_: object) -> None:
        pass


class Tap(ThreadingTCPServer):
    """Passes connections on to a port, and keeps what went either way."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.port = self.server_address[1]
        self.behind = port
        self.passed: list[tuple[bytearray, bytearray]] = []

    def statuses(self) -> dict[str, set[int]]:
        """Return the statuses that each way of the hostile page was answered with."""
        found: dict[str, set[int]] = {}
        for sent, answered in tuple(self.passed):
            targets = REQUEST.findall(bytes(sent))
            for target, status in zip(targets, STATUS.findall(bytes(answered)), strict=False):
                for way in WAY.findall(target):
                    found.setdefault(way.decode(), set()).add(int(status))
        return found


class Connection(BaseRequestHandler):
    """One connection through a tap."""

    def handle(self) -> None:
        assert isinstance(self.server, Tap)
        sent, answered = bytearray(), bytearray()
        self.server.passed.append((sent, answered))
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            back = Thread(target=_pass_on, args=(behind, self.request, answered))
            back.start()
            _pass_on(self.request, behind, sent)
            back.join()


def _pass_on(source: socket.socket, to: socket.socket, record: bytearray) -> None:
    try:
        while data := source.recv(65536):
            record += data
            to.sendall(data)
        to.shutdown(socket.SHUT_WR)
    except OSError:  # either end went away
        pass


@contextmanager
def running(server: BaseServer) -> Iterator[int]:
    """Serves it in a thread, and gives its port."""
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hostile_site() -> ThreadingHTTPServer:
    """Return the server of a site that has `hostile_page.html`."""
    folder = str(Path(__file__).parent)
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=folder))
