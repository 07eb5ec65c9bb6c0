"""One test for each attribute of a waitress class that the server replaces."""

import re
import socket
import time
from contextlib import contextmanager

import pytest
from support.sockets import Application, read_response, read_to_end, refusal, running, wait_until
from waitress import channel, parser, server, task

from adapter.server import Listener, Pool
from adapter.server.http import Channel, HttpServer, RefusalTask, Task
from adapter.server.parser import Parser

BASES = {
    Pool: task.ThreadedTaskDispatcher,
    Task: task.WSGITask,
    RefusalTask: task.ErrorTask,
    Channel: channel.HTTPChannel,
    HttpServer: server.TcpWSGIServer,
    Parser: parser.HTTPRequestParser,
}
NOT_BEHAVIOUR = {"__module__", "__doc__", "__firstlineno__", "__static_attributes__"}
BROKEN = b"broken\r\n\r\n"


def list_replaced():
    """The name of the test of each replaced attribute."""
    for ours, base in BASES.items():
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", ours.__name__).lower()
        for name in vars(ours).keys() - NOT_BEHAVIOUR:
            if hasattr(base, name):
                yield f"test_{words}_{name.strip('_')}"


def test_every_replaced_attribute_has_a_test():
    tests = {name for name in globals() if name.startswith("test_")}
    assert set(list_replaced()) == tests - {"test_every_replaced_attribute_has_a_test"}


@contextmanager
def connected(application, *, max_in_flight=10, count_refusal=lambda _: None, **limits):
    """A server with one thread, and a connection to it."""
    pool = Pool(application, threads=1, max_in_flight=max_in_flight, count_refusal=count_refusal)
    with (
        running([Listener("127.0.0.1:0", pool)], application, **limits) as serving,
        socket.create_connection(serving.addresses[0], timeout=20) as connection,
    ):
        yield serving, connection


@pytest.fixture
def application():
    return Application()


def test_pool_init(application):
    refused = []
    with connected(application, count_refusal=refused.append) as (_, connection):
        connection.sendall(BROKEN)
        read_to_end(connection)
    assert refused == ["InvalidHttpRequest"]


def test_pool_add_task(application):
    with connected(application, max_in_flight=1) as (serving, connection):
        connection.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        assert application.entered.wait(20)
        with socket.create_connection(serving.addresses[0], timeout=20) as other:
            other.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert refusal(read_to_end(other))[0] == 503


def refuses_connections(address):
    try:
        socket.create_connection(address, timeout=20).close()
    except ConnectionRefusedError:
        return True
    return False


def test_task_build_response_header(application):
    with connected(application) as (serving, connection):
        connection.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
        assert application.entered.wait(20)
        serving.stop()
        wait_until(lambda: refuses_connections(serving.addresses[0]))
        application.gate.set()
        assert b"Connection: close" in read_to_end(connection)


def test_refusal_task_execute(application):
    with connected(application) as (_, connection):
        connection.sendall(BROKEN)
        assert refusal(read_to_end(connection))[0] == 400


def test_channel_init(application):
    # Its own parser gives a path without a host one slash only.
    with connected(application) as (_, connection):
        connection.sendall(b"GET http://b HTTP/1.0\r\n\r\n")
        assert read_to_end(connection).endswith(b"<GET / 0/>")
    assert application.seen[0].host == "b"


def test_channel_task_class():
    assert Channel.task_class is Task


def test_channel_error_task_class():
    assert Channel.error_task_class is RefusalTask


def test_channel_will_close(application):
    with connected(application) as (_, connection):
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert read_response(connection)[1] == b"<GET / 0/>"


def test_channel_received(application):
    with connected(application) as (_, connection):
        connection.sendall(BROKEN)
        assert refusal(read_to_end(connection))[0] == 400
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    assert application.seen == []


def test_channel_handle_close(application):
    # A reset would take the response away from a client that is still sending.
    with connected(application) as (_, connection):
        head = b"POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n"
        connection.sendall(head + b"x" * 5_000_000)
        assert refusal(read_to_end(connection))[0] == 413


def test_http_server_init(application):
    with connected(application) as (serving, connection):
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"Server: mturk-adapter" in read_to_end(connection)
        assert serving.addresses[0][1] > 0


def test_http_server_channel_class():
    assert HttpServer.channel_class is Channel


def test_http_server_maintenance(application):
    # waitress itself would end a connection that has been silent for longer than two minutes.
    with connected(application) as (serving, connection):
        wait_until(lambda: serving.open_connections == 1)
        [http] = serving._servers
        http.maintenance(time.time() + 1_000_000)
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert read_response(connection)[1] == b"<GET / 0/>"


def test_parser_init(application):
    with connected(application, silent_seconds=0.2) as (_, connection):
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert read_to_end(connection) == b""


def test_parser_received(application):
    with connected(application) as (_, connection):
        connection.sendall(b"\x16\x03\x01")
        assert refusal(read_to_end(connection))[0] == 400


def test_parser_parse_header(application):
    with connected(application) as (_, connection):
        connection.sendall("GET /?name=é HTTP/1.0\r\n\r\n".encode())
        read_to_end(connection)
    assert application.seen[0].query == b"name=%C3%A9"
