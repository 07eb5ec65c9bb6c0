"""request.http: written, read, and pasted by people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import REQUEST

from adapter.model import HttpRequest
from adapter.recordings.request_text import read_request, write_request

printable = bytes(range(0x21, 0x7F))
requests = st.builds(
    HttpRequest,
    method=st.sampled_from(["GET", "POST", "OPTIONS"]),
    host=st.sampled_from(["127.0.0.1:8080", "mechanicalturk.amazonaws.com"]),
    path=st.text(st.characters(exclude_categories=("Cs",))).map(lambda text: f"/{text}"),
    query=st.lists(st.sampled_from(printable)).map(bytes),
    headers=st.dictionaries(
        st.from_regex(r"[a-z0-9!#$%&'*+.^_`|~-]+", fullmatch=True),
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n")).map(
            lambda text: text.strip(" \t")
        ),
    ),
    body=st.binary(),
)


@given(requests)
def test_a_request_comes_back(request):
    read = read_request(write_request(request))
    expected = {**request.headers, "host": request.host}
    if "content-length" in expected:
        expected["content-length"] = str(len(request.body))
    assert read == replace(request, headers=expected)


def test_it_reads_like_a_request():
    request = replace(
        REQUEST, query=b"Service=AWSMechanicalTurkRequester", body=b"&a=b%20c&d=%C3%A9"
    )
    assert write_request(request) == (
        b"POST /?Service=AWSMechanicalTurkRequester HTTP/1.1\n"
        b"host: mechanicalturk.amazonaws.com\n"
        b"user-agent: Boto/2.49.0\n"
        b"content-type: application/x-www-form-urlencoded; charset=UTF-8\n"
        b"content-length: 17\n"
        b"\n"
        b"&a=b%20c&d=%C3%A9\n"
    )


def test_a_query_with_raw_bytes_means_the_same():
    written = write_request(replace(REQUEST, query=b"a=\xc3\xa9 b\n"))
    assert read_request(written).query == b"a=%C3%A9%20b%0A"


def test_a_header_cannot_end_the_head():
    written = write_request(replace(REQUEST, headers={"a": "b\r\n\r\nc", "d e": "f"}))
    assert read_request(written).headers == {"a": "b c", "host": REQUEST.host}


def test_a_pasted_request_with_crlf_and_an_absolute_target():
    pasted = (
        b"GET http://mechanicalturk.amazonaws.com?Operation=Help HTTP/1.0\r\n"
        b"User-Agent:  curl\r\n\r\nx\n\r\n"
    )
    assert read_request(pasted) == HttpRequest(
        method="GET",
        host="mechanicalturk.amazonaws.com",
        path="/",
        query=b"Operation=Help",
        headers={"user-agent": "curl"},
        body=b"x\n",
    )


def test_a_request_without_a_body_needs_no_blank_line():
    assert read_request(b"GET /?a=b HTTP/1.1\nHost: x\n").body == b""


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "line 1"),
        (b"POST /\n\n", "line 1"),
        (b"POST / HTTP/2\n\n", "line 1"),
        (b"POST /a b HTTP/1.1\n\n", "line 1"),
        (b"POST / HTTP/1.1\nHost: a\nHost b\n\n", "line 3"),
        (b"POST / HTTP/1.1\nHost: a\nhost: b\n\n", "line 3"),
        (b"\xff\xfe\n\n", "line 1"),
    ],
)
def test_a_wrong_line_is_named(content, line):
    with pytest.raises(ValueError, match=line):
        read_request(content)
