"""Threads that answer, and how many requests may wait for them."""

from __future__ import annotations

import contextlib
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from adapter.server.wsgi import answered

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from adapter.server.answer import Answer

    Task = tuple[WSGIEnvironment, Callable[[Answer], object], AbstractEventLoop]


class Pool:
    """An application and the threads that run it, for one listener or several.

    Args:
        application: is called with whole requests, by several threads at once.
        threads: how many requests are answered at once.
        in_flight: how many may be answered or wait for it; more are refused.
        refused: is told the error code of each request that the application never sees.

    Attributes:
        in_flight: how many there are now.
        refused: as given.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        in_flight: int,
        refused: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.in_flight = 0
        self.refused = refused
        self._application = application
        self._most_threads, self._most_in_flight = threads, in_flight
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._threads = 0

    def submit(
        self,
        environ: WSGIEnvironment,
        done: Callable[[Answer], object],
        loop: AbstractEventLoop,
    ) -> bool:
        """Has a thread answer, and `done` called in the loop; False: there are too many in flight.

        To be called in the loop only.
        """
        if self.in_flight >= self._most_in_flight:
            return False
        self.in_flight += 1
        if self._threads < min(self.in_flight, self._most_threads):
            self._threads += 1
            # A thread that hangs in a call must not keep the process from ending.
            Thread(target=self._work, name=f"answers-{self._threads}", daemon=True).start()
        self._tasks.put((environ, done, loop))
        return True

    def trouble(self) -> str | None:
        """Why one more would be refused now, in words; None: it would not."""
        if self.in_flight < self._most_in_flight:
            return None
        return f"{self.in_flight} are in flight, which is the most"

    def close(self) -> None:
        """Ends the threads, each after what it is answering."""
        for _ in range(self._threads):
            self._tasks.put(None)
        self._threads = 0

    def _work(self) -> None:
        while task := self._tasks.get():
            self._carry_out(*task)
            del task  # while a thread waits it holds nothing of its last call

    def _carry_out(
        self, environ: WSGIEnvironment, done: Callable[[Answer], object], loop: AbstractEventLoop
    ) -> None:
        answer = answered(self._application, environ)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._done, done, answer)

    def _done(self, done: Callable[[Answer], object], answer: Answer) -> None:
        self.in_flight -= 1
        done(answer)
