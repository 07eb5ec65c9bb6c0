"""Walks kept for a while, so that the pages of one list are cut from what its first page saw.

A program that grants while it pages neither skips nor repeats, and the total it was told is what
its pages deliver; MTurkR walks for ever otherwise. Page 1 always reads afresh.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cachetools import TLRUCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.messages import Account, ModernCall, Upstream, Upstreams, Walk

    Item = Mapping[str, Any]
    Items = Sequence[Item]
    Key = tuple[str, str, str, str]

_MEMBER_BYTES = 80
"""What a member of an item costs beside its own text: its object and its place."""


class KeptUpstreams:
    """Keeps the walks of any upstreams, for every thread of this process.

    Args:
        inner: who answers.
        seconds: how long a walk is kept after it was last used.
        most_bytes: of all kept walks together; the one used longest ago goes first. A list that is
            larger is not kept, and each of its pages is read afresh.
        clock: seconds that never go back.
    """

    def __init__(
        self, inner: Upstreams, seconds: float, most_bytes: int, clock: Callable[[], float]
    ) -> None:
        self._inner = inner
        self._shelf = _Shelf(seconds, most_bytes, clock)

    def open(self, account: Account) -> Upstream:
        """The inner upstream for this account, with the walks that it may share."""
        return _KeptUpstream(self._inner.open(account), account.access_key_id, self._shelf)


class _KeptUpstream:
    def __init__(self, inner: Upstream, account: str, shelf: _Shelf) -> None:
        self._inner = inner
        self._account = account
        self._shelf = shelf

    def send(self, call: ModernCall) -> Item:
        """The inner answer. After a change, whatever came of it, no older walk is shared."""
        try:
            return self._inner.send(call)
        finally:
            if call.changes:
                self._shelf.changed(self._account)

    def walk(self, walk: Walk) -> Items:
        """The items that page 1 of this view saw, or those there are now."""
        if not walk.view:
            return self._inner.walk(walk)
        key = (self._account, walk.operation, repr(sorted(walk.params.items())), walk.view)
        kept = None if walk.first else self._shelf.find(key)
        return kept if kept is not None else self._shelf.walked(key, lambda: self._inner.walk(walk))


@dataclass(frozen=True, slots=True)
class _Flight:
    """A walk under way: what the account had changed when it began, and what will come of it."""

    changes: int
    items: Future[Items] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A walk's items, and about how many bytes they take."""

    items: Items
    size: int


class _Shelf:
    """The kept walks, those under way, and how often each account changed something."""

    def __init__(self, seconds: float, most_bytes: int, clock: Callable[[], float]) -> None:
        self._kept: TLRUCache[Key, _Kept] = TLRUCache(
            most_bytes,
            ttu=lambda _key, _kept, now: now + seconds,
            timer=clock,
            getsizeof=lambda kept: kept.size,
        )
        self._flights: dict[Key, _Flight] = {}
        self._changes: Counter[str] = Counter()
        self._lock = threading.Lock()

    def changed(self, account: str) -> None:
        """Notes that the account may see its lists differ from now on."""
        with self._lock:
            self._changes[account] += 1

    def find(self, key: Key) -> Items | None:
        """What is kept, and is kept on from now; None where nothing is."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept[key] = kept
            return kept.items

    def walked(self, key: Key, walk: Callable[[], Items]) -> Items:
        """Walks, or waits for a walk under way that began after the account's last change."""
        while True:
            with self._lock:
                mine = _Flight(self._changes[key[0]])
                other = self._flights.setdefault(key, mine)
            if other is mine:
                return self._fly(key, mine, walk)
            if other.changes == mine.changes:
                return other.items.result()
            other.items.exception()  # it began too early: waited for, and not used

    def _fly(self, key: Key, flight: _Flight, walk: Callable[[], Items]) -> Items:
        try:
            items = walk()
        except BaseException as error:
            self._landed(key)
            flight.items.set_exception(error)
            raise
        self._landed(key)
        self._keep(key, items)
        flight.items.set_result(items)
        return items

    def _landed(self, key: Key) -> None:
        with self._lock:
            del self._flights[key]

    def _keep(self, key: Key, items: Items) -> None:
        kept = _Kept(items, _bytes(items))
        with self._lock:
            self._kept.pop(key, None)
            if kept.size <= self._kept.maxsize:
                self._kept[key] = kept


def _bytes(items: Items) -> int:
    """About how much memory a list takes; equal texts are counted each time."""
    return sum(_MEMBER_BYTES + _text_bytes(value) for item in items for value in item.values())


def _text_bytes(value: object) -> int:
    return len(value) if isinstance(value, str) else 0
