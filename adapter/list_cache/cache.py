"""The list cache: later pages are cut from the list that page 1 saw.

So a program that grants requests while it pages neither skips nor repeats one, and the total is the
number of items on its pages; otherwise MTurkR never stops. Page 1 is always read anew.
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

    from adapter.list_cache.store import ListStore
    from adapter.queries import PageQuery, Row

    Read = Callable[[], Sequence[Row]]

log = structlog.get_logger()


class ListCache:
    """The list cache of all accounts; safe in several threads.

    Args:
        store: stores the lists.
    """

    def __init__(self, store: ListStore) -> None:
        self._store = store
        self._single_flight = SingleFlight(store.read_version)

    def read_page(self, account: str, query: PageQuery, read: Read) -> ListPage:
        """Return a page of the list that page 1 saw; read the list for page 1, or if it is gone.

        Args:
            account: the access key of the list's owner.
            query: the page.
            read: reads the whole list, in order.
        """
        key = Key(account, query.name)
        found = None if query.first else self._store.find(key, query.start, query.size)
        if found is not None:
            return ListPage(found.rows, found.total, PageSource.CACHED)
        rows, source = self._single_flight.read(key, partial(self._read, key, query, read))
        return ListPage(rows[query.start : query.start + query.size], len(rows), source)

    def record_change(self, account: str) -> None:
        """Do not share readings that began before now with later calls of this account."""
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
            return rows
        if version is None:
            self._store.delete(key)
        else:
            self._store.put(key, encoded, version)
        return rows
