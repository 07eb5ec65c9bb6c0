"""The first line and the headers of a request: what can be read in two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from adapter.errors import FrontError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_HEADERS = 200
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIRST = re.compile(
    rb"(?P<method>[A-Z][!#$%&'*+.^_`|~0-9A-Z-]*) (?P<target>[!-~]+) HTTP/1\.(?P<minor>[01])"
)
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?P<host>[^/?#]*)(?P<path>.*)")
_UNBRACKETED = re.compile(r"[^\[\]]*|\[[0-9A-Fa-f:.]+\](:[0-9]*)?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Head:
    """All of a request but its body.

    Attributes:
        method: in capitals.
        target: as it was sent, in ASCII.
        host: the authority asked for, by an absolute target or the Host header; may be empty.
        path: as sent, with the query.
        minor: of the version, HTTP/1.0 or HTTP/1.1.
        headers: lower-case names and values, in the order sent.
        length: of the body; None where chunks say it.
    """

    method: str
    target: str
    host: str
    path: str
    minor: int
    headers: tuple[tuple[str, str], ...]
    length: int | None

    @property
    def absolute(self) -> bool:
        """Whether the target names the host, as for a proxy."""
        return self.path != self.target

    @property
    def keeps(self) -> bool:
        """Whether the client wants the connection kept after the answer."""
        wishes = _words(self.headers, "connection")
        return "close" not in wishes if self.minor else "keep-alive" in wishes

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for a word before it sends the body."""
        return self.minor == 1 and "100-continue" in _words(self.headers, "expect")


def read_head(text: bytes) -> Head:
    """The head, from what stands before the empty line.

    Raises:
        FrontError: what is wrong, in words for the caller.
    """
    if text.count(b"\n") > MOST_HEADERS:
        raise unreadable(f"it has more than {MOST_HEADERS} headers")
    _check_characters(text)
    first, *lines = text.split(b"\r\n")
    # Some old PHP programs write UTF-8 into the address as it is.
    found = _FIRST.fullmatch(first if first.isascii() else quote_from_bytes(first, _ASCII).encode())
    if not found:
        raise unreadable(
            "it does not begin with a method in capitals, an address and HTTP/1.0 or HTTP/1.1"
        )
    target, minor = found["target"].decode(), int(found["minor"])
    headers = tuple(_header(line) for line in lines)
    host, path = _address(target, headers)
    method, length = found["method"].decode(), _length(headers, minor)
    return Head(method, target, host, path, minor, headers, length)


def check_header(line: bytes) -> None:
    """Lets through what is a header; raises a FrontError for every other line."""
    _check_characters(line)
    _header(line)


def _check_characters(text: bytes) -> None:
    ends = text.count(b"\r\n")
    bare = text.count(b"\r") != ends or text.count(b"\n") != ends
    if bare or len(text.translate(None, _CONTROLS)) != len(text):
        raise unreadable("there is a control character in its headers, or a bare CR or LF")


def unreadable(reason: str) -> FrontError:
    """The refusal of a request that is not HTTP as it should be."""
    return FrontError(Problem("InvalidHttpRequest", f"The request cannot be read: {reason}."), 400)


def _header(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    if not colon or not _NAME.fullmatch(name):
        raise unreadable("a header does not begin with a name and a colon")
    return name.decode().lower(), value.strip(b" \t").decode("latin-1")


def _address(target: str, headers: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The authority, and the path with the query; an absolute target goes before Host."""
    hosts = _values(headers, "host")
    if len(hosts) > 1:
        raise unreadable("it has more than one Host header")
    absolute = _ABSOLUTE.fullmatch(target)
    if not absolute:
        return "".join(hosts), target
    if not _UNBRACKETED.fullmatch(absolute["host"]):
        raise unreadable("the host in its address is none")
    return absolute["host"], absolute["path"]


def _length(headers: Sequence[tuple[str, str]], minor: int) -> int | None:
    """Where the body ends must be said once, in one way, and in a way this version of HTTP has."""
    lengths, codings = _values(headers, "content-length"), _values(headers, "transfer-encoding")
    if len(lengths) + len(codings) > 1:
        raise unreadable("it says more than once how long its body is")
    if codings:
        if codings[0].lower() != "chunked" or not minor:
            raise unreadable(
                "the only Transfer-Encoding that can be read is one `chunked` with HTTP/1.1"
            )
        return None
    if lengths and not _LENGTH.fullmatch(lengths[0]):
        raise unreadable("its Content-Length is not the length of a body")
    return int(lengths[0]) if lengths else 0


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for each, value in headers if each == name]


def _words(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [word.strip().lower() for value in _values(headers, name) for word in value.split(",")]
