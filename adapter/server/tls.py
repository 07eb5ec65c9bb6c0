"""The address that speaks TLS: what a connection does there before its first request."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from adapter.server.connection import Connection
from adapter.server.head import unreadable
from adapter.server.reasons import reason_of

if TYPE_CHECKING:
    import ssl
    from typing import NoReturn

    from adapter.server.connection import Terms
    from adapter.server.reader import Request

log = structlog.get_logger()

_HANDSHAKE = b"\x16"
_ACCEPT_AGAIN_SECONDS = 0.5


async def accept(listening: socket.socket, terms: Terms, context: ssl.SSLContext) -> None:
    """Takes connections until it is cancelled, and then none."""
    listening.settimeout(0)
    with listening:
        while True:
            try:
                accepted, _ = await asyncio.get_running_loop().sock_accept(listening)
            except OSError as error:
                log.warning("no connection can be taken", reason=error.strerror)
                await asyncio.sleep(_ACCEPT_AGAIN_SECONDS)
            else:
                Greeting(accepted, terms, context).begin()


class Greeting:
    """A connection on which TLS has not begun.

    Its first byte is looked at before TLS takes it, so that plain text can be told what is wrong.
    """

    idle = True

    def __init__(self, accepted: socket.socket, terms: Terms, context: ssl.SSLContext) -> None:
        self._accepted, self._terms, self._context = accepted, terms, context
        self._loop = asyncio.get_running_loop()
        self.deadline = self._loop.time() + terms.limits.handshake_seconds

    def begin(self) -> None:
        """Goes on in a task of its own."""
        if not self._terms.connections.add(self):
            self._accepted.close()
            return
        self._task = self._loop.create_task(self._greet())
        self._task.add_done_callback(self._ended)

    def abort(self) -> None:
        """Ends now."""
        self._task.cancel()

    expire = finish = abort

    async def _greet(self) -> None:
        try:
            context = self._context if await self._speaks_tls() else None
            terms = self._terms if context else replace(self._terms, admit=_refuse_plain_text)
            await self._loop.connect_accepted_socket(
                lambda: Connection(terms),
                self._accepted,
                ssl=context,
                # Its own limit is no sooner than the deadline.
                ssl_handshake_timeout=self._terms.limits.handshake_seconds if context else None,
            )
        except OSError as error:
            log.info("TLS did not begin", reason=reason_of(error))
            self._accepted.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Its task is over; one that was cancelled may never have begun."""
        if task.cancelled():
            self._accepted.close()
        self._terms.connections.discard(self)

    async def _speaks_tls(self) -> bool:
        readable = asyncio.Event()
        self._loop.add_reader(self._accepted, readable.set)
        try:
            await readable.wait()
        finally:
            self._loop.remove_reader(self._accepted)
        return self._accepted.recv(1, socket.MSG_PEEK) == _HANDSHAKE


def _refuse_plain_text(_request: Request) -> NoReturn:
    raise unreadable("it is plain text, and this address speaks TLS: call it with https://")
