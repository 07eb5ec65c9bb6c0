"""The HTTP server: waitress in one process, with the limits and the ending this service needs.

A thread is taken only for a request that came whole, so half-sent ones cost a connection each and
slow nobody down, and a body cut short never reaches the application.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from adapter.server.address import listening
from adapter.server.channel import Channel
from adapter.server.framing import HEAD_LIMIT_BYTES

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from wsgiref.types import WSGIApplication

_CONNECTIONS = 4096
# Not for connections: upstream's, bodies on disk, files.
_OTHER_FILES = 256
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server:
    """Listens from its construction on, and answers while it runs.

    Args:
        application: is called for requests that came whole.
        bind: HOST:PORT or [HOST]:PORT; port 0 is any free one.
        threads: how many requests are answered at once.
        body_limit_bytes: a longer body is refused before it is read.
        stop_seconds: how long a stop waits for what is being answered.

    Raises:
        SettingError: nothing can listen there; it says what to do.
    """

    def __init__(
        self,
        application: WSGIApplication,
        bind: str,
        *,
        threads: int,
        body_limit_bytes: int,
        stop_seconds: float,
    ) -> None:
        limits = _limits(threads, body_limit_bytes)
        self._listener = _Listener(application, listening(bind), limits)
        self._stop_seconds = stop_seconds
        self._stopped = False
        self._woken = threading.Event()

    @property
    def address(self) -> tuple[str, int]:
        """The numeric host and the port."""
        return self._listener.effective_host, int(self._listener.effective_port)

    def run(self) -> None:
        """Answers until `stop`, or until a signal asks the main thread's server to stop.

        Then takes nothing new, finishes what it has begun, and returns. A second signal ends the
        process at once.
        """
        with _called_on_signals(self.stop):
            while not self._stopped:
                self._listener.turn()
        # `finish` closes what another thread may still be pulling in `stop`.
        self._woken.wait()
        self._listener.finish(time.monotonic() + self._stop_seconds)

    def stop(self) -> None:
        """Has `run` finish and return; for any thread, and as often as one likes."""
        if not self._stopped:
            self._stopped = True
            self._listener.pull_trigger()
            self._woken.set()


class _Listener(TcpWSGIServer):  # type: ignore[misc]  # waitress is not typed
    """The listening socket and its connections."""

    channel_class = Channel
    stopping = False

    def __init__(
        self, application: WSGIApplication, listener: socket.socket, limits: Adjustments
    ) -> None:
        place = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(application, _sock=listener, adj=limits, sockinfo=place, bind_socket=False)

    def turn(self, seconds: float = 1) -> None:
        """Waits until something comes or goes, or that long, and deals with it."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def finish(self, deadline: float) -> None:
        """Ends what is idle at once, and the rest when it is answered or the deadline passes."""
        self.stopping = True
        self.del_channel()
        self.socket.close()
        while self._still_busy() and time.monotonic() < deadline:
            self.turn(seconds=0.1)
        self.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def _still_busy(self) -> bool:
        channels = list(self.active_channels.values())
        for channel in channels:
            if not channel.busy:
                channel.handle_close()
        return any(channel.busy for channel in channels)


def _limits(threads: int, body_limit_bytes: int) -> Adjustments:
    return Adjustments(
        listen="",
        threads=threads,
        ident="mturk-adapter",
        # waitress refuses what is as long as its limit.
        max_request_body_size=body_limit_bytes + 1,
        max_request_header_size=HEAD_LIMIT_BYTES,
        connection_limit=_connection_limit(),
        # select() cannot watch more than 1,024 files.
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
    )


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
