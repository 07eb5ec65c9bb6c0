"""A connection: whole requests in, one after the other, and their answers out."""

from __future__ import annotations

import asyncio
import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import structlog

from adapter.errors import FrontError, Problem
from adapter.server.answer import Answer, refused, written
from adapter.server.head import unreadable
from adapter.server.reader import Reader, Request
from adapter.server.reasons import reason_of
from adapter.server.wsgi import environ_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapter.server.connections import Connections
    from adapter.server.limits import Limits
    from adapter.server.pool import Pool

    Handover = Callable[[asyncio.Transport], Awaitable[None]]
    """Takes a connection over, from which nothing is read any more, and ends with it."""

log = structlog.get_logger()

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_SLOW = FrontError(
    Problem("RequestTimeout", "The request did not arrive whole in the time that is given for it."),
    408,
)
_BUSY = FrontError(
    Problem(
        "ServiceUnavailable",
        "The adapter is answering as many calls as it may. Nothing was done for this one; please "
        "try again later.",
    ),
    503,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the connections of one listener have in common.

    Attributes:
        pool: answers.
        limits: of size and time.
        connections: those that are open.
        scheme: http or https.
        address: the numeric host and the port that they come to.
        admit: lets a request through, as it is or changed, or says who takes the connection over;
            raises a FrontError.
    """

    pool: Pool
    limits: Limits
    connections: Connections
    scheme: str
    address: tuple[str, int]
    admit: Callable[[Request], Request | Handover] = lambda request: request


class _Phase(enum.Enum):
    IDLE = enum.auto()
    READING = enum.auto()
    ANSWERING = enum.auto()
    # The answer is written, and the client is slow to take it.
    WRITING = enum.auto()
    # The last answer is on the way; what still comes is read and dropped. Closing on unread bytes
    # resets the connection, so a client in the middle of a large body would never see why; boto
    # would send all of it again, six times.
    ENDING = enum.auto()
    # Somebody else reads and writes.
    HANDED_OVER = enum.auto()


class Connection(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, terms: Terms) -> None:
        self.deadline = math.inf
        self._terms = terms
        self._loop = asyncio.get_running_loop()
        self._reader = Reader(terms.limits.body_bytes)
        self._phase = _Phase.IDLE
        self._request: Request | None = None
        self._takes = True
        self._half_closed = False
        self._handover: asyncio.Task[None] | None = None
        self._left_bytes = 0
        self._held_bytes = 0

    # What happens to it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)
        if self._terms.connections.stopping or not self._terms.connections.add(self):
            self._transport.abort()
        self._enter(_Phase.IDLE, self._terms.limits.request_seconds)

    def data_received(self, data: bytes) -> None:
        """The client sent something."""
        if self._phase is _Phase.ENDING:
            return
        self._reader.add(data)
        if self._phase in (_Phase.ANSWERING, _Phase.WRITING):
            self._hold(self._held_bytes + len(data))
            self._transport.pause_reading()
        self._read()

    def eof_received(self) -> bool:
        """The client sends no more; True: it may still want an answer."""
        self._half_closed = True
        answering = self._phase in (_Phase.ANSWERING, _Phase.WRITING)
        return answering and self._transport.can_write_eof()

    def pause_writing(self) -> None:
        """The client takes answers slower than they come."""
        self._takes = False

    def resume_writing(self) -> None:
        """The client has taken most of what was written."""
        self._takes = True
        if self._phase is _Phase.WRITING:
            self._next()

    def connection_lost(self, _error: Exception | None) -> None:
        """It is closed, by whomever."""
        self._phase = _Phase.ENDING
        self.deadline = math.inf
        if self._request is None:
            self._hold(0)
        self._terms.connections.discard(self)

    # What others ask of it

    @property
    def idle(self) -> bool:
        """Whether it can be ended without anybody losing anything."""
        return self._phase is _Phase.IDLE

    def finish(self) -> None:
        """Ends as soon as what was begun is answered."""
        if self._phase is _Phase.HANDED_OVER:
            self.abort()
        elif self._phase is not _Phase.ANSWERING:
            self._transport.close()

    def abort(self) -> None:
        """Ends now."""
        if self._handover:
            self._handover.cancel()
        self._transport.abort()

    def expire(self) -> None:
        """Ends what takes too long; a client that takes its answer, however slowly, goes on."""
        if self._phase is _Phase.READING:
            self._refuse(_SLOW, unread=False)
        elif 0 < self._transport.get_write_buffer_size() < self._left_bytes:
            self._wait_for_client(self._phase)
        else:
            self._transport.abort()

    # What it does

    def _enter(self, phase: _Phase, seconds: float) -> None:
        self._phase = phase
        self.deadline = self._loop.time() + seconds

    def _wait_for_client(self, phase: _Phase) -> None:
        self._enter(phase, self._terms.limits.linger_seconds)
        self._left_bytes = self._transport.get_write_buffer_size()

    def _read(self) -> None:
        """Takes the next request up, if it is whole, and the one before is answered."""
        if self._phase not in (_Phase.IDLE, _Phase.READING):
            return
        try:
            request = self._reader.next()
        except FrontError as error:
            self._refuse(error, unread=True)
            return
        whole = len(request.body) if request is not None else 0
        self._hold(self._reader.held_bytes + whole)
        if request is not None:
            self._admit(request)
            return
        if self._terms.connections.held_bytes > self._terms.limits.waiting_bytes:
            self._refuse(_BUSY, unread=True)
            return
        if self._phase is _Phase.IDLE and self._reader.begun:
            self._enter(_Phase.READING, self._terms.limits.request_seconds)
        if self._reader.takes_wait():
            self._transport.write(_CONTINUE)

    def _hold(self, count: int) -> None:
        self._terms.connections.held_bytes += count - self._held_bytes
        self._held_bytes = count

    def _admit(self, request: Request) -> None:
        try:
            admitted = self._terms.admit(request)
        except FrontError as error:
            self._refuse(error, unread=self._reader.begun)
            return
        if isinstance(admitted, Request):
            self._take_up(admitted)
        else:
            self._hand_over(admitted)

    def _take_up(self, request: Request) -> None:
        self._request = request
        self._enter(_Phase.ANSWERING, math.inf)
        # Of a client that has gone already there is no address.
        client, *_ = self._transport.get_extra_info("peername") or ("",)
        environ = environ_of(request, self._terms.scheme, self._terms.address, client)
        if not self._terms.pool.submit(environ, self._answer, self._loop):
            self._terms.pool.refused(_BUSY.problems[0].code)
            log.warning("refused: too many calls in flight", outcome=_BUSY.problems[0].code)
            self._answer(refused(_BUSY))

    def _hand_over(self, handover: Handover) -> None:
        if self._reader.begun:
            error = unreadable("something stands behind CONNECT before it is answered")
            self._refuse(error, unread=True)
            return
        self._enter(_Phase.HANDED_OVER, math.inf)
        self._transport.pause_reading()
        self._handover = self._loop.create_task(self._handed_over(handover))

    async def _handed_over(self, handover: Handover) -> None:
        try:
            await handover(self._transport)
        except OSError as error:
            log.info("a connection ended before its first call", reason=reason_of(error))
            self._transport.abort()
        finally:
            self._terms.connections.discard(self)

    def _answer(self, answer: Answer) -> None:
        """Writes the answer to the request that was taken up."""
        if self._request is None:
            return
        head, self._request = self._request.head, None
        if self._transport.is_closing():
            self._hold(0)
            return
        self._hold(self._reader.held_bytes)
        # A client that is not told keeps the connection and sends its next call into nothing.
        ends = answer.ends or self._half_closed or self._terms.connections.stopping
        keeps = head.keeps and not ends
        self._transport.write(written(answer, head, keeps=keeps))
        if not keeps:
            self._end(unread=False)
        elif self._takes:
            self._next()
        else:
            self._wait_for_client(_Phase.WRITING)

    def _next(self) -> None:
        """Waits for the next request, which may be here already."""
        self._enter(_Phase.IDLE, self._terms.limits.idle_seconds)
        if self._reader.begun:
            # Not at once: a thousand requests in one piece are no thousand calls in one another.
            self._loop.call_soon(self._read)
        self._transport.resume_reading()

    def _refuse(self, error: FrontError, *, unread: bool) -> None:
        """Says why a request is not answered; nothing behind it is read."""
        code = error.problems[0].code
        self._terms.pool.refused(code)
        log.info("refused before it was read", outcome=code, status=error.status)
        self._transport.write(written(refused(error), None, keeps=False))
        self._end(unread=unread)

    def _end(self, *, unread: bool) -> None:
        """Ends the connection when all is written and, where bytes are unread, it was seen."""
        self._wait_for_client(_Phase.ENDING)
        self._reader = Reader(0)
        self._hold(0)
        if self._terms.connections.stopping or self._half_closed:
            self._transport.close()
        elif self._transport.can_write_eof():
            self._transport.write_eof()
            self._transport.resume_reading()
        elif unread:
            self._transport.resume_reading()
        else:
            # TLS cannot end in one direction only, and HTTP/1.0 clients wait for the end.
            self._transport.close()
