"""Helpers for asyncio's streams: begin on an accepted socket, and end within a time limit."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from adapter.server.parser import HEAD_LIMIT_BYTES, TLS_HANDSHAKE

if TYPE_CHECKING:
    import ssl

    Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_CHUNK_BYTES = 65_536
# TLS cannot end in one direction only, so a client that still sends is read until it pauses.
_PAUSE_SECONDS = 0.2
# Axis 1.4 ends the lines of CONNECT with LF alone, which RFC 9112, 2.2, allows to take.
_HEAD_END = re.compile(rb"\r?\n\r?\n")


async def open_streams(connection: socket.socket, context: ssl.SSLContext | None = None) -> Streams:
    """Return the streams of an accepted connection, which they own from now on.

    Args:
        connection: the client's.
        context: the streams begin after a TLS handshake; None: plain text.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_accepted_socket(
        lambda: protocol, socket.socket(fileno=connection.detach()), ssl=context
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return a request's head and the bytes behind it; all bytes as the head if it has no end."""
    loop, data = asyncio.get_running_loop(), b""
    while not (end := _HEAD_END.search(data)):
        chunk = await loop.sock_recv(connection, _CHUNK_BYTES)
        data += chunk
        if not chunk or len(data) > HEAD_LIMIT_BYTES or data.startswith(TLS_HANDSHAKE):
            return data, b""
    return data[: end.end()], data[end.end() :]


async def begins_with_tls(connection: socket.socket) -> bool:
    """Return whether the first byte begins a TLS handshake; it stays unread."""
    readable = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(connection, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(connection)
    return connection.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE


async def copy_bytes(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent_seconds: float
) -> None:
    """Copy until the reader ends, or the other side takes no bytes for so long."""
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK_BYTES):
            writer.write(chunk)
            async with asyncio.timeout(silent_seconds):
                await writer.drain()
    with suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()


async def discard_input(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    """Read what the client still sends, so that it can read why it was refused."""
    pause = _PAUSE_SECONDS
    if writer.can_write_eof():
        writer.write_eof()
        pause = seconds
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while await asyncio.wait_for(reader.read(_CHUNK_BYTES), pause):
                pass


async def close_writer(writer: asyncio.StreamWriter, seconds: float) -> None:
    """Close when the client has taken what was written, or takes longer than this."""
    writer.close()
    try:
        async with asyncio.timeout(seconds):
            await writer.wait_closed()
    except TimeoutError:
        writer.transport.abort()
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    except OSError:  # the client has gone
        pass
