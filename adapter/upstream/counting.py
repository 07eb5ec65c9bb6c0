"""Count current calls in the metrics, with their outcomes and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

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
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

Answer = TypeVar("Answer", Mapping[str, Any], Sequence[Any])

_MAX_TEXT = 1000

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
        return _count(call, self._metrics, lambda: self._inner.send(call))


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
        call = _build_call(query)
        return _count(call, self._metrics, lambda: self._inner.find_keys(account, query))

    def read_items(self, account: str, query: ListQuery, keys: Sequence[int]) -> Sequence[Any]:
        """Return the inner answer; raise the inner UpstreamError."""
        call = _build_call(query)
        return _count(call, self._metrics, lambda: self._inner.read_items(account, query, keys))

    def read_amounts(self, account: str, query: AmountsQuery) -> Sequence[Amount]:
        """Return the inner answer; raise the inner UpstreamError."""
        call = ModernCall("ListHITs", {})
        return _count(call, self._metrics, lambda: self._inner.read_amounts(account, query))


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


def _count(call: ModernCall, metrics: Metrics, send: Callable[[], Answer]) -> Answer:
    """Return what `send` returns, and count the call whatever comes of it."""
    began = metrics.timer()
    made = UpstreamCall(call, "failed", 0.0)
    try:
        answer = send()
        made = UpstreamCall(call, "success", 0.0, _summarize(answer))
    except UpstreamError as error:
        made = _describe_failure(call, error)
        raise
    else:
        return answer
    finally:
        metrics.count_upstream_call(replace(made, seconds=metrics.timer() - began))


def _describe_failure(call: ModernCall, error: UpstreamError) -> UpstreamCall:
    outcome = next(name for kind, name in _OUTCOMES if isinstance(error, kind))
    columns = error.columns if isinstance(error, UnmatchedError) else ""
    return UpstreamCall(call, outcome, 0.0, shorten(str(error), _MAX_TEXT), columns)


def _summarize(answer: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return the members of an answer with their texts and counts, or how many items a list has."""
    if not isinstance(answer, Mapping):
        return _summarize_value(answer)
    return ", ".join(f"{name}: {_summarize_value(value)}" for name, value in answer.items())


def _summarize_value(value: object) -> str:
    match value:
        case str():
            return shorten(value)
        case Mapping():
            # The first member of a structure is its identifier.
            first = next(iter(value.items()), None)
            return f"{first[0]} {shorten(str(first[1]))}, …" if first else "empty"
        case Sequence():
            return f"{len(value)} items"
    return str(value)
