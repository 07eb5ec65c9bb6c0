"""Whole requests out of the bytes of a connection, one after the other; no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from adapter.errors import FrontError, Problem
from adapter.server.head import MOST_HEADERS, Head, check_header, read_head, unreadable

HEAD_LIMIT_BYTES = 512 * 1024
"""Old clients that put everything in the query send two texts of 64 KB there, each byte as %XX."""

_END = b"\r\n\r\n"
_TLS_HANDSHAKE = b"\x16"
_LINE_LIMIT_BYTES = 4096
_CHUNKS = 65_536
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;[\t -~\x80-\xff]*)?")


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the connection, whole."""

    head: Head
    body: bytes = field(repr=False)


class Reader:
    """Takes bytes as they come, and gives requests as they are whole."""

    def __init__(self, body_limit_bytes: int) -> None:
        self._limit = body_limit_bytes
        self._buffer = bytearray()
        self._searched = 0
        self._head: Head | None = None
        self._body: _Body = _Sized(0)
        self._waited_for = False

    @property
    def begun(self) -> bool:
        """Whether there is a part of a request that is not whole."""
        return bool(self._buffer) or self._head is not None

    @property
    def held_bytes(self) -> int:
        """How much of what is not whole is kept."""
        return len(self._buffer) + self._body.held_bytes

    def add(self, data: bytes) -> None:
        """More of what the client sends."""
        self._buffer += data

    def next(self) -> Request | None:
        """The next request; None until there is a whole one.

        Raises:
            FrontError: what comes cannot be read, or is too long; nothing behind it can be read.
        """
        if self._head is None:
            self._head = self._next_head()
        if self._head is None:
            return None
        body = self._body.take(self._buffer)
        if body is None:
            return None
        request = Request(self._head, body)
        self._head = None
        return request

    def takes_wait(self) -> bool:
        """Whether the client waits to be told to send the body; said once."""
        waited_for, self._waited_for = self._waited_for, False
        return waited_for and self._head is not None

    def _next_head(self) -> Head | None:
        # Some old clients end a body with a line end that they do not count.
        while self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
        if self._buffer.startswith(_TLS_HANDSHAKE):
            raise unreadable("it speaks TLS, and this address takes plain http:// only")
        end = self._buffer.find(_END, max(0, self._searched - len(_END)))
        if (end if end >= 0 else len(self._buffer)) > HEAD_LIMIT_BYTES:
            raise _long_head()
        if end < 0:
            # What waits for an answer to this would wait until its time is over.
            if self._buffer.find(b"\n\n", max(0, self._searched - 1)) >= 0:
                raise unreadable("its lines end with LF alone, where CR LF belongs")
            self._searched = len(self._buffer)
            return None
        head = read_head(bytes(self._buffer[:end]))
        del self._buffer[: end + len(_END)]
        self._searched = 0
        self._begin_body(head)
        return head

    def _begin_body(self, head: Head) -> None:
        if head.length is not None and head.length > self._limit:
            raise _long_body(self._limit)
        self._body = _Chunked(self._limit) if head.length is None else _Sized(head.length)
        self._waited_for = head.expects_continue


class _Body(Protocol):
    """How the end of a body is told.

    Attributes:
        held_bytes: what it keeps of a body that is not whole, beside the buffer.
    """

    held_bytes: int

    def take(self, buffer: bytearray) -> bytes | None:
        """The body, taken out of the buffer; None until it is whole."""


class _Sized:
    """A body whose length was said before."""

    held_bytes = 0

    def __init__(self, length: int) -> None:
        self._length = length

    def take(self, buffer: bytearray) -> bytes | None:
        """The body, taken out of the buffer; None until it is whole."""
        if len(buffer) < self._length:
            return None
        body = bytes(buffer[: self._length])
        del buffer[: self._length]
        return body


class _Chunked:
    """A body in pieces, each with its length, and an empty one last."""

    def __init__(self, limit: int) -> None:
        self.held_bytes = 0
        self._limit = limit
        self._body = bytearray()
        self._chunks = 0
        self._trailers = 0
        self._size: int | None = None

    def take(self, buffer: bytearray) -> bytes | None:
        """The body, taken out of the buffer; None until it is whole."""
        while True:
            if self._size is None:
                self._size = self._next_size(buffer)
            if self._size is None:
                return None
            if self._size == 0:
                return self._whole() if self._ended(buffer) else None
            if not self._take_chunk(buffer, self._size):
                return None
            self._size = None

    def _whole(self) -> bytes:
        self.held_bytes = 0
        return bytes(self._body)

    def _ended(self, buffer: bytearray) -> bool:
        """Whether the headers behind the last chunk, which nobody reads, have come to their end."""
        while line := _line(buffer):
            self._trailers += 1
            if self._trailers > MOST_HEADERS:
                raise unreadable(f"it has more than {MOST_HEADERS} headers behind its body")
            check_header(line)
        return line is not None

    def _next_size(self, buffer: bytearray) -> int | None:
        line = _line(buffer)
        if line is None:
            return None
        found = _SIZE.fullmatch(line)
        self._chunks += 1
        if not found or self._chunks > _CHUNKS:
            raise unreadable("the size of a chunk of its body is none, or there are too many")
        size = int(found[1], 16)
        if len(self._body) + size > self._limit:
            raise _long_body(self._limit)
        return size

    def _take_chunk(self, buffer: bytearray, size: int) -> bool:
        if len(buffer) < size + 2:
            return False
        if buffer[size : size + 2] != b"\r\n":
            raise unreadable("a chunk of its body is longer than it says")
        self._body += buffer[:size]
        self.held_bytes += size
        del buffer[: size + 2]
        return True


def _line(buffer: bytearray) -> bytes | None:
    """A line, taken out of the buffer without its end; None until it is whole."""
    end = buffer.find(b"\r\n", 0, _LINE_LIMIT_BYTES)
    if end < 0:
        if len(buffer) >= _LINE_LIMIT_BYTES:
            raise unreadable("a line between the chunks of its body has no end")
        return None
    line = bytes(buffer[:end])
    del buffer[: end + 2]
    return line


def _long_head() -> FrontError:
    message = (
        f"The address and the headers are longer than {HEAD_LIMIT_BYTES} bytes. Send the "
        "parameters in the body of a POST."
    )
    return FrontError(Problem("InvalidHttpRequest", message), 400)


def _long_body(limit: int) -> FrontError:
    message = f"The body is longer than {limit} bytes, the most that is taken."
    return FrontError(Problem("RequestEntityTooLarge", message), 413)
