"""waitress, with the few classes of it replaced that old clients need otherwise."""

from __future__ import annotations

import logging
import math
import socket
import time
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import BadRequest, Error, InternalServerError, RequestEntityTooLarge

from adapter.server.parser import Arrival, Parser, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    Address = tuple[str, int]
    SocketMap = dict[int, wasyncore.dispatcher]

log = structlog.get_logger()

# It warns whenever a call waits for a thread, which is what `in_flight` is for.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

_BUSY = Refusal(
    503,
    "ServiceUnavailable",
    "The adapter is answering as many calls as it may. Nothing was done for this one; please try "
    "again later.",
)
# Never a 5xx, which boto would answer by sending the call again.
_FAILED = Refusal(
    200,
    "InternalError",
    "The adapter failed. Whether the call was carried out is not known.",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, or ended, beyond these.

    Attributes:
        body_bytes: a longer body is refused before it is read.
        shutdown_seconds: how long a stop waits for what is being answered.
        silent_seconds: a connection without a byte, and a request that does not come whole.
        linger_seconds: a client that was refused and neither takes the answer nor closes.
        handshake_seconds: for TLS, or a proxy's first request, to begin.
        connections: open at once; one more waits until another ends.
    """

    body_bytes: int
    shutdown_seconds: float
    silent_seconds: float = 120
    linger_seconds: float = 10
    handshake_seconds: float = 20
    connections: int = 4096


class Pool(ThreadedTaskDispatcher):
    """An application and the threads that run it, for one address or several.

    Args:
        application: is called with whole requests, by several threads at once.
        threads: how many requests are answered at once.
        in_flight: how many may be answered or wait for it; more are refused at once.
        refused: counts the error code of each request that the application never sees.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        in_flight: int,
        refused: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__()
        self.application = application
        self.refused = refused
        self._threads, self._most_in_flight = threads, in_flight
        # Refusals wait for nobody.
        self._refusals = ThreadedTaskDispatcher()

    @property
    def in_flight(self) -> int:
        """How many requests are being answered or wait for it."""
        with self.lock:
            waiting, answering = len(self.queue), int(self.active_count)
        return waiting + answering

    def start(self) -> None:
        """Start the threads."""
        self.set_thread_count(self._threads)
        self._refusals.set_thread_count(1)

    def add_task(self, task: Channel) -> None:
        """Have a thread answer the first request of a connection."""
        request = task.requests[0]
        if request.error is None and self.in_flight >= self._most_in_flight:
            request.error = BadRequest(_BUSY)
        if request.error is None:
            super().add_task(task)
        else:
            self._refusals.add_task(task)

    def trouble(self) -> str | None:
        """Return why one more request would be refused now; None: it would not."""
        count = self.in_flight
        return (
            f"{count} are in flight, which is the most" if count >= self._most_in_flight else None
        )

    def stop(self, seconds: float) -> None:
        """End the threads, waiting for them so long."""
        self.shutdown(timeout=seconds)
        self._refusals.shutdown(timeout=seconds)


class Task(WSGITask):
    """Answers a request; the last one of its connection while the server stops."""

    def build_response_header(self) -> bytes:
        """Return the head of the answer."""
        # A client without this header keeps the connection and sends its next call into nothing.
        if self.channel.server.stopping:
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


class RefusalTask(ErrorTask):
    """Answers a request that the application never sees."""

    def execute(self) -> None:
        """Write the refusal."""
        server = self.channel.server
        refusal = _refusal_of(self.request.error, server.limits.body_bytes)
        log.info("request_refused", outcome=refusal.code, status=refusal.status)
        server.pool.refused(refusal.code)
        body = server.render(refusal.status, refusal.code, refusal.message)
        self.status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
        self.response_headers.append(("Content-Type", "text/xml; charset=utf-8"))
        self.set_close_on_finish()
        self.channel.lingers = True
        self.content_length = len(body)
        self.write(body)


def _refusal_of(error: Error, body_limit: int) -> Refusal:
    match error:
        case Error(body=Refusal() as refusal):
            return refusal
        case RequestEntityTooLarge():
            message = f"The body is longer than {body_limit} bytes, the most that is taken."
            return Refusal(413, "RequestEntityTooLarge", message)
        case InternalServerError():
            return _FAILED
    # What waitress says of a head that `Parser` let through repeats nothing of it.
    return Refusal(400, "InvalidHttpRequest", f"The request cannot be read: {error.body.lower()}.")


class Channel(HTTPChannel):
    """A connection of a client.

    Attributes:
        lingers: whether, when all is written, what still comes is read and dropped. Closing on
            unread bytes resets the connection, so a client in the middle of a large body would
            never see why; boto would send all of it again, six times.
    """

    task_class = Task
    error_task_class = RefusalTask
    lingers = False
    will_close = False
    _drops_until = math.inf

    def __init__(
        self,
        server: HttpServer,
        sock: socket.socket,
        addr: Address,
        adj: Adjustments,
        map: SocketMap,  # noqa: A002 (waitress' own name)
        arrival: Arrival = Arrival(),  # noqa: B008 (it is frozen)
    ) -> None:
        self.parser_class = partial(Parser, arrival=arrival)
        super().__init__(server, sock, addr, adj, map=map)

    def received(self, data: bytes) -> bool:
        """Take bytes up, or drop them."""
        return self._drops_until == math.inf and super().received(data)

    def handle_close(self) -> None:
        """Close, or end the writing half where the client should still read why."""
        if self.will_close and self.lingers and self.connected and not self.server.stopping:
            self.will_close = self.lingers = False
            self._drops_until = time.time() + self.server.limits.linger_seconds
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
        else:
            super().handle_close()

    def expire(self, now: float) -> None:
        """Close where nothing comes or goes any more, and where a request never comes whole."""
        cutoff = now - self.server.limits.silent_seconds
        silent = self.last_activity < cutoff and (not self.requests or self.total_outbufs_len)
        dripping = self.request is not None and self.request.started < cutoff
        if silent or dripping or now > self._drops_until:
            # Not by `will_close`, which waits until the client takes what was written.
            super().handle_close()

    def finish(self) -> None:
        """Close as soon as what was begun is answered."""
        if self.requests:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            super().handle_close()


class HttpServer(TcpWSGIServer):
    """An address that is listened on.

    Args:
        opened: the listening socket.
        pool: answers.
        limits: of size and time.
        render: writes a refusal's status, code and message as a body.
        sockets: of all addresses of the process, which run in one loop.
        accepts: whether connections are accepted here, or only passed in by `adopt`.
    """

    channel_class = Channel
    stopping = False

    def __init__(
        self,
        opened: socket.socket,
        pool: Pool,
        limits: Limits,
        render: Callable[[int, str, str], bytes],
        sockets: SocketMap,
        *,
        accepts: bool,
    ) -> None:
        self.pool, self.limits, self.render = pool, limits, render
        super().__init__(
            pool.application,
            map=sockets,
            _start=accepts,
            _sock=opened,
            dispatcher=pool,
            adj=_adjustments(limits),
            sockinfo=(opened.family, opened.type, opened.proto, opened.getsockname()),
            bind_socket=False,
        )

    def maintenance(self, now: float) -> None:
        """Do nothing: waitress calls this while it prepares a poll.

        A connection closed then may give its file number to a new one, which would be ended by the
        events of the old one.
        """

    def expire(self, now: float) -> None:
        """Close the connections that take too long; to be called between polls."""
        for channel in tuple(self.active_channels.values()):
            channel.expire(now)

    def adopt(self, connection: socket.socket, client: Address, arrival: Arrival) -> None:
        """Answer on a connection that somebody else accepted; for any thread."""
        connect = partial(
            Channel, self, connection, client, self.adj, map=self._map, arrival=arrival
        )
        self.trigger.pull_trigger(connect)

    def stop_accepting(self) -> None:
        """Take no more connections, and tell those that are answered that they end."""
        self.stopping = True
        wasyncore.dispatcher.close(self)


def _adjustments(limits: Limits) -> Adjustments:
    return Adjustments(
        ident="mturk-adapter",
        backlog=1024,
        asyncore_use_poll=True,
        connection_limit=limits.connections,
        cleanup_interval=1,
        # `Parser` has a limit of its own.
        max_request_header_size=1 << 30,
        # waitress refuses a body that is as long as its limit.
        max_request_body_size=limits.body_bytes + 1,
        # A client that went away is no news.
        log_socket_errors=False,
        # All that half-sent bodies of as many connections may take of memory is 256 MiB.
        inbuf_overflow=64 * 1024,
        clear_untrusted_proxy_headers=False,
        listen="127.0.0.1:0",
    )
