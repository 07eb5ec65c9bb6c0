"""What is at hand is answered by the loop itself, whatever the threads are doing."""

import socket
import threading
from contextlib import contextmanager
from functools import partial

import pytest
from support.sockets import Application, all_of, one_answer, running, wait_until

from adapter.model import HttpResponse
from adapter.server import Listener, Pool
from adapter.web.api import create_app


class WithSomeAtHand(Application):
    """An application that has `/at-hand` ready, and fails to look for `/broken`."""

    def __init__(self):
        super().__init__()
        self.given = []

    def begin(self, http):
        if http.path == "/broken":
            raise ValueError("a caller's secret")
        if http.path != "/at-hand":
            return partial(self, http)
        self.given.append(threading.current_thread().name)
        return HttpResponse(200, b"<ready %d/>" % len(self.given))


@pytest.fixture
def application():
    return WithSomeAtHand()


@contextmanager
def serving(application):
    app = create_app(application, application.begin)
    pool = Pool(app, threads=1, in_flight=1, at_hand=app.at_hand)
    with running([Listener("127.0.0.1:0", pool)], application) as server:
        yield server


def connected(server):
    return socket.create_connection(server.addresses[0], timeout=20)


def test_it_is_answered_while_every_thread_is_busy(application):
    with serving(application) as server, connected(server) as slow, connected(server) as quick:
        slow.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert application.entered.wait(20)
        for count in (1, 2):
            quick.sendall(b"GET /at-hand HTTP/1.1\r\nHost: a\r\n\r\n")
            head, body = one_answer(quick)
            assert body == b"<ready %d/>" % count
            assert b"200 OK" in head
        application.gate.set()
        assert b"<GET /slow 0/>" in all_of(slow)
    assert not any(name.startswith("answers-") for name in application.given)
    assert [each.path for each in application.seen] == ["/slow"]


def test_what_is_not_reaches_a_thread_whole(application):
    with serving(application) as server, connected(server) as connection:
        connection.sendall(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b")
        assert one_answer(connection)[1] == b"<POST /x 3/>"
    assert [each.body for each in application.seen] == [b"a=b"]


def test_many_in_one_piece_are_answered_in_order(application):
    paths = ["/at-hand", "/x", "/at-hand", "/at-hand", "/y"] * 20
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n" for path in paths)
    with serving(application) as server, connected(server) as connection:
        connection.sendall(asked.encode() + b"GET / HTTP/1.0\r\n\r\n")
        answers = all_of(connection)
    bodies = [each.rpartition(b"\r\n")[2] for each in answers.split(b"/>")[:-1]]
    ready = iter(range(1, 61))
    assert bodies == [
        *(b"<ready %d" % next(ready) if path == "/at-hand" else f"<GET {path} 0".encode()
          for path in paths),
        b"<GET / 0",
    ]  # fmt: skip


def test_to_fail_in_looking_is_no_answer(application, capsys):
    with serving(application) as server, connected(server) as connection:
        connection.sendall(b"GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
        assert one_answer(connection)[1] == b"<GET /broken 0/>"
    said = capsys.readouterr()
    assert "ValueError" in said.out + said.err
    assert "secret" not in said.out + said.err


def test_answers_that_nobody_takes_do_not_pile_up(application):
    given = []
    application.begin = lambda _: given.append(1) or HttpResponse(200, b"y" * 1_000_000)
    with serving(application) as server, connected(server) as connection:
        connection.sendall(b"GET /at-hand HTTP/1.1\r\nHost: a\r\n\r\n" * 199)
        connection.sendall(b"GET /at-hand HTTP/1.0\r\n\r\n")
        wait_until(lambda: server.held_bytes > 0)
        assert len(given) < 100
        assert len(all_of(connection)) > 200_000_000
    assert len(given) == 200
