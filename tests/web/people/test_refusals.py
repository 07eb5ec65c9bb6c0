"""Pages for requests that the server refuses before the application sees them."""

import socket
from urllib.parse import urlsplit

import pytest
from support.sockets import read_to_end

REFUSED = {
    "a body that is too long": (
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000000\r\n\r\n",
        b"413 Request Entity Too Large",
        b"<h1>That is too much to send</h1>",
    ),
    "no HTTP": (b"hello\r\n\r\n", b"400 Bad Request", b"<h1>Bad Request</h1>"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_person_reads_a_page(mturk_adapter, name):
    request, status, title = REFUSED[name]
    address = urlsplit(mturk_adapter.people_url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request)
        head, _, page = read_to_end(connection).partition(b"\r\n\r\n")
    assert head.partition(b" ")[2].startswith(status)
    assert b"Content-Type: text/html; charset=utf-8" in head
    assert title in page
