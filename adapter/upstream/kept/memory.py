"""Kept lists in the memory of this process."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache, TLRUCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.upstream.kept.packing import Packed
    from adapter.upstream.kept.shelf import Key
    from adapter.viewing import Excerpt

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
            entry = self._kept.get(key)
            if entry is None:
                return None
            self._kept[key] = entry
        return entry.packed.excerpt(start, size)

    def keep(self, key: Key, packed: Packed | None, stamp: int | None) -> None:  # noqa: ARG002 (one list is read at a time, so it is never older than the one kept)
        """Keeps the list in place of an older one; with None, or too large, none is kept."""
        with self._lock:
            self._kept.pop(key, None)
            entry = _Entry(packed, _bytes(key, packed)) if packed is not None else None
            if entry is not None and entry.bytes <= self._kept.maxsize:
                self._kept[key] = entry


@dataclass(frozen=True, slots=True)
class _Entry:
    """A kept list, and how much memory it takes."""

    packed: Packed
    bytes: int


def _bytes(key: Key, packed: Packed) -> int:
    held = (*packed.blocks, packed.blocks, key.view, key.account)
    return sum(map(sys.getsizeof, held)) + _ENTRY_BYTES
