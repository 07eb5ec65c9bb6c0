"""One reading of a list at a time in this process: whoever wants the same waits and shares it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError
from adapter.viewing import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.list_cache.shelf import Key

    Items = Sequence[Mapping[str, Any]]
    Read = Callable[[int | None], Items]

_LONGEST_WAIT_SECONDS = 100
"""Longer than a call may last, so that only a reading that is lost is given up."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """A reading under way: the account's stamp when it began, and what will come of it."""

    stamp: int | None
    items: Future[Items] = field(default_factory=Future)

    def result(self) -> Items:
        """What came of it; whoever reads has a time limit of its own, so this ends."""
        try:
            return self.items.result(_LONGEST_WAIT_SECONDS)
        except TimeoutError as error:
            raise UnavailableError("The list is still being read. Try again later.") from error

    def over(self) -> None:
        """Waits until it has ended, whatever came of it."""
        wait([self.items], _LONGEST_WAIT_SECONDS)


class Flights:
    """The readings under way, of any number of lists.

    Args:
        stamp: gives a number that is another one after each change of an account.
    """

    def __init__(self, stamp: Callable[[str], int | None]) -> None:
        self._stamp = stamp
        self._flights: dict[Key, _Flight] = {}
        self._lock = threading.Lock()

    def items(self, key: Key, read: Read) -> tuple[Items, Source]:
        """What `read` gives, or what comes of a reading that began after the last change.

        Where it is not known what was changed, nothing is shared.

        Args:
            key: of the list.
            read: reads it; is given the stamp of the moment.

        Raises:
            UpstreamError: the reading that was waited for failed, or took longer than a call may.
        """
        while True:
            mine = _Flight(self._stamp(key.account))
            if mine.stamp is None:
                return read(None), Source.READ
            with self._lock:
                other = self._flights.setdefault(key, mine)
            if other is mine:
                return self._flown(key, mine, read), Source.READ
            if other.stamp == mine.stamp:
                return other.result(), Source.SHARED
            other.over()  # it began too early: waited for, and not used

    def _flown(self, key: Key, flight: _Flight, read: Read) -> Items:
        try:
            items = read(flight.stamp)
        except BaseException as error:
            self._ended(key)
            flight.items.set_exception(error)
            raise
        self._ended(key)
        flight.items.set_result(items)
        return items

    def _ended(self, key: Key) -> None:
        with self._lock:
            del self._flights[key]
