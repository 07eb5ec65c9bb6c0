"""How much a client may send, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, or ended, beyond these.

    Attributes:
        body_bytes: a longer body is refused before it is read.
        waiting_bytes: of all requests together that are not answered; who brings more of one that
            has not come whole is told to come again.
        stop_seconds: how long a stop waits for what is being answered.
        request_seconds: for a request to arrive whole, from its first byte on.
        idle_seconds: a connection without a request.
        linger_seconds: a client that neither takes its answer nor closes.
        handshake_seconds: for TLS to begin.
    """

    body_bytes: int
    stop_seconds: float
    waiting_bytes: int = 256 * 1024 * 1024
    request_seconds: float = 60
    idle_seconds: float = 120
    linger_seconds: float = 10
    handshake_seconds: float = 20
