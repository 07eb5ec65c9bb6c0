"""Where kept lists lie: what a store does, whether in this process or shared by several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.list_cache.codec import EncodedList
    from adapter.queries import Row


class Key(NamedTuple):
    """Identifies a list: whose it is, and the name of the query that it answers."""

    account: str
    query: str


class StoredPage(NamedTuple):
    """The rows on a page of a stored list, and how many the list has."""

    rows: Sequence[Row]
    total: int


class ListStore(Protocol):
    """Stores lists, and counts each account's changes. None of its methods raises."""

    def version(self, account: str) -> int | None:
        """Return a number that grows with each change of the account; None: it is not known."""

    def record_change(self, account: str) -> None:
        """Give the account another version."""

    def find(self, key: Key, start: int, size: int) -> StoredPage | None:
        """Return a page of the stored list, whose time to live starts anew; None without one."""

    def put(self, key: Key, encoded: EncodedList, version: int) -> None:
        """Store the list in place of one that was read at the same or an earlier version."""

    def delete(self, key: Key) -> None:
        """Delete the list, if one is stored."""

    def clear(self) -> None:
        """Delete every list."""
