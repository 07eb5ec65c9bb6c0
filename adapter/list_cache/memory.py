"""Kept lists in the memory of this process."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cachetools import LRUCache, TLRUCache

from adapter.viewing import Excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.list_cache.packing import Packed
    from adapter.list_cache.shelf import Key

_MOST_ACCOUNTS = 10_000

_ENTRY_BYTES = 1_000
"""About what the shelf itself needs for a list."""


class MemoryShelf:
    """Kept lists, the one used longest ago going first.

    Args:
        seconds: how long a list is kept after it was last used.
        most_bytes: of all lists together; one that is larger is not kept.
        clock: seconds that never go back.
    """

    def __init__(self, seconds: float, most_bytes: int, clock: Callable[[], float]) -> None:
        self._kept: TLRUCache[Key, _Entry] = TLRUCache(
            most_bytes,
            ttu=lambda _key, _entry, now: now + seconds,
            timer=clock,
            getsizeof=lambda entry: entry.bytes,
        )
        self._clock = clock
        self._step = seconds / 100
        self._change = 0
        self._stamps: LRUCache[str, int] = LRUCache(_MOST_ACCOUNTS)
        self._lock = threading.Lock()

    @property
    def kept_bytes(self) -> int:
        """How much is kept now."""
        with self._lock:
            self._kept.expire()
            return int(self._kept.currsize)

    def stamp(self, account: str) -> int:
        """The number of the account's last change; a new one where it is forgotten."""
        with self._lock:
            known = self._stamps.get(account)
            return known if known is not None else self._next(account)

    def changed(self, account: str) -> None:
        """Gives the account another stamp."""
        with self._lock:
            self._next(account)

    def _next(self, account: str) -> int:
        self._change += 1
        self._stamps[account] = self._change
        return self._change

    def find(self, key: Key, start: int, size: int) -> Excerpt | None:
        """A page of the kept list, which is kept on from now; None where none is kept."""
        with self._lock:
            entry = self._used(key)
        return entry.excerpt(start, size) if entry is not None else None

    def _used(self, key: Key) -> _Entry | None:
        try:
            entry = self._kept[key]
        except KeyError:
            return None
        # To begin its time anew takes longer than all else here, so not at every use.
        if self._clock() - entry.since > self._step:
            self._kept[key] = replace(entry, since=self._clock())
        return entry

    def keep(self, key: Key, packed: Packed | None, stamp: int | None) -> None:  # noqa: ARG002 (one list is read at a time, so it is never older than the one kept)
        """Keeps the list in place of an older one; with None, or too large, none is kept."""
        with self._lock:
            self._kept.pop(key, None)
            size = _bytes(key, packed) if packed is not None else 0
            if packed is not None and size <= self._kept.maxsize:
                self._kept[key] = _Entry(packed, size, self._clock())

    def clear(self) -> None:
        """Forgets every list, as if every account had changed something."""
        with self._lock:
            self._kept.clear()
            self._stamps.clear()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A kept list, how much memory it takes, and since when its time runs."""

    packed: Packed
    bytes: int
    since: float

    def excerpt(self, start: int, size: int) -> Excerpt:
        """A page of the list."""
        return Excerpt(self.packed.page(start, size), self.packed.total)


def _bytes(key: Key, packed: Packed) -> int:
    held = (*packed.blocks, packed.blocks, key.view, key.account)
    return sum(map(sys.getsizeof, held)) + _ENTRY_BYTES
