"""Count calls while the adapter serves, in Prometheus' form and names."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.model import ModernCall
    from adapter.queries import PageSource


_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 90)
_LENGTHS = (0, 1, 10, 100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class UpstreamCall:
    """A current call, its outcome in one word, and how long it took."""

    call: ModernCall
    outcome: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CallStats:
    """The current calls that one call makes.

    Attributes:
        began: on the timer.
        asked: in order; nothing for a list that was cached or shared.
    """

    began: float
    asked: list[UpstreamCall] = field(default_factory=list)


_TALLY: ContextVar[CallStats | None] = ContextVar("tally", default=None)
"""Of the call that this thread answers."""


class Metrics:
    """The counters of one serving process.

    Args:
        timer: seconds that never go back.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self.timer = timer
        self.registry = CollectorRegistry()
        self._calls = self._counter("calls", "Calls answered.", "operation", "outcome")
        self._call_seconds = self._times(
            "call_seconds", "From a call being taken up to its answer."
        )
        self._refusals = self._counter("refusals", "Refused without asking upstream.", "outcome")
        self._upstream_calls = self._counter(
            "upstream_calls", "Calls of the current API.", "operation", "outcome"
        )
        self._upstream_seconds = self._times("upstream_call_seconds", "A current call.")
        self._walk_items = self._spread(
            "walk_items", "Items of a list that was walked to its end.", _LENGTHS
        )
        self._walk_seconds = self._times("walk_seconds", "A list walked to its end.")
        self._pages = self._counter(
            "pages", "Pages, by where they came from.", "operation", "source"
        )

    # To find a counter by its labels takes longer than to count, so that is done once.

    def _counter(self, name: str, text: str, *labels: str) -> Callable[..., Counter]:
        full = f"mturk_adapter_{name}"
        return cache(Counter(full, text, labels, registry=self.registry).labels)

    def _times(self, name: str, text: str) -> Callable[..., Histogram]:
        return self._spread(name, text, _SECONDS)

    def _spread(self, name: str, text: str, buckets: Sequence[float]) -> Callable[..., Histogram]:
        full = f"mturk_adapter_{name}"
        found = Histogram(full, text, ["operation"], buckets=buckets, registry=self.registry)
        return cache(found.labels)

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a gauge whose value is read whenever the metrics are printed."""
        Gauge(f"mturk_adapter_{name}", text, registry=self.registry).set_function(read)

    def answered(self, operation: str, outcome: str, tally: CallStats) -> float:
        """Count an answer to a call, and return the seconds that it took.

        Args:
            operation: as documented; `unknown` for what names none, so that callers cannot make
                up labels.
            outcome: success, or the first error code.
            tally: of the call.
        """
        seconds = self.timer() - tally.began
        self._calls(operation, outcome).inc()
        self._call_seconds(operation).observe(seconds)
        if outcome != "success" and not tally.asked:
            self.refused(outcome)
        return seconds

    def refused(self, outcome: str) -> None:
        """Count a call that was refused without asking upstream, perhaps before it was read."""
        self._refusals(outcome).inc()

    def asked(self, asked: UpstreamCall) -> None:
        """Count a call of the current API, here and for the call that it is made for."""
        operation = asked.call.operation
        self._upstream_calls(operation, asked.outcome).inc()
        self._upstream_seconds(operation).observe(asked.seconds)
        if (tally := _TALLY.get()) is not None:
            tally.asked.append(asked)

    def walked(self, operation: str, items: int, seconds: float) -> None:
        """Count a list that was walked to its end."""
        self._walk_items(operation).observe(items)
        self._walk_seconds(operation).observe(seconds)

    def page(self, operation: str, source: PageSource) -> None:
        """Counts a page of a list that was read, shared with another call, or cached."""
        self._pages(operation, source).inc()

    def tally(self) -> CallStatsContext:
        """Return a context that counts for a call that begins now."""
        return CallStatsContext(CallStats(self.timer()))


class CallStatsContext:
    """Counts current calls on the thread that entered it.

    Attributes:
        tally: where.
    """

    def __init__(self, tally: CallStats) -> None:
        self.tally = tally

    def __enter__(self) -> CallStats:
        self._token = _TALLY.set(self.tally)
        return self.tally

    def __exit__(self, *_: object) -> None:
        _TALLY.reset(self._token)
