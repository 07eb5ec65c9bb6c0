"""The address that is a proxy: Amazon's hosts end here, and nothing of theirs gets around it."""

import re
import socket
import ssl
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from support.certificates import AMAZON, client_context, server_context
from support.sockets import Application, read_response, read_to_end, refusal, running, wait_until

from adapter.server import Listener, Pool, Proxy

PRODUCTION, SANDBOX = AMAZON[:2]
CONTEXTS = {name: server_context(name) for name in AMAZON}
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@pytest.fixture
def application():
    return Application()


@contextmanager
def serving(application, *, tunnels=False, **limits):
    pool = Pool(application, threads=4, max_in_flight=100)
    proxy = Proxy(CONTEXTS.__getitem__, frozenset(AMAZON), tunnels=tunnels)
    listener = Listener("127.0.0.1:0", pool, "--proxy", proxy)
    with running([listener], application, **limits) as server:
        yield server


@pytest.fixture
def server(application):
    with serving(application) as running_server:
        yield running_server


def to_proxy(server):
    return socket.create_connection(server.addresses[0], timeout=20)


def exchanged(server, data):
    with to_proxy(server) as connection:
        connection.sendall(data)
        return read_to_end(connection)


def connected(server, place):
    """A connection through the proxy, as CONNECT leaves it."""
    connection = to_proxy(server)
    connection.sendall(
        b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (place.encode(), place.encode())
    )
    with connection.makefile("rb") as file:
        assert b"".join(iter(file.readline, b"\r\n")) + b"\r\n" == CONNECTED
    return connection


def secured(server, name):
    return client_context().wrap_socket(connected(server, f"{name}:443"), server_hostname=name)


@pytest.mark.parametrize("name", AMAZON)
def test_each_of_amazons_hosts_is_answered_here(server, application, name):
    with secured(server, name) as connection:
        for _ in range(2):
            text = f"POST /?a=b HTTP/1.1\r\nHost: {name}\r\nContent-Length: 2\r\n\r\nab"
            connection.sendall(text.encode())
            assert read_response(connection)[1] == b"<POST / 2/>"
    assert {(each.host, each.query, each.body) for each in application.seen} == {
        (name, b"a=b", b"ab")
    }


CONNECTS = {
    # Taken down with a socket: Amazon's Java SDKs, which RFC 9112, 2.2 allows to take.
    "axis-1.4": b"User-Agent: AxisClient\nContent-Length: 0\nPragma: no-cache\r\n\r\n",
    "lf-alone": b"User-Agent: AxisClient\n\n",
    # Python's http.client up to 3.11 and httplib.
    "http.client": b"\r\n",
}


@pytest.mark.parametrize("name", CONNECTS)
@pytest.mark.parametrize("size", [1, 1_000])
def test_a_connect_is_taken_as_old_clients_send_it(server, application, name, size):
    head = f"CONNECT {PRODUCTION}:443 HTTP/1.0\r\n".encode() + CONNECTS[name]
    with to_proxy(server) as connection:
        for start in range(0, len(head), size):
            connection.sendall(head[start : start + size])
        assert connection.recv(100) == CONNECTED
        with client_context().wrap_socket(connection, server_hostname=PRODUCTION) as inside:
            inside.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert b"200 OK" in read_to_end(inside)
    assert [each.host for each in application.seen] == [PRODUCTION]


@pytest.mark.parametrize(
    "target", ["/?a=b", f"http://{PRODUCTION}/?a=b", f"http://{PRODUCTION}?a=b"]
)
def test_php_is_answered_with_and_without_request_fulluri(server, application, target):
    """What file_get_contents sends to its proxy, byte for byte."""
    request = f"GET {target} HTTP/1.1\r\nHost: {PRODUCTION}\r\nConnection: close\r\n\r\n"
    assert b"200 OK" in exchanged(server, request.encode())
    [seen] = application.seen
    assert (seen.host, seen.path, seen.query) == (PRODUCTION, "/", b"a=b")


@pytest.mark.parametrize("name", AMAZON)
def test_a_target_without_a_host_is_answered_where_the_header_names_one_of_them(
    server, application, name
):
    answer = exchanged(server, f"GET /x HTTP/1.0\r\nHost: {name}\r\n\r\n".encode())
    assert b"200 OK" in answer
    assert (application.seen[0].host, application.seen[0].path) == (name, "/x")


def test_the_client_and_the_scheme_are_the_connections_own(server, application):
    forged = b"GET / HTTP/1.0\r\nX-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"
    with secured(server, PRODUCTION) as connection:
        connection.sendall(forged)
        assert b"200 OK" in read_to_end(connection)
    assert (application.seen[0].scheme, application.seen[0].client) == ("https", "127.0.0.1")


