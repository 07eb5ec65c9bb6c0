"""The time that everything goes by: this machine's, or one that tests set and move."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Far enough from what a time can hold that whatever is worked out from it is a time too."""

_FORM = "expected a time such as 2016-01-02T12:00:00Z, from 1970 to 2199"


class Clock:
    """A time that always runs, from wherever it was put; for any number of threads.

    Args:
        start: what it says first; None: what the machine's clock says.
        machine: gives the machine's time.
    """

    def __init__(
        self,
        start: datetime | None = None,
        machine: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._machine = machine
        self._start = start
        self._forward = timedelta()
        self._lock = threading.RLock()
        self._ahead = self._first()

    def __call__(self) -> datetime:
        """The time, aware, in UTC."""
        return self._machine() + self._ahead

    def seconds(self) -> float:
        """Seconds that never go back, but go forward with what the clock is moved by."""
        return time.monotonic() + self._forward.total_seconds()

    def put(self, to: datetime) -> None:
        """Makes it another time, which may lie before; raises a ValueError for a far one."""
        with self._lock:
            if not _FIRST <= to < _LAST:
                raise ValueError(_FORM)
            ahead = to - self._machine()
            self._forward += max(ahead - self._ahead, timedelta())
            self._ahead = ahead

    def move(self, by: timedelta) -> None:
        """Makes it later, or earlier where `by` is negative; raises a ValueError for a far time."""
        with self._lock:
            try:
                self.put(self() + by)
            except OverflowError:
                raise ValueError(_FORM) from None

    def reset(self) -> None:
        """Puts it back to its start."""
        with self._lock:
            self._ahead = self._first()

    def _first(self) -> timedelta:
        return timedelta() if self._start is None else self._start - self._machine()


def read_time(text: str) -> datetime:
    """A time as people write it, in UTC where it names no zone; raises a ValueError."""
    try:
        written = datetime.fromisoformat(text)
        time = written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(_FORM) from None
    if not _FIRST <= time < _LAST:
        raise ValueError(_FORM)
    return time


def tell(clock: Clock, text: str) -> None:
    """Puts the clock to the time that the text is, or moves it by seconds: `+3600`, `-60`.

    Raises:
        ValueError: it is neither.
    """
    if text[:1] not in ("+", "-"):
        return clock.put(read_time(text))
    try:
        by = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise ValueError("expected a number of seconds behind + or -, such as +3600") from None
    return clock.move(by)
