"""The server over real sockets: what a well-meaning client, a slow one and a hostile one get."""

import gc
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median

import pytest
from support.sockets import (
    ERROR,
    LIMIT,
    Application,
    listener,
    read_response,
    read_to_end,
    refusal,
    running,
    wait_until,
)

from adapter.errors import StartError
from adapter.server import Limits, Listener, Pool, Server
from adapter.web.errors import render_refusal

FILES = Path("/proc/self/fd")


@contextmanager
def serving(application, bind="127.0.0.1:0", **limits):
    with running([listener(application, bind)], application, **limits) as server:
        yield server


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def server(application):
    with serving(application) as running:
        yield running


def connected(server):
    return socket.create_connection(server.addresses[0], timeout=20)


def exchanged(server, *parts):
    """What the server says to these bytes before it closes."""
    with connected(server) as connection:
        for part in parts:
            connection.sendall(part)
        return read_to_end(connection)


# Well-meaning clients


def test_the_address_is_known_before_anything_is_answered(application):
    with serving(application) as server:
        host, port = server.addresses[0]
        assert host == "127.0.0.1"
        assert port > 0


def test_ipv6(application):
    with serving(application, "[::1]:0") as server:
        assert server.addresses[0][0] == "::1"
        assert b"<GET / 0/>" in exchanged(server, b"GET / HTTP/1.0\r\n\r\n")


def test_a_name_with_both_kinds_of_address_listens_on_ipv4(application):
    with serving(application, "localhost:0") as server:
        assert server.addresses[0][0] == "127.0.0.1"


def test_http_1_0_without_keep_alive_is_closed_after_the_answer(server):
    answer = exchanged(server, b"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"Connection: close\r\n" in answer
    assert answer.endswith(b"<POST / 3/>")


def test_http_1_0_with_keep_alive_stays_open(server):
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            head, body = read_response(connection)
            assert b"Connection: Keep-Alive" in head
            assert body == b"<GET / 0/>"


def test_connection_close_is_answered_with_connection_close(server):
    answer = exchanged(server, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b"Connection: close\r\n" in answer


@pytest.mark.parametrize("words", ["TE, close", "keep-alive, Close"])
def test_close_among_other_words_is_close(server, words):
    """LWP sends it so."""
    answer = exchanged(server, f"GET / HTTP/1.1\r\nConnection: {words}\r\n\r\n".encode())
    assert b"Connection: close\r\n" in answer


def test_keep_alive_among_other_words_is_keep_alive(server):
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.0\r\nConnection: TE, keep-alive\r\n\r\n")
            assert b"Connection: Keep-Alive" in read_response(connection)[0]


@pytest.mark.parametrize(
    ("target", "header", "host"),
    [
        ("/", "a.example:8080", "a.example:8080"),
        ("http://mechanicalturk.amazonaws.com/", "a", "mechanicalturk.amazonaws.com"),
        ("HTTPS://b:443/onca/xml?x=y", "a", "b:443"),
        ("http://user:word@b/", "a", "b"),
        ("http://b?Operation=http://c/", "a", "b"),
        ("/?next=http://b/", "a", "a"),
        ("//b/", "a", "a"),
    ],
)
def test_an_absolute_target_goes_before_the_host_header(server, application, target, header, host):
    exchanged(server, f"GET {target} HTTP/1.0\r\nHost: {header}\r\n\r\n".encode())
    assert application.seen[0].host == host


def test_a_line_end_behind_a_body_is_no_request(server):
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab\r\n")
            assert read_response(connection)[1] == b"<POST / 2/>"


def test_pipelined_requests_are_answered_in_order(server):
    with connected(server) as connection:
        connection.sendall(
            b"GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
            b"POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
            b"GET /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        answer = read_to_end(connection)
    assert re.findall(rb"<\w+ /(\w+) \d/>", answer) == [b"one", b"two", b"three"]


def test_a_chunked_body_arrives_whole(server, application):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    exchanged(server, head, b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
    assert application.seen[0].body == b"abcde"


def test_continue_is_said_before_the_body_and_the_answer_after(server):
    with connected(server) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert read_response(connection)[1] == b"<POST / 3/>"


def test_continue_is_not_said_where_there_is_no_body(server):
    with connected(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")
        assert read_response(connection)[1] == b"<GET / 0/>"


def test_an_absolute_target_names_the_host(server, application):
    answer = exchanged(
        server,
        b"POST http://mechanicalturk.amazonaws.com/?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Content-Length: 0\r\nConnection: close\r\n\r\n",
    )
    assert b"200 OK" in answer
    assert application.seen[0].host == "mechanicalturk.amazonaws.com"
    assert application.seen[0].path == "/"
    assert application.seen[0].query == b"a=b"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"//", "/"),
        (b"/%zz", "/%zz"),
        (b"/../x", "/../x"),
        (b"/a//b/", "/a//b/"),
        (b"/%C3%A9%FF", "/é\ufffd"),
        ("/é".encode(), "/é"),
        (b"/%00%0d%0a", "/\x00\r\n"),
        (b"*", "/*"),
        (b"http://a", "/"),
        (b"/?" + b"a=b&" * 50_000, "/"),
    ],
)
def test_strange_paths_reach_the_application(server, application, target, path):
    assert b"200 OK" in exchanged(server, b"GET " + target + b" HTTP/1.0\r\n\r\n")
    assert application.seen[0].path == path


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"X-Y"])
def test_every_method_reaches_the_application(server, application, method):
    assert b"200 OK" in exchanged(server, method + b" / HTTP/1.0\r\n\r\n")
    assert application.seen[0].method == method.decode()