def test_another_host_on_a_kept_connection_is_no_way_around(server, application):
    with to_proxy(server) as connection:
        connection.sendall(f"GET http://{SANDBOX}/ HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert b"200 OK" in read_response(connection)[0]
        connection.sendall(b"GET http://example.com/ HTTP/1.1\r\nHost: a\r\n\r\n")
        assert refusal(read_to_end(connection))[0] == 403
    assert len(application.seen) == 1


def test_the_name_may_be_in_capitals_and_end_in_a_dot(server):
    with connected(server, f"{PRODUCTION.upper()}.:443"):
        pass


def test_a_call_sent_with_the_last_bytes_of_the_handshake_is_answered(server, application):
    context, name = client_context(), PRODUCTION
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=name)
    with connected(server, f"{name}:443") as connection:
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(outgoing.read())
                incoming.write(connection.recv(65536))
        tls.write(b"GET /early HTTP/1.1\r\nHost: %s\r\n\r\n" % name.encode())
        connection.sendall(outgoing.read())
        wait_until(lambda: application.seen)
    assert application.seen[0].path == "/early"


def test_a_client_that_names_no_host_inside_is_taken_for_the_one_it_connected_to(
    server, application
):
    with secured(server, SANDBOX) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in read_to_end(connection)
    assert application.seen[0].host == SANDBOX


@pytest.mark.parametrize(
    "inside",
    [
        f"GET / HTTP/1.1\r\nHost: {PRODUCTION}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {PRODUCTION}:443\r\n\r\n",
        f"GET http://{PRODUCTION}/ HTTP/1.1\r\nHost: {SANDBOX}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        f"CONNECT {PRODUCTION}:443 HTTP/1.1\r\nHost: {PRODUCTION}:443\r\n\r\n",
        f"CONNECT {SANDBOX}:443 HTTP/1.1\r\nHost: {SANDBOX}:443\r\n\r\n",
    ],
)
def test_a_host_inside_that_is_another_is_no_way_around(server, application, inside):
    with secured(server, SANDBOX) as connection:
        connection.sendall(inside.encode())
        status, message = refusal(read_to_end(connection))
    assert status == 403
    assert SANDBOX in message
    assert not application.seen


def test_two_hosts_inside_are_refused(server, application):
    with secured(server, SANDBOX) as connection:
        head = f"GET / HTTP/1.1\r\nHost: {SANDBOX}\r\nHost: {PRODUCTION}\r\n\r\n"
        connection.sendall(head.encode())
        answer = read_response(connection)
    assert refusal(b"\r\n".join(answer))[0] == 400
    assert not application.seen


def test_port_80_is_plain_inside(server, application):
    with connected(server, f"{SANDBOX}:80") as connection:
        connection.sendall(f"GET / HTTP/1.0\r\nHost: {SANDBOX}\r\n\r\n".encode())
        assert b"200 OK" in read_to_end(connection)
    assert application.seen[0].host == SANDBOX


@pytest.mark.parametrize("target", [f"http://{SANDBOX}/x?a=b", f"http://{SANDBOX}:80/x?a=b"])
def test_an_absolute_target_is_answered_whatever_its_host_header_says(server, application, target):
    answer = exchanged(server, f"GET {target} HTTP/1.0\r\nHost: {PRODUCTION}\r\n\r\n".encode())
    assert b"200 OK" in answer
    assert application.seen[0].host.startswith(SANDBOX)
    assert (application.seen[0].path, application.seen[0].query) == ("/x", b"a=b")


@pytest.mark.parametrize(
    ("request_line", "status", "says"),
    [
        ("CONNECT example.com:443 HTTP/1.1", 403, "example.com"),
        ("CONNECT 127.0.0.1:443 HTTP/1.1", 403, "no other"),
        ("CONNECT [::1]:443 HTTP/1.1", 403, "no other"),
        ("CONNECT 169.254.169.254:80 HTTP/1.1", 403, "no other"),
        (f"CONNECT {PRODUCTION}.evil.example:443 HTTP/1.1", 403, "no other"),
        (f"CONNECT {PRODUCTION}:22 HTTP/1.1", 403, "443 and 80"),
        (f"CONNECT {PRODUCTION}:0 HTTP/1.1", 400, "port"),
        (f"CONNECT {PRODUCTION}:99999 HTTP/1.1", 400, "port"),
        (f"CONNECT {PRODUCTION} HTTP/1.1", 400, "port"),
        ("GET / HTTP/1.1\r\nHost: example.com", 400, "is a proxy"),
        (f"CONNECT a@{PRODUCTION}:443 HTTP/1.1", 400, "port"),
        ("CONNECT / HTTP/1.1", 400, "port"),
        ("GET http://example.com/ HTTP/1.1", 403, "NO_PROXY"),
        ("GET ftp://example.com/ HTTP/1.1", 403, "NO_PROXY"),
        ("GET http:/// HTTP/1.1", 400, "port"),
        ("GET / HTTP/1.1", 400, "is a proxy"),
    ],
)
def test_everything_else_is_refused_and_said_why(server, application, request_line, status, says):
    refused, message = refusal(exchanged(server, f"{request_line}\r\n\r\n".encode()))
    assert refused == status
    assert says in message
    assert not application.seen


