"""A server in a thread of the tests' process."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from adapter.server import Server
from adapter.web.errors import render_refusal

if TYPE_CHECKING:
    from adapter.server import Limits, Listener


class RunningServer:
    """A server that answers until it is closed.

    Attributes:
        host, port: its address.
    """

    def __init__(self, listener: Listener, limits: Limits) -> None:
        self._server = Server([listener], limits, render_refusal)
        [(self.host, self.port)] = self._server.addresses
        self._thread = Thread(target=self._server.run, name="mturk-adapter")
        self._thread.start()

    def close(self) -> None:
        """Stop the server, and wait until it has."""
        self._server.stop()
        self._thread.join()