@pytest.mark.parametrize("host", [b"", b"..", b"a b", b"[", b"\xff", b"a:b:c", b"x" * 5_000])
def test_strange_hosts_reach_the_application(server, application, host):
    assert b"200 OK" in exchanged(server, b"GET / HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
    assert application.seen[0].host == host.decode("latin-1")


# Slow and broken clients


def test_half_sent_bodies_keep_nobody_waiting(server, application):
    with ExitStack() as held:
        for _ in range(300):
            connection = held.enter_context(connected(server))
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        for _ in range(20):
            answer = exchanged(server, b"GET /whole HTTP/1.0\r\n\r\n")
            assert answer.endswith(b"<GET /whole 0/>")
    assert {each.path for each in application.seen} == {"/whole"}


@pytest.mark.parametrize(
    "cut",
    [
        b"POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        b"POST /cut HTTP/1.0\r\nContent-Length: 10\r\n\r\nabc",
        b"POST /cut HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"POST /cut HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        b"POST /cut HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
        b"GET /cut HTTP/1.1\r\nHost: a\r\n",
    ],
)
def test_a_request_cut_short_never_reaches_the_application(server, application, cut):
    with connected(server) as connection:
        connection.sendall(cut)
        connection.shutdown(socket.SHUT_WR)
        assert read_to_end(connection) == b""
    exchanged(server, b"GET /after HTTP/1.0\r\n\r\n")
    assert [each.path for each in application.seen] == ["/after"]


@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
)
def test_a_request_that_stalls_is_ended(application, begun):
    with serving(application, silent_seconds=3) as server:
        assert exchanged(server, begun) == b""
        assert b"200 OK" in exchanged(server, b"GET / HTTP/1.0\r\n\r\n")
    assert len(application.seen) == 1


def test_headers_that_trickle_in_for_ever_are_ended_all_the_same(application):
    with serving(application, silent_seconds=3) as server, connected(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with suppress(OSError):  # it is ended while it sends
            while not select.select([connection], [], [], 0.05)[0]:
                connection.sendall(b"a: b\r\n")
            assert connection.recv(12) == b""
    assert not application.seen


def test_a_connection_without_a_request_is_ended_without_a_word(application):
    with serving(application, silent_seconds=3) as server:
        with connected(server) as connection:
            assert read_to_end(connection) == b""
        with connected(server) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            read_response(connection)
            assert read_to_end(connection) == b""


def test_a_client_that_takes_no_answer_is_ended(application):
    with serving(application, silent_seconds=3) as server, connected(server) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * 10)
        wait_until(lambda: application.seen)
        wait_until(lambda: server.open_connections == 0)
    assert len(application.seen) < 10


