"""Lists kept for a while, so that later pages are cut from what the first page saw.

A program that grants while it pages neither skips nor repeats, and the total it was told is what
its pages deliver; MTurkR walks for ever otherwise. Page 1 always reads afresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from adapter.list_cache.flights import Flights
from adapter.list_cache.memory import MemoryShelf
from adapter.list_cache.packing import UnpackableError, pack
from adapter.list_cache.shelf import Key, Shelf
from adapter.viewing import Source, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.list_cache.packing import Packed
    from adapter.model import Account, ModernCall, Upstream, Upstreams, Walk
    from adapter.viewing import Excerpt, View, Watch

    Item = Mapping[str, Any]
    Gather = Callable[[], Sequence[Item]]

log = structlog.get_logger()

__all__ = ["KeptUpstreams", "MemoryShelf", "Shelf"]


class KeptUpstreams:
    """Keeps the lists of any upstreams.

    Args:
        inner: who answers.
        shelf: where lists are kept.
        watch: counts the pages.
    """

    def __init__(self, inner: Upstreams, shelf: Shelf, watch: Watch) -> None:
        self._inner = inner
        self._lists = _Lists(shelf, Flights(shelf.stamp), watch)

    def open(self, account: Account) -> Upstream:
        """The inner upstream for this account, with the lists that it may share."""
        return _KeptUpstream(self._inner.open(account), account.access_key_id, self._lists)


@dataclass(frozen=True, slots=True)
class _Lists:
    shelf: Shelf
    flights: Flights
    watch: Watch


class _KeptUpstream:
    def __init__(self, inner: Upstream, account: str, lists: _Lists) -> None:
        self._inner = inner
        self._account = account
        self._lists = lists

    def send(self, call: ModernCall) -> Item:
        """The inner answer. After a change, whatever came of it, no older reading is shared."""
        try:
            return self._inner.send(call)
        finally:
            if call.changes:
                self._lists.shelf.changed(self._account)

    def walk(self, walk: Walk) -> Sequence[Item]:
        """The inner answer; what is kept are views, which may be made of several walks."""
        return self._inner.walk(walk)

    def look(self, view: View, gather: Gather) -> Excerpt:
        """The page of what page 1 of this view saw, or of what there is now."""
        key = Key(self._account, view.name)
        found = None if view.first else self._lists.shelf.find(key, view.start, view.size)
        if found is not None:
            self._lists.watch.page(view.operation, Source.KEPT)
            return found
        items, source = self._lists.flights.items(key, partial(self._read, key, view, gather))
        self._lists.watch.page(view.operation, source)
        return excerpt(items, view)

    def _read(self, key: Key, view: View, gather: Gather, stamp: int | None) -> Sequence[Item]:
        items = gather()
        self._lists.shelf.keep(key, _packed(items, view), stamp)
        return items


def _packed(items: Sequence[Item], view: View) -> Packed | None:
    """None where the list holds what cannot be kept; it is answered all the same."""
    try:
        return pack(items, view.size)
    except UnpackableError as error:
        log.warning("a list cannot be kept", operation=view.operation, reason=str(error))
        return None
