"""Single flight: calls that need the same list at the same time share one reading of it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapter.errors import UnavailableError
from adapter.queries import PageSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.list_cache.store import Key
    from adapter.queries import Row

    Rows = Sequence[Row]
    Read = Callable[[int | None], Rows]

_MAX_WAIT_SECONDS = 100
"""Longer than any call may take, so that only a reading that is lost is abandoned."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading under way: the account's version when it began, and its result."""

    version: int | None
    rows: Future[Rows] = field(default_factory=Future)

    def result(self) -> Rows:
        """Wait for the result; the reader has a time limit of its own, so this ends."""
        try:
            return self.rows.result(_MAX_WAIT_SECONDS)
        except TimeoutError as error:
            raise UnavailableError("The list is still being read. Try again later.") from error


class SingleFlight:
    """The readings under way in this process.

    Args:
        version: returns a number that grows with each change of an account; None: not known.
    """

    def __init__(self, version: Callable[[str], int | None]) -> None:
        self._version = version
        self._readings: dict[Key, _Reading] = {}
        self._lock = threading.Lock()

    def read(self, key: Key, read: Read) -> tuple[Rows, PageSource]:
        """Return the rows from `read`, or from a reading that began after the last change.

        If the version of the account is not known, nothing is shared.

        Args:
            key: identifies the list.
            read: reads it, given the version of the account when the reading began.

        Raises:
            UpstreamError: the reading that was waited for failed, or took longer than a call may.
        """
        while True:
            own = _Reading(self._version(key.account))
            if own.version is None:
                return read(None), PageSource.READ
            with self._lock:
                other = self._readings.setdefault(key, own)
            if other is own:
                return self._run(key, own, read), PageSource.READ
            if other.version == own.version:
                return other.result(), PageSource.SHARED
            # The other reading began before a change of this account, so its result is not used.
            wait([other.rows], _MAX_WAIT_SECONDS)

    def _run(self, key: Key, reading: _Reading, read: Read) -> Rows:
        try:
            rows = read(reading.version)
        except BaseException as error:
            self._end(key)
            reading.rows.set_exception(error)
            raise
        self._end(key)
        reading.rows.set_result(rows)
        return rows

    def _end(self, key: Key) -> None:
        with self._lock:
            del self._readings[key]