def test_bytes_behind_connect_are_refused_as_they_may_be_meant_for_the_proxy(server, application):
    text = f"CONNECT {PRODUCTION}:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    assert refusal(exchanged(server, text.encode()))[0] == 400
    assert not application.seen


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00"])
def test_what_does_not_become_tls_inside_is_ended(application, begun):
    with serving(application, handshake_seconds=1) as server:
        with connected(server, f"{PRODUCTION}:443") as connection:
            connection.sendall(begun)
            with secured(server, PRODUCTION) as other:
                other.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert b"200 OK" in read_to_end(other)
            with suppress(ConnectionResetError):
                read_to_end(connection)
        wait_until(lambda: server.open_connections == 0)
    assert len(application.seen) == 1


def test_clients_that_go_away_at_any_step_leave_nothing_behind(server):
    for _ in range(10):
        connected(server, f"{PRODUCTION}:443").close()
        with connected(server, f"{PRODUCTION}:443") as connection:
            connection.sendall(b"\x16\x03\x01\x02")
        secured(server, PRODUCTION).close()
        with secured(server, PRODUCTION) as connection:
            connection.sendall(b"GET / HTT")
    wait_until(lambda: server.open_connections == 0)


def test_a_stop_ends_what_is_on_its_way_into_tls(application):
    with serving(application) as server, connected(server, f"{PRODUCTION}:443") as connection:
        server.stop()
        with suppress(ConnectionResetError):
            assert read_to_end(connection) == b""


# Other hosts, where they are carried through


class Elsewhere(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0))
        names = ",".join(sorted(name.lower() for name in self.headers))
        answer = f"{self.path} {self.headers['host']} {names} ".encode() + body
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_tunnel_carries_bytes_both_ways(application, elsewhere):
    with (
        serving(application, tunnels=True) as server,
        connected(server, elsewhere) as connection,
    ):
        for _ in range(2):
            head = f"POST /x HTTP/1.1\r\nHost: {elsewhere}\r\nContent-Length: 200000\r\n\r\n"
            connection.sendall(head.encode() + b"b" * 200_000)
            assert read_response(connection)[1].endswith(b"b" * 200_000)
    assert not application.seen


def test_a_plain_call_is_carried_without_what_is_meant_for_the_proxy(application, elsewhere):
    with serving(application, tunnels=True) as server:
        answer = exchanged(
            server,
            f"POST http://{elsewhere}/x?y HTTP/1.1\r\nHost: else\r\nProxy-Connection: close\r\n"
            "Proxy-Authorization: Basic abc\r\nContent-Length: 3\r\nA: b\r\n\r\nabc".encode(),
        )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert body == f"/x?y {elsewhere} a,connection,content-length,host abc".encode()
    assert not application.seen


@pytest.mark.parametrize("name", AMAZON)
def test_amazons_hosts_are_answered_here_where_others_are_carried_too(application, name):
    with serving(application, tunnels=True) as server, secured(server, name) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in read_to_end(connection)
    assert len(application.seen) == 1


@pytest.mark.parametrize("place", ["127.0.0.1:1", "no-such-host.invalid:443"])
def test_a_host_that_cannot_be_reached_is_said_to_be(application, place):
    with serving(application, tunnels=True) as server:
        for text in (f"CONNECT {place} HTTP/1.1", f"GET http://{place}/ HTTP/1.1"):
            status, message = refusal(exchanged(server, f"{text}\r\n\r\n".encode()))
            assert status == 502
            assert re.fullmatch(
                f'"{place.partition(":")[0]}" cannot be reached from here.', message
            )
        wait_until(lambda: server.open_connections == 0)


def test_a_stop_ends_tunnels(application, elsewhere):
    with serving(application, tunnels=True) as server, connected(server, elsewhere) as connection:
        server.stop()
        with suppress(ConnectionResetError):
            assert read_to_end(connection) == b""
