"""waitress, with the parts replaced that old clients need to be different."""

from __future__ import annotations

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
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, InternalServerError, RequestEntityTooLarge

from adapter.server.open_files import CONNECTIONS
from adapter.server.parser import ConnectionContext, ErrorResponse, Parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.server.pool import Pool

    Address = tuple[str, int]
    SocketMap = dict[int, wasyncore.dispatcher]

log = structlog.get_logger()


# Never a 5xx, which boto would answer by sending the call again.
_FAILED = ErrorResponse(
    200,
    "InternalError",
    "The adapter failed. Whether the call was carried out is not known.",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of size and time.

    Attributes:
        body_bytes: a longer body is refused before it is read.
        shutdown_seconds: how long a shutdown waits for calls in flight.
        silent_seconds: a connection ends after this time without a byte, and so does a request
            that is not complete by then.
        linger_seconds: how long a refused client may take to read its response and close.
        handshake_seconds: how long TLS, or the first request to a proxy, may take.
        connections: how many may be open at once; one more waits until another ends.
    """

    body_bytes: int
    shutdown_seconds: float
    silent_seconds: float = 120
    linger_seconds: float = 10
    handshake_seconds: float = 20
    connections: int = CONNECTIONS


class Task(WSGITask):
    """Answers a request; while the server stops, as the last one of its connection."""

    def build_response_header(self) -> bytes:
        """Return the head of the response."""
        # A client that is not told would send its next call into a closed connection.
        if self.channel.server.stopping:
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


@dataclass(frozen=True, slots=True)
class ErrorPages:
    """How the errors of requests that the application never sees are written.

    Attributes:
        content_type: of the bodies.
        render: returns the body for the status, code and message of an error.
    """

    content_type: str
    render: Callable[[int, str, str], bytes]


class RefusalTask(ErrorTask):
    """Answers a request that the application never sees."""

    def execute(self) -> None:
        """Write the error, and end the connection."""
        server = self.channel.server
        error = _find_response(self.request.error, server.limits.body_bytes)
        log.info(
            "request_refused",
            client=str(self.channel.addr[0]),
            outcome=error.code,
            status=error.status,
            reason=error.message,
        )
        server.pool.count_refusal(error.code)
        body = server.errors.render(error.status, error.code, error.message)
        self.status = f"{error.status} {HTTPStatus(error.status).phrase}"
        self.response_headers.append(("Content-Type", server.errors.content_type))
        self.set_close_on_finish()
        self.channel.lingers = True
        self.content_length = len(body)
        self.write(body)


def _find_response(error: Error, body_limit: int) -> ErrorResponse:
    match error:
        case Error(body=ErrorResponse() as response):
            return response
        case RequestEntityTooLarge():
            message = f"The body is longer than {body_limit} bytes, the most that is taken."
            return ErrorResponse(413, "RequestEntityTooLarge", message)
        case InternalServerError():
            return _FAILED
    # waitress' own words about a head that passed `Parser` repeat nothing that the client sent.
    message = f"The request cannot be read: {error.body.lower()}."
    return ErrorResponse(400, "InvalidHttpRequest", message)


class Channel(HTTPChannel):
    """A client's connection.

    Attributes:
        lingers: whether to discard what the client still sends before the connection is closed.
            Closing with unread bytes resets a connection, so a client that is sending a large body
            would never read why it was refused; boto would send all of it again, six times.
    """

    task_class = Task
    error_task_class = RefusalTask
    will_close = False
    lingers = False
    _discards_until = math.inf

    def __init__(
        self,
        server: HttpServer,
        sock: socket.socket,
        addr: Address,
        adj: Adjustments,
        map: SocketMap,  # noqa: A002 (waitress' own name)
        context: ConnectionContext = ConnectionContext(),  # noqa: B008 (it is frozen)
    ) -> None:
        self.parser_class = partial(Parser, context=context)
        super().__init__(server, sock, addr, adj, map=map)

    def received(self, data: bytes) -> bool:
        """Parse bytes, or discard them after a refusal."""
        return self._discards_until == math.inf and super().received(data)

    def handle_close(self) -> None:
        """Close, or only stop writing if the client still has to read why it was refused."""
        if self.will_close and self.lingers and self.connected and not self.server.stopping:
            self.will_close = self.lingers = False
            self._discards_until = time.time() + self.server.limits.linger_seconds
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
        else:
            super().handle_close()

    def close_if_expired(self, now: float) -> None:
        """Close if no byte arrives or leaves any more, or a request does not become complete."""
        cutoff = now - self.server.limits.silent_seconds
        silent = self.last_activity < cutoff and (not self.requests or self.total_outbufs_len)
        incomplete = self.request is not None and self.request.started < cutoff
        if silent or incomplete or now > self._discards_until:
            # `will_close` would wait until the client takes what was written.
            super().handle_close()

    def close_if_idle(self) -> None:
        """Close if no request runs, after what was written is sent."""
        if self.requests:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            super().handle_close()


class HttpServer(TcpWSGIServer):
    """Answers HTTP on one listening socket.

    Args:
        listening: the socket.
        pool: runs the application.
        limits: of size and time.
        errors: how errors are written.
        sockets: of all servers of the process, which share one loop.
        accepts: whether it accepts connections itself; otherwise `adopt` adds them.
    """

    channel_class = Channel
    stopping = False

    def __init__(
        self,
        listening: socket.socket,
        pool: Pool,
        limits: Limits,
        errors: ErrorPages,
        sockets: SocketMap,
        *,
        accepts: bool,
    ) -> None:
        self.pool, self.limits, self.errors = pool, limits, errors
        super().__init__(
            pool.application,
            map=sockets,
            _start=accepts,
            _sock=listening,
            dispatcher=pool,
            adj=_build_adjustments(limits),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def maintenance(self, now: float) -> None:
        """Do nothing.

        waitress calls this while it prepares a poll. A connection closed here could give its file
        number to a new one, which the events of the old one would then end.
        """

    def close_expired(self, now: float) -> None:
        """Close the connections that take too long; call this between polls only."""
        for channel in tuple(self.active_channels.values()):
            channel.close_if_expired(now)

    def adopt(self, connection: socket.socket, client: Address, context: ConnectionContext) -> None:
        """Answer on a connection that was accepted elsewhere; safe from any thread."""
        self.trigger.pull_trigger(
            partial(Channel, self, connection, client, self.adj, map=self._map, context=context)
        )

    def stop_accepting(self) -> None:
        """Accept no more connections, and make each response the last of its connection."""
        self.stopping = True
        wasyncore.dispatcher.close(self)


def _build_adjustments(limits: Limits) -> Adjustments:
    return Adjustments(
        ident="mturk-adapter",
        backlog=1024,
        asyncore_use_poll=True,
        connection_limit=limits.connections,
        # `Parser` has a limit of its own.
        max_request_header_size=1 << 30,
        # waitress refuses a body that is exactly as long as its limit.
        max_request_body_size=limits.body_bytes + 1,
        # It is no error that a client goes away.
        log_socket_errors=False,
        # With the default number of connections, half-sent bodies take at most 256 MiB of memory.
        inbuf_overflow=64 * 1024,
        clear_untrusted_proxy_headers=False,
        listen="127.0.0.1:0",
    )
