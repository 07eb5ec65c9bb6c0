"""Count current calls in the metrics, with their outcomes and times."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapter.errors import (
    DeniedError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UnmatchedError,
    UpstreamError,
)
from adapter.model import ModernCall
from adapter.observability.metrics import UpstreamCall

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.model import Account, Upstream, Upstreams
    from adapter.observability.metrics import Metrics
    from adapter.queries import (
        Amount,
        AmountsQuery,
        ListQuery,
        SortedLists,
        TokenUse,
        Transactions,
    )

_OUTCOMES = (
    (RefusedError, "refused"),
    (DeniedError, "denied"),
    (ThrottledError, "throttled"),
    (OutcomeUnknownError, "unknown"),
    (UnavailableError, "unavailable"),
    (UnmatchedError, "unmatched"),
)


class CountingUpstreams:
    """Counts the calls of other upstreams.

    Args:
        inner: answers the calls.
        metrics: has the counters.
    """

    def __init__(self, inner: Upstreams, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    def open(self, account: Account) -> Upstream:
        """Return an upstream that counts the calls of the inner one."""
        return _CountingUpstream(self._inner.open(account), self._metrics)


class _CountingUpstream:
    def __init__(self, inner: Upstream, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        """Return the inner answer; raise the inner UpstreamError."""
        with _count(call, self._metrics):
            return self._inner.send(call)


class CountingSortedLists:
    """Counts the pages and amounts of sorted lists, as calls of their List… operations.

    Args:
        inner: answers the calls.
        metrics: has the counters.
    """

    def __init__(self, inner: SortedLists, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    def find_keys(self, account: str, query: ListQuery) -> Sequence[int]:
        """Return the inner answer; raise the inner UpstreamError."""
        with _count(_build_call(query), self._metrics):
            return self._inner.find_keys(account, query)

    def read_items(self, account: str, query: ListQuery, keys: Sequence[int]) -> Sequence[Any]:
        """Return the inner answer; raise the inner UpstreamError."""
        with _count(_build_call(query), self._metrics):
            return self._inner.read_items(account, query, keys)

    def read_amounts(self, account: str, query: AmountsQuery) -> Sequence[Amount]:
        """Return the inner answer; raise the inner UpstreamError."""
        with _count(ModernCall("ListHITs", {}), self._metrics):
            return self._inner.read_amounts(account, query)


class CountingTransactions:
    """Counts the calls in transactions.

    Args:
        inner: begins the transactions.
        metrics: has the counters.
    """

    def __init__(self, inner: Transactions, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    @contextmanager
    def begin(self, account: str, use: TokenUse | None) -> Iterator[Upstream]:
        """Begin an inner transaction, and return an upstream that counts its calls."""
        with self._inner.begin(account, use) as upstream:
            yield _CountingUpstream(upstream, self._metrics)


def _build_call(query: ListQuery) -> ModernCall:
    return ModernCall(query.operation, query.requests[0])


@contextmanager
def _count(call: ModernCall, metrics: Metrics) -> Iterator[None]:
    began = metrics.timer()
    outcome = "failed"
    try:
        yield
        outcome = "success"
    except UpstreamError as error:
        outcome = next(name for kind, name in _OUTCOMES if isinstance(error, kind))
        raise
    finally:
        metrics.count_upstream_call(UpstreamCall(call, outcome, metrics.timer() - began))
