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
        self._spell = 0
        self._pause = 0.0
        self._next = 0.0
        self._warned = -_QUIET_SECONDS
        self._lock = threading.Lock()

    def begin(self) -> int | None:
        """The spell in which the store is used now; None: it is gone, and is not used.

        A spell ends when the store goes and when it is back. What comes of a use that began in an
        earlier one says nothing of this one.
        """
        with self._lock:
            now = self._clock()
            if self._pause and now < self._next:
                return None
            self._next = now + self._pause
            return self._spell

    def lost(self, spell: int, kind: str) -> None:
        """A use found the store gone; `kind` is the error's."""
        with self._lock:
            if spell != self._spell:
                return
            first = not self._pause
            self._spell += first
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

    def found(self, spell: int) -> None:
        """A use found the store."""
        if not self._pause:
            return
        with self._lock:
            if spell != self._spell or not self._pause:
                return
            self._spell += 1
            self._pause = 0.0
        log.info("the store of walks is back")
