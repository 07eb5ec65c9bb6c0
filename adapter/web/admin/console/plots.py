"""The console's plots: calls and requests over time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from adapter.web.plots import Plot, Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.observability.history import HistoryEntry

_MINUTES, _DAYS = 30, 30
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_HIGH = 0.95


def plot_calls(entries: Sequence[HistoryEntry], now: datetime) -> Plot:
    """Return the calls of each of the last minutes: all, and those that failed."""
    minutes = _list_times(now, _MINUTE, _MINUTES)
    every = Counter(_floor(each.when, _MINUTE) for each in entries)
    failed = Counter(_floor(each.when, _MINUTE) for each in entries if each.outcome != "success")
    return Plot(
        "Calls a minute",
        [f"{each:%H:%M}" for each in minutes],
        (
            Series("Failed", [failed[each] for each in minutes], "failed"),
            Series("All calls", [every[each] for each in minutes]),
        ),
    )


def plot_latency(entries: Sequence[HistoryEntry], now: datetime) -> Plot:
    """Return how long the calls of each of the last minutes took, in milliseconds."""
    minutes = _list_times(now, _MINUTE, _MINUTES)
    taken: dict[datetime, list[float]] = {each: [] for each in minutes}
    for entry in entries:
        taken.get(_floor(entry.when, _MINUTE), []).append(entry.seconds * 1000)
    high = [_find_quantile(each, _HIGH) for each in taken.values()]
    return Plot(
        "How long a call took",
        [f"{each:%H:%M}" for each in minutes],
        (
            Series("Median", [_find_quantile(each, 0.5) for each in taken.values()]),
            Series("95 of 100 at most", high, "light"),
        ),
        "ms",
    )


def plot_requests(submitted: Sequence[datetime], now: datetime) -> Plot:
    """Return how many of the pending requests had come by the end of each of the last days."""
    days, times = _list_times(now, _DAY, _DAYS), submitted
    return Plot(
        "Pending requests that had come by that day",
        [f"{each:%d %b}" for each in days],
        (Series("Pending", [sum(time < each + _DAY for time in times) for each in days]),),
    )


def _list_times(now: datetime, step: timedelta, number: int) -> Sequence[datetime]:
    last = _floor(now, step)
    return [last - step * back for back in reversed(range(number))]


def _floor(when: datetime, step: timedelta) -> datetime:
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (when - midnight) // step * step


def _find_quantile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * share) - 1] if ordered else None
