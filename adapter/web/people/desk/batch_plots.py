"""The plots of a batch: what was submitted and approved, and how long it took."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from adapter.web.people.words import format_duration
from adapter.web.plots import Plot, Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.marketplace.batch_summaries import Hour, TimeSpent

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MAX_HOURS = 72
_MAX_BARS = 120


def plot_progress(hours: Sequence[Hour]) -> tuple[Plot, Plot]:
    """Return what was submitted, and what was approved.

    A bar is an hour, or of a batch that took more than three days a day.
    """
    first, last = hours[0].begins, hours[-1].begins
    step = _HOUR if last - first < _MAX_HOURS * _HOUR else _DAY
    submitted: Counter[datetime] = Counter()
    approved: Counter[datetime] = Counter()
    for each in hours:
        submitted[_floor(each.begins, step)] += each.submitted
        approved[_floor(each.begins, step)] += each.approved
    times = _list_times(_floor(first, step), last, step)
    unit, form = ("an hour", "%d %b, %H:%M") if step == _HOUR else ("a day", "%d %b")
    labels = [f"{each:{form}}" for each in times]
    return (
        Plot(f"Submitted {unit}", labels, (Series("Submitted", [submitted[t] for t in times]),)),
        Plot(f"Approved {unit}", labels, (Series("Approved", [approved[t] for t in times]),)),
    )


def plot_time_spent(spent: TimeSpent) -> Plot:
    """Return how many assignments took how long."""
    bars = spent.build_histogram()
    return Plot(
        "Assignments by the time they took",
        [f"less than {format_duration(ends)}" for _, ends, _ in bars],
        (Series("Assignments", [number for _, _, number in bars]),),
    )


def _list_times(first: datetime, last: datetime, step: timedelta) -> Sequence[datetime]:
    """Return the bars' times; of a batch that went on for long, the latest."""
    times = [first]
    while times[-1] + step <= last:
        times.append(times[-1] + step)
    return times[-_MAX_BARS:]


def _floor(when: datetime, step: timedelta) -> datetime:
    return when if step == _HOUR else when.replace(hour=0)
