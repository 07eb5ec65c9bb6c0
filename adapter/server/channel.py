"""Connections: what they answer when there is no call to answer, and how they end."""

from __future__ import annotations

import contextlib
import socket
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from adapter.errors import Problem
from adapter.messages import Fault, Moment, Place
from adapter.quoting import shown
from adapter.server.framing import HEAD_LIMIT_BYTES, Request
from adapter.wire import query

if TYPE_CHECKING:
    from waitress.utilities import Error

log = structlog.get_logger()

_LINGER_SECONDS = 10.0
_REASON_CHARACTERS = 200


class Answer(WSGITask):  # type: ignore[misc]  # waitress is not typed
    """The application's answer to a request that came whole."""

    def build_response_header(self) -> bytes:
        """The status line and the headers."""
        if self.channel.server.stopping:
            # A client that is not told keeps the connection and sends its next call into nothing.
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress is not typed
    """The answer to a request that no application sees; the connection ends with it."""

    def execute(self) -> None:
        """Writes the legacy front end's error."""
        fault = _fault(self.request.error, self.channel.adj.max_request_body_size - 1)
        response, _ = query.write_fault(fault, Moment(datetime.now(UTC), str(uuid4())))
        code = fault.problems[0].code
        log.info("refused before it was read", outcome=code, status=response.status)
        self.channel.linger()
        self.status = f"{response.status} {HTTPStatus(response.status).phrase}"
        self.response_headers.append(("Content-Type", response.content_type))
        self.set_close_on_finish()
        self.content_length = len(response.body)
        self.write(response.body)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress is not typed
    """One connection."""

    parser_class = Request
    task_class = Answer
    error_task_class = Refusal

    _lingers = False
    _deadline: float | None = None

    @property
    def busy(self) -> bool:
        """Whether a whole request is being answered, or its answer is still on the way."""
        return bool(self.requests or self.total_outbufs_len)

    def linger(self) -> None:
        """Has what still comes read and dropped for a while after the answer.

        Closing on unread bytes resets the connection, so a client in the middle of a large body
        never sees why; boto would send all of it again, six times.
        """
        self._lingers = True

    def handle_read(self) -> None:
        """Reads for the next request, or drops what comes behind the last one."""
        if self._deadline is None:
            super().handle_read()
        elif self.recv(self.adj.recv_bytes) and time.monotonic() > self._deadline:
            self.handle_close()

    def handle_close(self) -> None:
        """Closes, or begins to linger where that was asked for."""
        if not self._lingers:
            super().handle_close()
            return
        self._lingers = False
        self._deadline = time.monotonic() + _LINGER_SECONDS
        self.will_close = False
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)


def _fault(error: Error, limit: int) -> Fault:
    """What a refused request is answered with; never a 5xx, which boto would answer by sending it.

    Args:
        error: why waitress, or our parser, refused it.
        limit: of the body, in bytes.
    """
    match error.code:
        case 413:
            message = f"The body is longer than {limit} bytes, the most that is taken."
            return _root("RequestEntityTooLarge", message, 413)
        case 431:
            message = (
                f"The address and the headers are longer than {HEAD_LIMIT_BYTES} bytes. Send the "
                "parameters in the body of a POST."
            )
            return _root("InvalidHttpRequest", message, 400)
        case 500:
            message = "The adapter failed. Whether the call was carried out is not known."
            return _root("InternalError", message, 200)
    # waitress repeats the line it stumbled over.
    reason = shown(error.body, _REASON_CHARACTERS)
    return _root("InvalidHttpRequest", f"The request cannot be read: {reason}.", 400)


def _root(code: str, message: str, status: int) -> Fault:
    return Fault(Place.ROOT, (Problem(code, message),), status)
