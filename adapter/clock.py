"""The clock of the adapter: this machine's, or one that tests set and move."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""The limits keep all times that are computed from the clock within Python's range."""

_FORM = "expected a time such as 2016-01-02T12:00:00Z, from 1970 to 2199"


class Clock:
    """A running clock that can be set; any number of threads may use it.

    Args:
        start: its first time; None: the machine's time.
        machine: returns the machine's time; None: the system's.
    """

    def __init__(
        self, start: datetime | None = None, machine: Callable[[], datetime] | None = None
    ) -> None:
        self._machine = machine
        self._start = start
        self._forward = self._ahead = timedelta()
        self._lock = threading.RLock()
        self.reset()

    def __call__(self) -> datetime:
        """Return the time, aware, in UTC."""
        machine = datetime.now(UTC) if self._machine is None else self._machine()
        return machine + self._ahead

    def seconds(self) -> float:
        """Return monotonic seconds, which include the forward moves of the clock."""
        return time.monotonic() + self._forward.total_seconds()

    def put(self, to: datetime) -> None:
        """Set the time; raise a ValueError outside the years 1970 to 2199."""
        with self._lock:
            if not _FIRST <= to < _LAST:
                raise ValueError(_FORM)
            shift = to - self()
            self._forward += max(shift, timedelta())
            self._ahead += shift

    def move(self, by: timedelta) -> None:
        """Move the time, back if `by` is negative; raise a ValueError outside 1970 to 2199."""
        with self._lock:
            try:
                self.put(self() + by)
            except OverflowError:
                raise ValueError(_FORM) from None

    def reset(self) -> None:
        """Set the time back to the start."""
        with self._lock:
            if self._start is None:
                self._ahead = timedelta()
            else:
                self._ahead += self._start - self()


def read_time(text: str) -> datetime:
    """Return the time in an ISO 8601 text, UTC if it names no zone; raise a ValueError."""
    try:
        written = datetime.fromisoformat(text)
        time = written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(_FORM) from None
    if not _FIRST <= time < _LAST:
        raise ValueError(_FORM)
    return time


def format_time(time: datetime) -> str:
    """Return the time as both APIs write it in text: UTC, to the second, with `Z`."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def adjust(clock: Clock, text: str) -> None:
    """Set the clock to the time in a text, or move it by seconds such as `+3600` or `-60`.

    Raises:
        ValueError: the text is neither.
    """
    if text[:1] not in ("+", "-"):
        return clock.put(read_time(text))
    try:
        by = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise ValueError("expected a number of seconds behind + or -, such as +3600") from None
    return clock.move(by)
