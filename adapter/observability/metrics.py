"""Count calls while the adapter serves, in Prometheus' form and names."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adapter.model import ModernCall
    from adapter.queries import PageSource


_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 90)
_CALLS = "mturk_adapter_calls_total"
_LENGTHS = (0, 1, 10, 100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class UpstreamCall:
    """A current call and what came of it.

    Attributes:
        outcome: in one word.
        seconds: how long it took.
        answer: its members in short, or the text of the error.
        differences: from the nearest recording, side by side; empty unless a replay has none.
    """

    call: ModernCall
    outcome: str
    seconds: float
    answer: str = ""
    differences: str = ""


@dataclass(frozen=True, slots=True)
class CallStats:
    """When a call began, and the current calls that it makes.

    Attributes:
        started: by the timer of the metrics.
        upstream_calls: in order; none for a list that was cached or shared.
        steps: the seconds of each step by name; a step of several calls has their sum.
        timer: of the metrics.
    """

    started: float
    upstream_calls: list[UpstreamCall] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)
    timer: Callable[[], float] = time.monotonic


_CALL_STATS: ContextVar[CallStats | None] = ContextVar("call_stats", default=None)
"""Of the call that this thread answers."""


class measure_step:  # noqa: N801 (it is used as a function)
    """Measure a step of the call that this thread answers; used with `with`."""

    __slots__ = ("_name", "_started", "_stats")

    def __init__(self, name: str) -> None:
        self._name = name
        self._stats = _CALL_STATS.get()

    def __enter__(self) -> None:
        if self._stats is not None:
            self._started = self._stats.timer()

    def __exit__(self, *_error: object) -> None:
        if self._stats is not None:
            steps, seconds = self._stats.steps, self._stats.timer() - self._started
            steps[self._name] = steps.get(self._name, 0.0) + seconds


class Metrics:
    """The counters of one serving process.

    Args:
        timer: returns seconds that never go back.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self.timer = timer
        self.registry = CollectorRegistry()
        self._calls = self._add_counter("calls", "Calls answered.", "operation", "outcome")
        self._call_seconds = self._add_histogram(
            "call_seconds", "From a call being taken up to its answer.", _SECONDS
        )
        self._refusals = self._add_counter(
            "refusals", "Refused without asking upstream.", "outcome"
        )
        self._upstream_calls = self._add_counter(
            "upstream_calls", "Calls of the current API.", "operation", "outcome"
        )
        self._upstream_seconds = self._add_histogram(
            "upstream_call_seconds", "A current call.", _SECONDS
        )
        self._walk_items = self._add_histogram(
            "walk_items", "Items of a list that was walked to its end.", _LENGTHS
        )
        self._walk_seconds = self._add_histogram(
            "walk_seconds", "A list walked to its end.", _SECONDS
        )
        self._pages = self._add_counter(
            "pages", "Pages, by where they came from.", "operation", "source"
        )

    # Finding a counter by its labels takes longer than counting, so each is found once.

    def _add_counter(self, name: str, text: str, *labels: str) -> Callable[..., Counter]:
        full = f"mturk_adapter_{name}"
        return cache(Counter(full, text, labels, registry=self.registry).labels)

    def _add_histogram(
        self, name: str, text: str, buckets: Sequence[float]
    ) -> Callable[..., Histogram]:
        full = f"mturk_adapter_{name}"
        added = Histogram(full, text, ["operation"], buckets=buckets, registry=self.registry)
        return cache(added.labels)

    def add_gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a gauge whose value is read whenever the metrics are printed."""
        Gauge(f"mturk_adapter_{name}", text, registry=self.registry).set_function(read)

    def count_call(self, operation: str, outcome: str, stats: CallStats) -> float:
        """Count an answered call, and return the seconds that it took.

        Args:
            operation: as documented; `unknown` for anything else, so that callers cannot make up
                labels.
            outcome: success, or the first error code.
            stats: of the call.
        """
        seconds = self.timer() - stats.started
        self._calls(operation, outcome).inc()
        self._call_seconds(operation).observe(seconds)
        if outcome != "success" and not stats.upstream_calls:
            self.count_refusal(outcome)
        return seconds

    def count_outcomes(self) -> Mapping[str, int]:
        """Return how many calls were answered with each outcome: `success` or an error code."""
        counts: dict[str, int] = {}
        for metric in self.registry.restricted_registry([_CALLS]).collect():
            for sample in metric.samples:
                outcome = sample.labels["outcome"]
                counts[outcome] = counts.get(outcome, 0) + int(sample.value)
        return counts

    def count_refusal(self, outcome: str) -> None:
        """Count a call that was refused without asking upstream, perhaps before it was read."""
        self._refusals(outcome).inc()

    def count_upstream_call(self, made: UpstreamCall) -> None:
        """Count a current call, and add it to the stats of the call that it is made for."""
        operation = made.call.operation
        self._upstream_calls(operation, made.outcome).inc()
        self._upstream_seconds(operation).observe(made.seconds)
        if (stats := _CALL_STATS.get()) is not None:
            stats.upstream_calls.append(made)

    def count_walk(self, operation: str, items: int, seconds: float) -> None:
        """Count a list that was walked to its end."""
        self._walk_items(operation).observe(items)
        self._walk_seconds(operation).observe(seconds)

    def count_page(self, operation: str, source: PageSource) -> None:
        """Count a page of a list that was read, shared with another call, or cached."""
        self._pages(operation, source).inc()

    @contextmanager
    def collect_stats(self) -> Iterator[CallStats]:
        """Collect the current calls that this thread makes inside the context."""
        stats = CallStats(self.timer(), timer=self.timer)
        token = _CALL_STATS.set(stats)
        try:
            yield stats
        finally:
            _CALL_STATS.reset(token)
