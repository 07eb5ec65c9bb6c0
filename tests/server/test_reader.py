"""Requests out of bytes, held against another parser: what we take, Node's takes the same way."""

import contextlib

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapter.errors import FrontError
from adapter.server.head import read_head
from adapter.server.reader import Reader

LIMIT = 100


def whole(data, step=0):
    """Every request in these bytes, fed whole or in steps of so many; none behind a last one."""
    reader, found = Reader(LIMIT), []
    for start in range(0, len(data), step or len(data) or 1):
        reader.add(data[start : start + step] if step else data)
        while request := reader.next():
            found.append((request.head.method, request.head.headers, request.body))
            if not request.head.keeps:
                return found
    return found


class Other:
    """The same by httptools."""

    def __init__(self, data):
        self.found, self.headers, self.body = [], [], b""
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        # What is not whole yet it may refuse earlier than we do.
        with contextlib.suppress(httptools.HttpParserError):
            self.parser.feed_data(data)

    def on_message_begin(self):
        self.headers, self.body = [], b""
        self.in_head = True

    def on_header(self, name, value):
        if self.in_head:
            value = value.strip(b" \t").decode("latin-1")
            self.headers.append((name.decode().lower(), value))

    def on_headers_complete(self):
        self.in_head = False

    def on_body(self, body):
        self.body += body

    def on_message_complete(self):
        method = self.parser.get_method().decode()
        self.found.append((method, tuple(self.headers), self.body))


ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"", b"\r\n\r\n"])
FIRSTS = st.sampled_from(
    [b"POST / HTTP/1.1", b"GET /a?b=c HTTP/1.1", b"PUT http://a/ HTTP/1.0", b"POST  / HTTP/1.1"]
)
LINES = st.sampled_from(
    [
        b"Host: a",
        b"Content-Length: 5",
        b"Content-Length: 0",
        b"Content-Length:  5 ",
        b"Content-Length: +5",
        b"Content-Length: 5, 5",
        b"Transfer-Encoding: chunked",
        b"transfer-encoding:CHUNKED",
        b"Transfer-Encoding: identity",
        b"Transfer-Encoding: chunked, chunked",
        b" folded",
        b"\tfolded",
        b"X: \x0b",
        b"X: \xe9",
        b"X",
        b":",
        b"X Y: z",
        b"",
    ]
)
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
BODIES = st.lists(
    st.sampled_from(
        [b"hello", b"5\r\n", b"5;x=y\r\n", b"0\r\n", b"\r\n", b"a: b\r\n", b"05\r\n", b"5 \r\n"]
    ),
    max_size=8,
).map(b"".join)


@st.composite
def requests(draw):
    lines = [draw(FIRSTS), *draw(st.lists(LINES, max_size=4))]
    head = b"".join(line + draw(ENDS) for line in lines)
    return head + b"\r\n" + draw(BODIES)


@given(st.lists(requests(), min_size=1, max_size=3).map(b"".join))
@example(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n")
@example(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n\r\n")
@example(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nPOST / HTTP/1.1\r\n\r\n")
@example(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na\0: b\r\n\r\n")
def test_what_is_taken_is_taken_the_same_way_by_nodes_parser(data):
    try:
        taken = whole(data)
    except FrontError:
        return
    assert Other(data).found[: len(taken)] == taken


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_refuse(data):
    with contextlib.suppress(FrontError):
        assert whole(data) is not None


@given(requests(), st.integers(1, 7))
def test_how_bytes_are_cut_up_makes_no_difference(data, step):
    outcomes = []
    for each in (0, step):
        try:
            outcomes.append(whole(data, each))
        except FrontError:
            outcomes.append("refused")
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("target", "header", "host"),
    [
        ("/", "a.example:8080", "a.example:8080"),
        ("http://mechanicalturk.amazonaws.com/", "a", "mechanicalturk.amazonaws.com"),
        ("HTTPS://b:443/onca/xml?x=y", "a", "b:443"),
        ("http://user:word@b/", "a", "b"),
        ("http://b?Operation=http://c/", "a", "b"),
        ("/?next=http://b/", "a", "a"),
        ("/", "", ""),
    ],
)
def test_an_absolute_target_goes_before_the_host_header(target, header, host):
    assert read_head(f"GET {target} HTTP/1.1\r\nHost: {header}".encode()).host == host


def test_two_hosts_are_one_too_many():
    with pytest.raises(FrontError, match="more than one Host"):
        read_head(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b")


@pytest.mark.parametrize(
    ("head", "keeps"),
    [
        (b"GET / HTTP/1.1", True),
        (b"GET / HTTP/1.1\r\nConnection: keep-alive, Close", False),
        (b"GET / HTTP/1.0", False),
        (b"GET / HTTP/1.0\r\nConnection: Keep-Alive", True),
        (b"GET / HTTP/1.0\r\nConnection: TE\r\nConnection: keep-alive", True),
    ],
)
def test_who_wants_the_connection_kept(head, keeps):
    assert read_head(head).keeps is keeps


def test_chunks_without_number_are_refused():
    reader = Reader(10_000_000)
    reader.add(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 70_000)
    with pytest.raises(FrontError, match="too many"):
        reader.next()


@pytest.mark.parametrize("trailer", [b"GET / HTTP/1.1", b"a b: c", b"a: \x00", b" a: b", b": b"])
def test_what_is_no_header_behind_the_last_chunk_is_refused(trailer):
    with pytest.raises(FrontError, match="header"):
        whole(CHUNKED + b"0\r\nA: b\r\n" + trailer + b"\r\n\r\n")


def test_headers_without_number_behind_the_last_chunk_are_refused():
    with pytest.raises(FrontError, match="more than 200 headers behind"):
        whole(CHUNKED + b"0\r\n" + b"a: b\r\n" * 201)


def test_a_chunk_line_without_end_is_refused():
    reader = Reader(10_000_000)
    reader.add(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 5_000)
    with pytest.raises(FrontError, match="has no end"):
        reader.next()
