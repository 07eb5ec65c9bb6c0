"""The list cache: later pages are cut from the list that page 1 saw.

A program that grants while it pages neither skips nor repeats, and the total it reads is what its
pages deliver; MTurkR pages for ever otherwise. Page 1 always reads afresh.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog

from adapter.list_cache.codec import EncodingError, encode
from adapter.list_cache.single_flight import SingleFlight
from adapter.list_cache.store import Key
from adapter.queries import ListPage, PageSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.list_cache.codec import EncodedList
    from adapter.list_cache.store import ListStore
    from adapter.queries import PageQuery, Row

    Read = Callable[[], Sequence[Row]]

log = structlog.get_logger()


class ListCache:
    """Gives pages of lists; one serves every account, from any number of threads.

    Args:
        store: where lists are kept.
    """

    def __init__(self, store: ListStore) -> None:
        self._store = store
        self._single_flight = SingleFlight(store.version)

    def page(self, account: str, query: PageQuery, read: Read) -> ListPage:
        """Return the page of the list that page 1 saw; without one, and for page 1, read it.

        Args:
            account: whose list it is.
            query: the page.
            read: reads the whole list in order; whatever it raises passes through.
        """
        key = Key(account, query.name)
        found = None if query.first else self._store.find(key, query.start, query.size)
        if found is not None:
            return ListPage(found.rows, found.total, PageSource.CACHED)
        rows, source = self._single_flight.read(key, partial(self._read, key, query, read))
        return ListPage(rows[query.start : query.start + query.size], len(rows), source)

    def record_change(self, account: str) -> None:
        """Keep readings that began before now from being shared with this account's calls."""
        self._store.record_change(account)

    def clear(self) -> None:
        """Delete every list."""
        self._store.clear()

    def _read(self, key: Key, query: PageQuery, read: Read, version: int | None) -> Sequence[Row]:
        rows = read()
        try:
            encoded = encode(rows, query.size)
        except EncodingError as error:
            log.warning("list_not_cached", operation=query.operation, reason=str(error))
            self._store.delete(key)
        else:
            self._put(key, encoded, version)
        return rows

    def _put(self, key: Key, encoded: EncodedList, version: int | None) -> None:
        if version is None:
            self._store.delete(key)
        else:
            self._store.put(key, encoded, version)
