"""A server in a thread of the test, and what clients with bare sockets do to it."""

import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from adapter.server import Limits, Listener, Pool, Server
from adapter.web.errors import render_refusal

LIMIT = 10_000
ERROR = re.compile(
    rb'<\?xml version="1\.0"\?>\n<Response><Errors><Error><Code>(\w+)</Code><Message>([^<]+)'
    rb"</Message></Error></Errors><RequestID>[0-9a-f-]{36}</RequestID></Response>\n"
)


@dataclass(frozen=True)
class UpstreamCall:
    """What a server called the application with."""

    method: str
    host: str
    path: str
    query: bytes
    body: bytes
    scheme: str
    client: str


class Application:
    """A WSGI application that answers with what it was asked, and remembers that it was."""

    def __init__(self):
        self.seen = []
        self.entered = threading.Event()
        self.gate = threading.Event()

    def __call__(self, environ, start_response):
        asked = UpstreamCall(
            environ["REQUEST_METHOD"],
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
            environ["QUERY_STRING"].encode("latin-1"),
            environ["wsgi.input"].read(),
            environ["wsgi.url_scheme"],
            environ["REMOTE_ADDR"],
        )
        self.seen.append(asked)
        if asked.path == "/slow":
            self.entered.set()
            assert self.gate.wait(120)
        body = f"<{asked.method} {asked.path} {len(asked.body)}/>".encode()
        if asked.path == "/large":
            body = b"<x>" + b"y" * 5_000_000 + b"</x>"
        length = ("Content-Length", str(len(body)))
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), length])
        return [body]


def listener(application, bind="127.0.0.1:0", threads=4, in_flight=1000):
    return Listener(bind, Pool(application, threads=threads, max_in_flight=in_flight))


@contextmanager
def running(listeners, application, **limits):
    limits = Limits(**({"body_bytes": LIMIT, "shutdown_seconds": 20} | limits))
    server = Server(listeners, limits, render_refusal)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        application.gate.set()
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


def read_to_end(connection):
    """Everything until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def wait_until(happens, seconds=120):
    """Until it is so; what never comes ends the test."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def read_response(connection):
    """The head and the body of the next answer on a connection that stays open."""
    with connection.makefile("rb") as file:
        head = b"".join(iter(file.readline, b"\r\n"))
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        return head, file.read(length)


def refusal(answer):
    """The status and the message, if the answer is a legacy front end's error and ends there."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    assert b"Content-Type: text/xml; charset=utf-8" in head
    error = ERROR.fullmatch(body)
    assert error, answer
    return int(head.split()[1]), error[2].decode()
