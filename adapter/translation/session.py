"""What carries out conversations: an upstream, the list cache, and lists that sort themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from adapter.list_cache import ListCache
    from adapter.model import Account, ModernCall, Upstream, Upstreams
    from adapter.queries import PageSource, SortedLists


class ListMetrics(Protocol):
    """Counts lists, from any thread.

    Attributes:
        timer: returns seconds that never go back.
    """

    timer: Callable[[], float]

    def walked(self, operation: str, items: int, seconds: float) -> None:
        """Count a list that was read to its end."""

    def page(self, operation: str, source: PageSource) -> None:
        """Count a page that an operation answered."""


@dataclass(frozen=True, slots=True)
class Backend:
    """Carries out the conversations of every account.

    Attributes:
        upstreams: who answers current calls.
        max_list_items: the most items that are read of one list.
        metrics: counts lists.
        list_cache: keeps lists for their later pages; None: each page is read afresh.
        sorted_lists: sorts and counts the upstream's lists; None: they are read whole.
    """

    upstreams: Upstreams
    max_list_items: int
    metrics: ListMetrics
    list_cache: ListCache | None = None
    sorted_lists: SortedLists | None = None

    def open(self, account: Account) -> Session:
        """Return what carries out one call of this account; its time limit starts now."""
        return Session(self, account.access_key_id, self.upstreams.open(account))


@dataclass(frozen=True, slots=True)
class Session:
    """Carries out the conversations of one account during one call."""

    backend: Backend
    account: str
    upstream: Upstream

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        """Return the upstream's answer; raises an UpstreamError.

        After a change, even a failed one, no older reading of a list is shared.
        """
        try:
            return self.upstream.send(call)
        finally:
            if call.changes and self.backend.list_cache is not None:
                self.backend.list_cache.record_change(self.account)
