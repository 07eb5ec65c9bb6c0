"""Where kept lists lie: what a shelf does, whether in this process or in a store of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from adapter.list_cache.packing import Packed
    from adapter.viewing import Excerpt


class Key(NamedTuple):
    """Whose list, and how it is looked at."""

    account: str
    view: str


class Shelf(Protocol):
    """Kept lists, and how often each account changed something. Nothing here ever raises."""

    def stamp(self, account: str) -> int | None:
        """A number that is another one after each change of the account; None: it is not known."""

    def changed(self, account: str) -> None:
        """Notes that a change of the account has ended, whatever came of it."""

    def find(self, key: Key, start: int, size: int) -> Excerpt | None:
        """A page of the kept list, which is kept on from now; None where none is kept."""

    def keep(self, key: Key, packed: Packed | None, stamp: int | None) -> None:
        """Keeps the list in place of an older one; with None, or too large, none is kept.

        Args:
            key: of the list.
            packed: the list.
            stamp: the account's when reading the list began.
        """

    def clear(self) -> None:
        """Forgets every list, as if every account had changed something."""
