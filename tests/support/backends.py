"""What carries out conversations in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.list_cache import ListCache, MemoryStore
from adapter.model import Account
from adapter.observability.metrics import Metrics
from adapter.translation.drive import Backend
from adapter.upstream.pagination import read_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.model import Upstream, Upstreams
    from adapter.queries import Walk
    from adapter.translation.drive import Session

MAX_LIST_ITEMS = 5000


def backend(upstreams: Upstreams | Backend, **parts: Any) -> Backend:
    """A backend over these upstreams, unless they are one."""
    if isinstance(upstreams, Backend):
        return upstreams
    return Backend(upstreams, **({"max_list_items": MAX_LIST_ITEMS, "metrics": Metrics()} | parts))


def caching_backend(upstreams: Upstreams, **parts: Any) -> Backend:
    """A backend that keeps lists in memory, whose time stands still."""
    return backend(
        upstreams, list_cache=ListCache(MemoryStore(60, 10_000_000, lambda: 0.0)), **parts
    )


class _One:
    """Upstreams that are one upstream, whoever asks."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    def open(self, account: Account) -> Upstream:
        return self._upstream


def session(upstream: Upstream) -> Session:
    """One call's session with this upstream."""
    return backend(_One(upstream)).open(Account("AKIDTEST"))


def read_all(
    upstream: Upstream, walk: Walk, max_items: int = MAX_LIST_ITEMS
) -> Sequence[dict[str, Any]]:
    """Every item of a list."""
    return read_list(upstream.send, walk, max_items)