def test_a_thousand_idle_connections_keep_nobody_waiting(many_files, server):
    with ExitStack() as held:
        for _ in range(1000):
            held.enter_context(connected(server))
        for _ in range(20):
            assert b"200 OK" in exchanged(server, b"GET / HTTP/1.0\r\n\r\n")
        assert server.open_connections >= 1000
    wait_until(lambda: server.open_connections == 0)


def test_a_thousand_half_sent_requests_keep_nobody_waiting(many_files, server, application):
    """The bound is generous: it is 2 ms on a quiet machine."""
    half = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf"
    with ExitStack() as held:
        for _ in range(1000):
            held.enter_context(connected(server)).sendall(half)
        wait_until(lambda: server.open_connections == 1000)
        with connected(server) as connection:
            spent = [processor_seconds(connection) for _ in range(51)]
    assert median(spent) < 0.01
    assert {each.path for each in application.seen} == {"/whole"}


def processor_seconds(connection):
    """What client and server, in this process, spend on one call."""
    before = time.process_time()
    connection.sendall(b"GET /whole HTTP/1.1\r\nHost: a\r\n\r\n")
    read_response(connection)
    return time.process_time() - before


BROKEN = [
    b"no HTTP\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\nabc",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxy\r\n",
]


@pytest.mark.skipif(not FILES.is_dir(), reason="counts open files as Linux shows them")
def test_broken_requests_leave_no_sockets_threads_or_memory_behind(server):
    def broken(count):
        for number in range(count):
            refusal(exchanged(server, BROKEN[number % len(BROKEN)]))
        wait_until(lambda: server.open_connections == 0)
        gc.collect()

    broken(100)
    files, threads = len(list(FILES.iterdir())), threading.active_count()
    tracemalloc.start()
    try:
        broken(50)
        before, _ = tracemalloc.get_traced_memory()
        broken(500)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(list(FILES.iterdir())) <= files
    assert threading.active_count() <= threads
    assert after - before < 200_000


