"""The address that speaks TLS: who is served there, and what becomes of those who are not."""

import socket
import ssl
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from support.certificates import client_context, server_context
from support.sockets import (
    LIMIT,
    Application,
    read_response,
    read_to_end,
    refusal,
    running,
    wait_until,
)

from adapter.server import Listener, Pool

FILES = Path("/proc/self/fd")
CONTEXT = server_context("localhost", "127.0.0.1")


@pytest.fixture
def application():
    return Application()


@contextmanager
def serving(application, **limits):
    """An address that speaks TLS, and then one that does not."""
    pool = Pool(application, threads=4, max_in_flight=100)
    both = [Listener("127.0.0.1:0", pool, protocol=CONTEXT), Listener("127.0.0.1:0", pool)]
    with running(both, application, **limits) as server:
        yield server


@pytest.fixture
def server(application):
    with serving(application) as running_server:
        yield running_server


def plain(server, number=0):
    return socket.create_connection(server.addresses[number], timeout=20)


def secured(server, name="localhost", context=None):
    return (context or client_context()).wrap_socket(plain(server), server_hostname=name)


def served(server):
    with secured(server) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return read_to_end(connection).endswith(b"<GET / 0/>")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_are_spoken_on_a_kept_connection(server, version):
    context = client_context()
    context.minimum_version = context.maximum_version = version
    with secured(server, context=context) as connection:
        for _ in range(3):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
            assert read_response(connection)[1] == b"<POST / 2/>"


def test_a_client_that_names_no_host_is_served(server):
    context = client_context()
    context.check_hostname = False
    with context.wrap_socket(plain(server)) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in read_to_end(connection)


def test_the_application_knows_that_it_was_https():
    schemes = []

    def asked(environ, start):
        schemes.append(environ["wsgi.url_scheme"])
        start("204 No Content", [])
        return []

    pool = Pool(asked, threads=1, max_in_flight=1)
    both = [Listener("127.0.0.1:0", pool, protocol=CONTEXT), Listener("127.0.0.1:0", pool)]
    with running(both, Application()) as server:
        for connection in (secured(server), plain(server, 1)):
            with connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert b"204 No Content" in read_to_end(connection)
    assert schemes == ["https", "http"]


def test_a_large_answer_comes_to_its_end_and_the_connection_to_its(server):
    with secured(server) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert read_to_end(connection).endswith(b"y</x>")


def test_a_client_in_the_middle_of_too_long_a_body_can_read_why(server, application):
    body = b"x" * 5_000_000
    with secured(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head, text = read_response(connection)
    assert refusal(head + b"\r\n" + text)[0] == 413
    assert not application.seen


def test_bodies_have_their_limit_there_too(server, application):
    with secured(server) as connection:
        head = b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % LIMIT
        connection.sendall(head + b"x" * LIMIT)
        assert b"200 OK" in read_to_end(connection)


def test_plain_text_is_told_to_come_by_https(server, application):
    with plain(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        status, message = refusal(read_to_end(connection))
    assert status == 400
    assert "https://" in message
    assert not application.seen


def test_tls_at_the_plain_address_is_told_in_plain_text(server):
    with plain(server, 1) as connection, pytest.raises(ssl.SSLError):
        client_context().wrap_socket(connection, server_hostname="localhost")


def test_a_strangers_name_is_refused_and_others_are_served(server):
    with pytest.raises(ssl.SSLError):
        secured(server, "example.com")
    assert served(server)
    wait_until(lambda: server.open_connections == 0)


@pytest.mark.parametrize(
    "begun", [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x16" * 100, b"\x15"]
)
def test_what_does_not_become_tls_is_ended(application, begun):
    with serving(application, handshake_seconds=1, silent_seconds=3) as server:
        with plain(server) as connection:
            connection.sendall(begun)
            assert served(server)
            ended(connection)
        wait_until(lambda: server.open_connections == 0)


def ended(connection):
    """Reads to the end, however it comes."""
    try:
        read_to_end(connection)
    except ConnectionResetError:
        return


def test_a_client_that_goes_away_in_mid_handshake_leaves_nothing_behind(server):
    for _ in range(20):
        with plain(server) as connection:
            connection.sendall(b"\x16\x03\x01\x02\x00\x01")
    wait_until(lambda: server.open_connections == 0)
    assert served(server)


@pytest.mark.skipif(not FILES.is_dir(), reason="counts open files as Linux shows them")
def test_a_thousand_idle_connections_keep_nobody_waiting_and_no_files_open(many_files, application):
    with serving(application, handshake_seconds=3) as server:
        assert served(server)
        before = len(list(FILES.iterdir()))
        with ExitStack() as held:
            for _ in range(1000):
                held.enter_context(plain(server))
            for _ in range(100):
                held.enter_context(secured(server))
            for _ in range(10):
                assert served(server)
            # None of them has said anything, and their time is over before ours.
            wait_until(lambda: server.open_connections <= 100)
        wait_until(lambda: server.open_connections == 0)
        assert len(list(FILES.iterdir())) <= before


def test_a_stop_waits_for_no_handshake(application):
    with serving(application) as server, plain(server) as half:
        half.sendall(b"\x16\x03\x01")
        wait_until(lambda: server.open_connections == 1)
        server.stop()
        ended(half)


def test_a_stop_finishes_what_is_in_flight(application):
    with serving(application) as server, secured(server) as busy, secured(server) as idle:
        busy.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        assert application.entered.wait(20)
        server.stop()
        assert read_to_end(idle) == b""
        application.gate.set()
        answer = read_to_end(busy)
    assert b"Connection: close" in answer
    assert answer.endswith(b"<GET /slow 0/>")
