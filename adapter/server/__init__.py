"""The HTTP server: waitress, and a relay in front of it for TLS and proxying.

A thread is taken only for a complete request. A half-sent request costs a connection, delays
nobody, and never reaches the application.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
from waitress import wasyncore

from adapter.server.bind import is_free, open_socket
from adapter.server.http import ErrorPages, HttpServer, Limits
from adapter.server.open_files import limit_connections, raise_open_files
from adapter.server.pool import Pool
from adapter.server.proxy import Proxy
from adapter.server.relay import Relay

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Sequence

    from adapter.server.http import Channel, SocketMap

__all__ = [
    "ErrorPages",
    "Limits",
    "Listener",
    "Pool",
    "Proxy",
    "Server",
    "is_free",
    "raise_open_files",
]

log = structlog.get_logger()

_POLL_SECONDS = 1
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Listener:
    """An address, and what answers there.

    Attributes:
        bind: HOST:PORT or [HOST]:PORT; port 0 is any free one.
        pool: answers; several listeners may share one.
        setting: the setting that `bind` comes from, for error messages.
        protocol: the TLS context or the proxy of the address; None for plain HTTP.
        body_bytes: the longest body here; None: as everywhere.
        errors: how errors are written here; None: as everywhere.
        proxied_hosts: the hosts of a proxy for which this listener's pool answers.
    """

    bind: str
    pool: Pool
    setting: str = "--bind"
    protocol: ssl.SSLContext | Proxy | None = None
    body_bytes: int | None = None
    errors: ErrorPages | None = None
    proxied_hosts: frozenset[str] = frozenset()


class Server:
    """Listens from its construction on, and answers while `run` runs.

    Args:
        listeners: its addresses.
        limits: of size and time, for all of them.
        render: returns the XML for the status, code and message of an error.

    Attributes:
        addresses: the numeric host and the port of each listener, in the same order.

    Raises:
        SettingError: an address cannot be listened on; the message says what to do.
    """

    def __init__(
        self,
        listeners: Sequence[Listener],
        limits: Limits,
        render: Callable[[int, str, str], bytes],
    ) -> None:
        self._limits = replace(limits, connections=limit_connections(limits.connections))
        self._pools = {each.pool for each in listeners}
        self._sockets: SocketMap = {}
        self._stopped = False
        self._next_expiry = 0.0
        with ExitStack() as opened:
            sockets = [
                opened.enter_context(open_socket(each.bind, each.setting)) for each in listeners
            ]
            opened.pop_all()
        self.addresses = tuple(each.getsockname()[:2] for each in sockets)
        self._servers: list[HttpServer] = []
        relayed: list[tuple[HttpServer, ssl.SSLContext | Proxy]] = []
        by_host: dict[str, HttpServer] = {}
        xml = ErrorPages("text/xml; charset=utf-8", render)
        for listener, each in zip(listeners, sockets, strict=True):
            server = HttpServer(
                each,
                listener.pool,
                replace(self._limits, body_bytes=listener.body_bytes or self._limits.body_bytes),
                listener.errors or xml,
                self._sockets,
                accepts=listener.protocol is None,
            )
            self._servers.append(server)
            by_host |= dict.fromkeys(listener.proxied_hosts, server)
            if listener.protocol is not None:
                relayed.append((server, listener.protocol))
        self._relay = Relay(relayed, self._limits, by_host) if relayed else None

    @property
    def open_connections(self) -> int:
        """How many connections clients have open, at all addresses."""
        if self._relay is None:
            return len(self._channels())
        plain = (len(each.active_channels) for each in self._servers if each.accepting)
        return sum(plain) + self._relay.open_connections

    def run(self) -> None:
        """Answer until `stop` is called or, in the main thread, a signal asks to stop.

        Then accept nothing new, finish the calls in flight, and return. A second signal ends the
        process at once.
        """
        for pool in self._pools:
            pool.start()
        if self._relay is not None:
            self._relay.start()
        with _call_on_signals(self.stop):
            while not self._stopped:
                self._poll()
        self._finish(time.monotonic() + self._limits.shutdown_seconds)

    def stop(self) -> None:
        """Make `run` finish and return; safe from any thread, and more than once."""
        self._stopped = True
        with suppress(OSError, IndexError):  # `run` has returned already
            self._servers[0].pull_trigger()

    def _poll(self) -> None:
        now = time.time()
        if now >= self._next_expiry:
            self._next_expiry = now + _POLL_SECONDS
            for server in self._servers:
                server.close_expired(now)
        wasyncore.loop(timeout=_POLL_SECONDS, use_poll=True, map=self._sockets, count=1)

    def _finish(self, deadline: float) -> None:
        self._log_stop()
        if self._relay is not None:
            self._relay.stop_accepting()
        for server in self._servers:
            server.stop_accepting()
        # A connection of the relay may not have reached its HTTP server yet.
        while self._is_busy() and time.monotonic() < deadline:
            for channel in self._channels():
                channel.close_if_idle()
            self._poll()
        if self._relay is not None:
            self._relay.stop(max(0, deadline - time.monotonic()))
        for pool in self._pools:
            pool.stop(max(0, deadline - time.monotonic()))
        wasyncore.close_all(self._sockets)
        for server in self._servers:
            server.trigger.close()

    def _log_stop(self) -> None:
        if calls := sum(each.in_flight for each in self._pools):
            log.info("server_stopping", calls=calls, seconds=self._limits.shutdown_seconds)

    def _is_busy(self) -> bool:
        relayed = self._relay is not None and self._relay.open_connections > 0
        return relayed or bool(self._channels())

    def _channels(self) -> Sequence[Channel]:
        return [each for server in self._servers for each in server.active_channels.values()]


@contextmanager
def _call_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    # Only the main thread may set handlers.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, lambda *_: stop()) for each in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
