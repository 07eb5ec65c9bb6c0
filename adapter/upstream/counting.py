"""Counts every current call and every walk, where they leave for whoever answers them."""

from __future__ import annotations

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
from adapter.observability.metrics import Asked
from adapter.upstream.pagination import collect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import Account, ModernCall, Upstream, Upstreams, Walk
    from adapter.observability.metrics import Metrics

_OUTCOMES = (
    (RefusedError, "refused"),
    (DeniedError, "denied"),
    (ThrottledError, "throttled"),
    (OutcomeUnknownError, "unknown"),
    (UnavailableError, "unavailable"),
    (UnmatchedError, "unmatched"),
)


class WatchedUpstreams:
    """Counts what any upstreams are asked.

    Args:
        inner: who answers.
        metrics: where it is counted.
        ceiling: the most items that a walk may find.
    """

    def __init__(self, inner: Upstreams, metrics: Metrics, ceiling: int) -> None:
        self._inner = inner
        self._metrics = metrics
        self._ceiling = ceiling

    def open(self, account: Account) -> Upstream:
        """The inner upstream for this account, counted."""
        return _WatchedUpstream(self._inner.open(account), self._metrics, self._ceiling)


class _WatchedUpstream:
    def __init__(self, inner: Upstream, metrics: Metrics, ceiling: int) -> None:
        self._inner = inner
        self._metrics = metrics
        self._ceiling = ceiling

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        """The inner answer; raises the inner UpstreamError."""
        began = self._metrics.timer()
        outcome = "failed"
        try:
            answer = self._inner.send(call)
            outcome = "success"
        except UpstreamError as error:
            outcome = next(name for kind, name in _OUTCOMES if isinstance(error, kind))
            raise
        finally:
            self._metrics.asked(Asked(call, outcome, self._metrics.timer() - began))
        return answer

    def walk(self, walk: Walk) -> Sequence[Mapping[str, Any]]:
        """Every item once, each page a call that is counted; raises an UpstreamError."""
        began = self._metrics.timer()
        items = collect(self.send, walk, self._ceiling)
        self._metrics.walked(walk.operation, len(items), self._metrics.timer() - began)
        return items
