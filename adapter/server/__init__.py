"""The HTTP server: waitress, and a relay in front of it for TLS and proxying.

A thread is taken only for a request that came whole, so half-sent ones cost a connection each and
slow nobody down, and a body cut short never reaches the application.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from waitress import wasyncore

from adapter.server.bind import is_free, open_socket
from adapter.server.http import HttpServer, Limits, Pool
from adapter.server.relay import Proxy, Relay

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Sequence

    from adapter.server.http import Channel, SocketMap

__all__ = ["Limits", "Listener", "Pool", "Proxy", "Server", "is_free"]

# Not for connections: upstream's, the database, files.
_OTHER_FILES = 256
_POLL_SECONDS = 1
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Listener:
    """An address, and what is answered there.

    Attributes:
        bind: HOST:PORT or [HOST]:PORT; port 0 is any free one.
        pool: answers; several listeners may share one.
        setting: where `bind` was written, for the reason why nothing can listen there.
        speaks: the TLS context, or what the address does as a proxy; None: plain HTTP.
    """

    bind: str
    pool: Pool
    setting: str = "--bind"
    speaks: ssl.SSLContext | Proxy | None = None


class Server:
    """Listens from its construction on, and answers while it runs.

    Args:
        listeners: its addresses.
        limits: of size and time, for all of them.
        render: writes a refusal's status, code and message as XML.

    Attributes:
        addresses: the numeric host and the port of each listener, in their order.

    Raises:
        SettingError: nothing can listen there; it says what to do.
    """

    def __init__(
        self,
        listeners: Sequence[Listener],
        limits: Limits,
        render: Callable[[int, str, str], bytes],
    ) -> None:
        self._limits = replace(limits, connections=_most_connections(limits.connections))
        self._pools = {each.pool for each in listeners}
        self._sockets: SocketMap = {}
        self._stopped = False
        self._next_expiry = 0.0
        with ExitStack() as opened:
            sockets = [
                opened.enter_context(open_socket(each.bind, each.setting)) for each in listeners
            ]
            opened.pop_all()
        self._servers = [
            HttpServer(
                each,
                listener.pool,
                self._limits,
                render,
                self._sockets,
                accepts=listener.speaks is None,
            )
            for each, listener in zip(sockets, listeners, strict=True)
        ]
        self.addresses = tuple(each.getsockname()[:2] for each in sockets)
        relayed = [
            (server, listener.speaks)
            for server, listener in zip(self._servers, listeners, strict=True)
            if listener.speaks is not None
        ]
        self._relay = Relay(relayed, self._limits) if relayed else None

    @property
    def open_connections(self) -> int:
        """How many connections of clients there are now, at all its addresses."""
        if self._relay is None:
            return len(self._channels())
        plain = (len(each.active_channels) for each in self._servers if each.accepting)
        return sum(plain) + self._relay.open_connections

    def run(self) -> None:
        """Answer until `stop`, or until a signal asks the main thread's server to stop.

        Then takes nothing new, finishes what it has begun, and returns. A second signal ends the
        process at once.
        """
        for pool in self._pools:
            pool.start()
        if self._relay is not None:
            self._relay.start()
        with _called_on_signals(self.stop):
            while not self._stopped:
                self._poll()
        self._finish(time.monotonic() + self._limits.shutdown_seconds)

    def stop(self) -> None:
        """Have `run` finish and return; for any thread, and as often as one likes."""
        self._stopped = True
        with suppress(OSError, IndexError):  # `run` has returned
            self._servers[0].pull_trigger()

    def _poll(self) -> None:
        now = time.time()
        if now >= self._next_expiry:
            self._next_expiry = now + _POLL_SECONDS
            for server in self._servers:
                server.expire(now)
        wasyncore.loop(timeout=_POLL_SECONDS, use_poll=True, map=self._sockets, count=1)

    def _finish(self, deadline: float) -> None:
        if self._relay is not None:
            self._relay.stop_accepting()
        for server in self._servers:
            server.stop_accepting()
        # A connection that the relay carries may not have reached its HTTP server yet.
        while self._is_busy() and time.monotonic() < deadline:
            for channel in self._channels():
                channel.finish()
            self._poll()
        if self._relay is not None:
            self._relay.stop(max(0, deadline - time.monotonic()))
        for pool in self._pools:
            pool.stop(max(0, deadline - time.monotonic()))
        wasyncore.close_all(self._sockets)
        for server in self._servers:
            server.trigger.close()

    def _is_busy(self) -> bool:
        relayed = self._relay is not None and self._relay.open_connections > 0
        return relayed or bool(self._channels())

    def _channels(self) -> Sequence[Channel]:
        return [each for server in self._servers for each in server.active_channels.values()]


def _most_connections(wanted: int) -> int:
    """Return as many as the system lets us open files for, less a reserve.

    A relayed connection takes three files. Windows does not say how many there may be.
    """
    files = os.sysconf("SC_OPEN_MAX") if hasattr(os, "sysconf") else 512
    return max(64, min(wanted, files - _OTHER_FILES))


@contextmanager
def _called_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Only the main thread may set handlers; elsewhere this does nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, lambda *_: stop()) for each in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