POST = b"POST /bad HTTP/1.1\r\nHost: a\r\n"
CHUNKS = b"2\r\nab\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "says"),
    [
        (POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", "more than once"),
        (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nab", "more than once"),
        (POST + b"Content-Length: 2, 2\r\n\r\nab", "Content-Length"),
        (POST + b"Content-Length: -2\r\n\r\nab", "Content-Length"),
        (POST + b"Content-Length: +2\r\n\r\nab", "Content-Length"),
        (POST + b"Content-Length: 0x2\r\n\r\nab", "Content-Length"),
        (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", "length"),
        (POST + b"Content-Length : 2\r\n\r\nab", "header"),
        (
            POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
            "more than once",
        ),
        (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKS, "one `chunked`"),
        (POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + CHUNKS, "one `chunked`"),
        (POST + b"Transfer-Encoding: gzip\r\n\r\nab", "one `chunked`"),
        (POST + b"Transfer-Encoding:\r\n\r\nab", "one `chunked`"),
        (POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS, "a header"),
        (
            b"POST /bad HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
            + CHUNKS,
            "one `chunked`",
        ),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nxy\r\nab\r\n", "chunk"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n", "chunk"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabcd", "chunk"),
        (POST + b"Content-Length: -2\r\nExpect: 100-continue\r\n\r\nab", "Content-Length"),
        (b"GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n", "address"),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "HTTP/1.1"),
        (b"GET /\r\n\r\n", "HTTP/1.1"),
        (b"get / HTTP/1.1\r\nHost: a\r\n\r\n", "method"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "TLS"),
        (b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n", "control character"),
        (b"GET / HTTP/1.1\r\nA:" + b" " * 200_000 + b"\x00\r\n\r\n", "control character"),
        (b"GET / HTTP/1.1\nHost: a\n\n", "LF alone"),
        (b"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "bare CR"),
        (b"GET / HTTP/1.1\r\nA: b\rc" + b"d" * 9_000 + b"\r\n\r\n", "bare CR"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 50_000 + b"\r\n", "200 headers"),
        (b"GET /?" + b"a" * 600_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", "body of a POST"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(server, application, request_bytes, says):
    status, message = refusal(exchanged(server, request_bytes))
    assert status == 400
    assert says in message
    assert not application.seen


def test_what_is_refused_before_the_application_sees_it_is_told(application):
    refused = []
    pool = Pool(application, threads=1, max_in_flight=2, count_refusal=refused.append)
    with running([Listener("127.0.0.1:0", pool)], application) as server:
        exchanged(server, b"no HTTP\r\n\r\n")
        exchanged(server, b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n")
    assert refused == ["InvalidHttpRequest", "RequestEntityTooLarge"]


def test_nothing_behind_a_refused_request_is_read_as_another(server, application):
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    refusal(exchanged(server, POST + b"Content-Length: -1\r\n\r\n" + smuggled))
    refusal(exchanged(server, POST + b"Content-Length: 99999\r\n\r\n" + smuggled))
    assert not application.seen


# Bodies too long


def test_a_body_of_the_limit_is_taken(server, application):
    head = b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % LIMIT
    assert b"200 OK" in exchanged(server, head, b"x" * LIMIT)
    assert len(application.seen[0].body) == LIMIT


def test_a_longer_one_is_refused_before_it_is_sent(server, application):
    for expect in (b"", b"Expect: 100-continue\r\n"):
        head = POST + expect + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1)
        status, message = refusal(exchanged(server, head))
        assert status == 413
        assert str(LIMIT) in message
    assert not application.seen


def test_an_address_may_take_longer_ones_than_the_others(application):
    pool = Pool(application, threads=1, max_in_flight=2)
    head = b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % (LIMIT + 1)
    both = [Listener("127.0.0.1:0", pool), Listener("127.0.0.1:0", pool, body_bytes=LIMIT + 1)]
    with running(both, application) as server:
        assert refusal(exchanged(server, head))[0] == 413
        with socket.create_connection(server.addresses[1], timeout=20) as connection:
            connection.sendall(head + b"x" * (LIMIT + 1))
            assert b"200 OK" in read_to_end(connection)


def test_a_client_that_sends_all_of_it_first_can_still_read_why(server, application):
    body = b"x" * 50_000_000
    head = POST + b"Content-Length: %d\r\n\r\n" % len(body)
    assert refusal(exchanged(server, head, body))[0] == 413
    assert not application.seen


def test_a_chunked_one_is_refused_when_it_passes_the_limit(server, application):
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    head = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert refusal(exchanged(server, head, chunk * 20))[0] == 413
    assert not application.seen


# The application


def test_a_failing_application_is_no_5xx_which_boto_would_send_again(caplog):
    def failing(environ, start_response):
        raise RuntimeError("not to be shown")

    server = Server([listener(failing)], Limits(LIMIT, 5), render_refusal)
    thread = threading.Thread(target=server.run)
    thread.start()
    answer = exchanged(server, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    server.stop()
    thread.join(20)
    status, message = refusal(answer)
    assert status == 200
    assert "not to be shown" not in message


# Calls in flight


def test_one_call_more_than_may_be_in_flight_is_told_to_come_again(application):
    refused = []
    pool = Pool(application, threads=1, max_in_flight=2, count_refusal=refused.append)
    with running([Listener("127.0.0.1:0", pool)], application) as server, ExitStack() as held:
        waiting = [held.enter_context(connected(server)) for _ in range(2)]
        for connection in waiting:
            connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        wait_until(lambda: application.seen and pool.in_flight == 2)
        answer = exchanged(server, b"GET /more HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ERROR.search(answer)[1] == b"ServiceUnavailable"
        assert refusal(answer)[0] == 503
        assert refused == ["ServiceUnavailable"]
        application.gate.set()
        for connection in waiting:
            assert b"200 OK" in read_to_end(connection)
        wait_until(lambda: pool.in_flight == 0)
        assert b"200 OK" in exchanged(server, b"GET / HTTP/1.0\r\n\r\n")
    assert "/more" not in {each.path for each in application.seen}


# Several addresses


def test_each_address_has_its_application_and_its_threads(application):
    def side_application(environ, start_response):
        start_response("200 OK", [("Content-Length", "7")])
        return [b"<side/>"]

    side = Pool(side_application, threads=1, max_in_flight=4)
    both = [listener(application, threads=1), Listener("127.0.0.1:0", side)]
    with running(both, application) as server, connected(server) as busy:
        busy.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        assert application.entered.wait(20)
        with socket.create_connection(server.addresses[1], timeout=20) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert read_to_end(connection).endswith(b"<side/>")


def test_the_address_that_cannot_be_listened_on_is_named(server):
    taken = Listener(
        f"127.0.0.1:{server.addresses[0][1]}", Pool(str, threads=1, max_in_flight=1), "--admin"
    )
    with pytest.raises(StartError, match="--admin"):
        Server([listener(Application()), taken], Limits(1, 1), render_refusal)


# Stopping


def test_a_stop_finishes_what_is_in_flight_and_takes_nothing_new(application):
    with serving(application) as server, connected(server) as busy, connected(server) as idle:
        busy.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        assert application.entered.wait(20)
        server.stop()
        assert read_to_end(idle) == b""
        with pytest.raises(OSError, match="refused"):
            connected(server)
        application.gate.set()
        answer = read_to_end(busy)
    assert b"Connection: close" in answer
    assert answer.endswith(b"<GET /slow 0/>")
    assert [each.path for each in application.seen] == ["/slow"]


def test_a_stop_sends_a_large_answer_to_its_end(application):
    with serving(application) as server, connected(server) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        first = connection.recv(100)
        server.stop()
        assert (first + read_to_end(connection)).endswith(b"y</x>")


def test_a_stop_waits_no_longer_than_its_limit(application):
    with serving(application, shutdown_seconds=0.2) as server, connected(server) as connection:
        connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        assert application.entered.wait(20)
        server.stop()
        assert read_to_end(connection) == b""


PROGRAM = """
import sys
import structlog
from adapter.server import Limits, Listener, Pool, Server

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

def answer(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        print("entered", flush=True)
        sys.stdin.readline()
    start_response("200 OK", [("Content-Length", "7")])
    return [b"<done/>"]

listener = Listener("127.0.0.1:0", Pool(answer, threads=2, max_in_flight=8))
server = Server([listener], Limits(1000, 20), lambda *_: b'')
print(server.addresses[0][1], flush=True)
server.run()
print("ended", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_gracefully(number):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            assert process.stdout.readline() == "entered\n"
            process.send_signal(number)
            process.stdin.write("\n")
            process.stdin.flush()
            assert read_to_end(connection).endswith(b"<done/>")
        assert process.stdout.readline() == "ended\n"
        assert process.wait(20) == 0


# Addresses that cannot be listened on


def test_a_port_that_is_taken_is_named_with_what_to_do(server):
    port = server.addresses[0][1]
    with pytest.raises(StartError) as refused:
        Server([listener(Application(), f"127.0.0.1:{port}")], Limits(1, 1), render_refusal)
    assert f"port {port} is taken" in str(refused.value)
    assert "--bind 127.0.0.1:0" in str(refused.value)


@pytest.mark.parametrize(
    ("bind", "says"),
    [
        ("127.0.0.1", "expected HOST:PORT"),
        (":8080", "expected HOST:PORT"),
        ("127.0.0.1:http", "expected HOST:PORT"),
        ("127.0.0.1:65536", "expected HOST:PORT"),
        ("::1:8080", "expected HOST:PORT"),
        ("no-such-host.invalid:8080", "no-such-host.invalid has no address"),
        ("192.0.2.1:8080", "192.0.2.1 is not an address of this machine"),
    ],
)
def test_an_address_that_is_none_of_ours_is_explained(bind, says):
    with pytest.raises(StartError) as refused:
        Server([listener(Application(), bind)], Limits(1, 1), render_refusal)
    assert says in str(refused.value)
    assert f"--bind {bind}" in str(refused.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may bind any port")
def test_a_port_for_the_administrator_is_said_so():
    with pytest.raises(StartError, match="only for the system administrator"):
        Server([listener(Application(), "127.0.0.1:81")], Limits(1, 1), render_refusal)
