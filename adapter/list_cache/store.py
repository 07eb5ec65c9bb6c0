"""The stores of the list cache: their interface, and the store in this process's memory."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cachetools import LRUCache, TTLCache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.list_cache.codec import EncodedList
    from adapter.queries import Row

_MAX_ACCOUNTS = 10_000

_ENTRY_BYTES = 1_000
"""About the memory that the cache itself uses for a list."""


class Key(NamedTuple):
    """Identifies a list by its owner's access key and the name of the query that it answers."""

    account: str
    query: str


class StoredPage(NamedTuple):
    """The rows on a page of a stored list, and the number of rows in the list."""

    rows: Sequence[Row]
    total: int


class ListStore(Protocol):
    """Stores lists, and counts each account's changes. None of its methods raises."""

    def read_version(self, account: str) -> int | None:
        """Return a number that grows with each change of the account; None: it is not known."""

    def record_change(self, account: str) -> None:
        """Give the account another version."""

    def find(self, key: Key, start: int, size: int) -> StoredPage | None:
        """Return a page of the stored list, whose time to live begins again; None without one."""

    def put(self, key: Key, encoded: EncodedList, version: int) -> None:
        """Store the list in place of one that was read at the same or an earlier version."""

    def delete(self, key: Key) -> None:
        """Delete the list, if one is stored."""

    def clear(self) -> None:
        """Delete every list."""


class MemoryStore:
    """Stores lists in memory; the least recently used list is dropped first.

    Args:
        seconds: the time to live after the last use.
        max_bytes: the maximum size of all lists together; a larger list is not stored.
        clock: returns seconds that never go back.
    """

    def __init__(self, seconds: float, max_bytes: int, clock: Callable[[], float]) -> None:
        self._lists: TTLCache[Key, EncodedList] = TTLCache(
            max_bytes, seconds, timer=clock, getsizeof=_measure
        )
        self._versions: LRUCache[str, int] = LRUCache(_MAX_ACCOUNTS)
        self._changes = 0
        self._lock = threading.Lock()

    @property
    def stored_bytes(self) -> int:
        """Return the bytes of memory that are used now."""
        with self._lock:
            self._lists.expire()
            return int(self._lists.currsize)

    def read_version(self, account: str) -> int:
        """Return the number of the account's last change; a new number if it was dropped."""
        with self._lock:
            known = self._versions.get(account)
            return self._set_next_version(account) if known is None else known

    def record_change(self, account: str) -> None:
        """Give the account another version."""
        with self._lock:
            self._set_next_version(account)

    def _set_next_version(self, account: str) -> int:
        self._changes += 1
        self._versions[account] = self._changes
        return self._changes

    def find(self, key: Key, start: int, size: int) -> StoredPage | None:
        """Return a page of the stored list, whose time to live begins again; None without one."""
        with self._lock:
            found = self._lists.get(key)
            if found is None:
                return None
            self._lists[key] = found
        return StoredPage(found.decode_page(start, size), found.total)

    def put(self, key: Key, encoded: EncodedList, version: int) -> None:  # noqa: ARG002 (single flight: a list is never older than the one that is stored)
        """Store the list in place of an older one; one that is too large is not stored."""
        with self._lock:
            self._lists.pop(key, None)
            if _measure(encoded) <= self._lists.maxsize:
                self._lists[key] = encoded

    def delete(self, key: Key) -> None:
        """Delete the list, if one is stored."""
        with self._lock:
            self._lists.pop(key, None)

    def clear(self) -> None:
        """Delete every list."""
        with self._lock:
            self._lists.clear()


def _measure(encoded: EncodedList) -> int:
    return sum(map(sys.getsizeof, (*encoded.blocks, encoded.blocks))) + _ENTRY_BYTES
