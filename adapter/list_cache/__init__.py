"""A cache of lists, so that later pages are cut from the list that the first page saw."""

from __future__ import annotations

from adapter.list_cache.cache import ListCache
from adapter.list_cache.store import MemoryStore

__all__ = ["ListCache", "MemoryStore"]
