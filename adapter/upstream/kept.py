"""Walks kept for a while, so that the pages of one list are cut from what its first page saw.

A program that grants while it pages neither skips nor repeats, and the total it was told is what
its pages deliver; MTurkR walks for ever otherwise. Page 1 always reads afresh.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache, TLRUCache

from adapter.errors import UnavailableError, UpstreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from adapter.messages import Account, ModernCall, Upstream, Upstreams, Walk

    Item = Mapping[str, Any]
    Items = Sequence[Item]
    Key = tuple[str, str, str, str]

_LONGEST_WAIT_SECONDS = 100
"""Longer than a call may last, so that only a walk that is lost is given up."""

_MOST_ACCOUNTS = 10_000


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

    def wait(self) -> Items:
        """What came of it; whoever walks has a time limit of its own, so this ends."""
        try:
            return self.items.result(_LONGEST_WAIT_SECONDS)
        except TimeoutError as error:
            raise UnavailableError("The list is still being read. Try again later.") from error


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
        self._change = 0
        # Of an account that is forgotten, walks are shared as of one that changed nothing.
        self._changes: LRUCache[str, int] = LRUCache(_MOST_ACCOUNTS)
        self._lock = threading.Lock()

    def changed(self, account: str) -> None:
        """Notes that the account may see its lists differ from now on."""
        with self._lock:
            self._change += 1
            self._changes[account] = self._change

    def find(self, key: Key) -> Items | None:
        """What is kept, and is kept on from now; None where nothing is."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept[key] = kept
            return kept.items

    def walked(self, key: Key, walk: Callable[[], Items]) -> Items:
        """Walks, or waits for a walk under way that began after the account's last change.

        Raises:
            UpstreamError: the walk that was waited for failed, or took longer than a call may.
        """
        while True:
            with self._lock:
                mine = _Flight(self._changes.get(key[0], 0))
                other = self._flights.setdefault(key, mine)
            if other is mine:
                return self._fly(key, mine, walk)
            if other.changes == mine.changes:
                return other.wait()
            with suppress(UpstreamError):  # it began too early: waited for, and not used
                other.wait()

    def _fly(self, key: Key, flight: _Flight, walk: Callable[[], Items]) -> Items:
        try:
            items = walk()
            kept = _Kept(items, _bytes(key) + _bytes(items))
        except BaseException as error:
            with self._lock:
                del self._flights[key]
            flight.items.set_exception(error)
            raise
        with self._lock:
            del self._flights[key]
            self._kept.pop(key, None)
            if kept.size <= self._kept.maxsize:
                self._kept[key] = kept
        flight.items.set_result(items)
        return items


def _bytes(value: Any) -> int:
    """About how much memory a value takes with all that is in it; what is shared counts again."""
    inner: Iterable[Any] = ()
    if isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    return sys.getsizeof(value) + sum(_bytes(each) for each in inner)
