"""Whether a store can be reached: one warning when it goes, one line when it is back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0

_QUIET_SECONDS = 60.0
"""A full store refuses lists and goes on answering, so what it refuses is told now and then."""


class Reach:
    """What is known of a store by the last use of it.

    While it is gone it is tried again after a pause, by one call at a time: nobody else waits for
    it meanwhile.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pause = 0.0
        self._next = 0.0
        self._warned = -_QUIET_SECONDS
        self._lock = threading.Lock()

    def may_try(self) -> bool:
        """Whether to use the store now."""
        if not self._pause:
            return True
        with self._lock:
            now = self._clock()
            if now < self._next:
                return False
            self._next = now + self._pause
            return True

    def lost(self, kind: str) -> None:
        """The store was not there; `kind` is the error's."""
        with self._lock:
            first = not self._pause
            self._pause = min(max(2 * self._pause, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
            self._next = self._clock() + self._pause
        if first:
            log.warning("the store of walks is gone; pages are read afresh", kind=kind)

    def refused(self, kind: str) -> None:
        """The store was there and would not; `kind` is the error's."""
        with self._lock:
            now = self._clock()
            again = now - self._warned >= _QUIET_SECONDS
            self._warned = now if again else self._warned
        if again:
            log.warning("the store of walks refuses; pages are read afresh", kind=kind)

    def found(self) -> None:
        """The store did what it was asked to."""
        if not self._pause:
            return
        with self._lock:
            back, self._pause = bool(self._pause), 0.0
        if back:
            log.info("the store of walks is back")
