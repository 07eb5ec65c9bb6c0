"""The address beside the API: who is told there how the adapter does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.server import Listener, Pool, is_free
from adapter.settings.bind import split_bind

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from adapter.settings import Settings

_HERE = "127.0.0.1"
_LAST_PORT = 65535
_THREADS, _IN_FLIGHT = 4, 64


def side_listener(bind: str, app: WSGIApplication) -> Listener:
    """Answers the side there, by threads of its own."""
    pool = Pool(app, threads=_THREADS, in_flight=_IN_FLIGHT)
    return Listener(bind, pool, "--side")


def side_bind(settings: Settings) -> str | None:
    """Where the side is, HOST:PORT; None: nowhere."""
    if settings.side == "none":
        return None
    if settings.side != "next":
        return settings.side
    _, port = split_bind(settings.bind)
    following = f"{_HERE}:{port + 1}"
    # Nobody asked for that very port, so another program that has it is no reason not to start.
    return following if 0 < port < _LAST_PORT and is_free(following) else f"{_HERE}:0"
