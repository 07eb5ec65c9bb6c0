"""The HTTP server: one process, one event loop that reads and writes, and threads that answer.

A thread is taken only for a request that came whole, so half-sent ones cost a connection each and
slow nobody down, and a body cut short never reaches the application.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from adapter.server.address import is_free, listening
from adapter.server.connection import Connection, Terms
from adapter.server.connections import Connections
from adapter.server.limits import Limits
from adapter.server.pool import Pool
from adapter.server.proxy import Proxy
from adapter.server.tls import accept

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Limits", "Listener", "Pool", "Proxy", "Server", "is_free"]

_CONNECTIONS = 4096
# Not for connections: upstream's, the database, files.
_OTHER_FILES = 256
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Listener:
    """An address, and what is answered there.

    Attributes:
        bind: HOST:PORT or [HOST]:PORT; port 0 is any free one.
        pool: answers; several listeners may share one.
        setting: where `bind` was written, for the reason why nothing can listen there.
        tls: the context of an address that speaks TLS; None: plain HTTP.
        proxy: what the address does as a proxy; None: it is none.
    """

    bind: str
    pool: Pool
    setting: str = "--bind"
    tls: ssl.SSLContext | None = None
    proxy: Proxy | None = None


class Server:
    """Listens from its construction on, and answers while it runs.

    Args:
        listeners: its addresses.
        limits: of size and time, for all of them.

    Attributes:
        addresses: the numeric host and the port of each listener, in their order.

    Raises:
        SettingError: nothing can listen there; it says what to do.
    """

    def __init__(self, listeners: Sequence[Listener], limits: Limits) -> None:
        self._listeners = listeners
        self._limits = limits
        self._connections = Connections(_connection_limit())
        self._stopped = False
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        with ExitStack() as opened:
            self._sockets = [
                opened.enter_context(listening(each.bind, each.setting)) for each in listeners
            ]
            opened.pop_all()
        self.addresses = tuple(_address(each) for each in self._sockets)

    @property
    def open_connections(self) -> int:
        """How many there are now, at all its addresses."""
        return len(self._connections)

    @property
    def held_bytes(self) -> int:
        """How much is kept of requests that are not answered."""
        return self._connections.held_bytes

    def run(self) -> None:
        """Answers until `stop`, or until a signal asks the main thread's server to stop.

        Then takes nothing new, finishes what it has begun, and returns. A second signal ends the
        process at once.
        """
        # Windows' own loop cannot look at a byte before TLS takes it.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        """Has `run` finish and return; for any thread, and as often as one likes."""
        self._stopped = True
        if self._loop:
            with suppress(RuntimeError):  # it is closed: `run` has returned
                self._loop.call_soon_threadsafe(self._woken.set)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._stopped:
            self._woken.set()
        sweep = asyncio.create_task(self._connections.sweep())
        closers = [await self._opened(*each) for each in self._paired()]
        with _called_on_signals(self.stop):
            await self._woken.wait()
        for close in closers:
            close()
        await self._connections.finish(self._limits.stop_seconds)
        sweep.cancel()
        for pool in {each.pool for each in self._listeners}:
            pool.close()

    def _paired(self) -> Iterator[tuple[Listener, socket.socket]]:
        return zip(self._listeners, self._sockets, strict=True)

    async def _opened(self, listener: Listener, opened: socket.socket) -> Callable[[], object]:
        """Takes connections from now on; gives what stops that."""
        scheme = "http" if listener.tls is None else "https"
        terms = Terms(listener.pool, self._limits, self._connections, scheme, _address(opened))
        if listener.tls is not None:
            return asyncio.create_task(accept(opened, terms, listener.tls)).cancel
        if listener.proxy is not None:
            terms = replace(terms, admit=partial(listener.proxy.admit, terms))
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(terms), sock=opened)
        return server.close


def _address(opened: socket.socket) -> tuple[str, int]:
    host, port, *_ = opened.getsockname()
    return host, port


def _connection_limit() -> int:
    """As many as the system lets us open files for, less a reserve; Windows does not say."""
    files = os.sysconf("SC_OPEN_MAX") if hasattr(os, "sysconf") else 512
    return max(64, min(_CONNECTIONS, files - _OTHER_FILES))


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
