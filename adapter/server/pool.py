"""The threads that run an application."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import BadRequest

from adapter.server.parser import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from waitress.channel import HTTPChannel

# waitress warns whenever a call waits for a thread. `max_in_flight` decides how many may wait.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

_OVERLOADED = ErrorResponse(
    503,
    "ServiceUnavailable",
    "The adapter is answering as many calls as it may. Nothing was done for this one; please try "
    "again later.",
)


class Pool(ThreadedTaskDispatcher):
    """An application and the threads that run it, for one or more listeners.

    Args:
        application: is called with complete requests, by several threads at once.
        threads: how many requests run at once.
        max_in_flight: how many requests may run or wait; one more is refused at once.
        count_refusal: is called with the error code of each request that the application never
            sees.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        max_in_flight: int,
        count_refusal: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__()
        self.application = application
        self.count_refusal = count_refusal
        self._threads, self._max_in_flight = threads, max_in_flight
        # A thread of their own, so that refusals do not wait for calls.
        self._error_dispatcher = ThreadedTaskDispatcher()

    @property
    def in_flight(self) -> int:
        """How many requests run or wait."""
        with self.lock:
            return len(self.queue) + int(self.active_count)

    def start(self) -> None:
        """Start the threads."""
        self.set_thread_count(self._threads)
        self._error_dispatcher.set_thread_count(1)

    def add_task(self, task: HTTPChannel) -> None:
        """Queue the first request of a connection, or its refusal."""
        request = task.requests[0]
        if request.error is None and self.in_flight >= self._max_in_flight:
            request.error = BadRequest(_OVERLOADED)
        if request.error is None:
            super().add_task(task)
        else:
            self._error_dispatcher.add_task(task)

    def check_capacity(self) -> str | None:
        """Return why one more request would be refused now; None if it would not."""
        count = self.in_flight
        if count < self._max_in_flight:
            return None
        return f"{count} are in flight, which is the most"

    def stop(self, seconds: float) -> None:
        """Stop the threads, waiting this long for each of the two groups."""
        self.shutdown(timeout=seconds)
        self._error_dispatcher.shutdown(timeout=seconds)
