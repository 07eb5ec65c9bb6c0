"""Bytes carried between a client and a host that is not ours, unread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from adapter.errors import FrontError, Problem
from adapter.server.answer import refused, written
from adapter.text import quoted

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = structlog.get_logger()

_DIAL_SECONDS = 20
_PIECE_BYTES = 65_536

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
"""What a client that sent CONNECT waits for."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Dials a host, and joins a client's connection to it; nothing else in a server dials.

    Attributes:
        host: a name or an address.
        port: of it.
        first: what is sent to it; None: the client is told that it is connected, and sends itself.
    """

    host: str
    port: int
    first: bytes | None = field(repr=False)

    async def __call__(self, transport: asyncio.Transport) -> None:
        """Joins them until one of them ends."""
        try:
            async with asyncio.timeout(_DIAL_SECONDS):
                far_reader, far_writer = await asyncio.open_connection(
                    self.host.strip("[]"), self.port
                )
        except (OSError, UnicodeError) as error:
            log.info("a host cannot be reached", host=self.host, reason=type(error).__name__)
            transport.write(written(refused(_unreachable(self.host)), None, keeps=False))
            transport.close()
            return
        near_reader, near_writer = _streams(transport)
        (near_writer if self.first is None else far_writer).write(self.first or ESTABLISHED)
        try:
            await _first_of(_carry(near_reader, far_writer), _carry(far_reader, near_writer))
        finally:
            near_writer.close()
            far_writer.close()


def _unreachable(host: str) -> FrontError:
    message = f"{quoted(host)} cannot be reached from here."
    return FrontError(Problem("ServiceUnavailable", message), 502)


def _streams(transport: asyncio.Transport) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The same for a connection that is there already."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    transport.resume_reading()
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def _first_of(*carried: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.ensure_future(each) for each in carried]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE_BYTES):
        writer.write(piece)
        await writer.drain()
