"""Plots of numbers over time, as SVG that a page contains.

The SVG has no text: it is stretched to the width of the page, and its labels are the page's own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from adapter.observability.history import HistoryEntry

_WIDTH, _HEIGHT = 600, 100
_GAP = 0.2
"""Of a bar's place, how much is empty."""
_MINUTES, _DAYS = 30, 30
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_HIGH = 0.95


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one kind.

    Attributes:
        name: in the legend.
        numbers: one for each label of the plot; None: there is none.
        tone: the class of its colour.
    """

    name: str
    numbers: Sequence[float | None]
    tone: str = "main"


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of bars, with what a page writes around it.

    Attributes:
        title: what is counted or measured.
        labels: of the bars, from the left.
        series: their numbers; of two series the first is drawn before the second.
        unit: behind a number; empty for a count.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""

    @property
    def highest(self) -> float:
        """Return the number at the top of the plot."""
        numbers = [number for each in self.series for number in each.numbers if number is not None]
        return max(numbers, default=0)

    @property
    def rows(self) -> Sequence[tuple[str, Sequence[float | None]]]:
        """Return the label and the numbers of each bar that has any."""
        columns = zip(self.labels, *(each.numbers for each in self.series), strict=True)
        return [(label, numbers) for label, *numbers in columns if any(numbers)]

    def draw(self) -> Markup:
        """Return the SVG; the last series stands behind the others."""
        bars = "".join(
            f'<g class="{each.tone}">{"".join(self._draw_bars(each))}</g>'
            for each in reversed(self.series)
        )
        return Markup(
            '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
        ).format(_WIDTH, _HEIGHT, Markup(bars))  # noqa: S704 (numbers only)

    def _draw_bars(self, series: Series) -> Iterator[str]:
        step, highest = _WIDTH / len(self.labels), self.highest
        for place, number in enumerate(series.numbers):
            if number:
                height = number / highest * _HEIGHT
                yield (
                    f'<rect x="{(place + _GAP / 2) * step:.1f}" y="{_HEIGHT - height:.1f}" '
                    f'width="{step * (1 - _GAP):.1f}" height="{height:.1f}"/>'
                )


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
