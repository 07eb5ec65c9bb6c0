"""Plots of numbers as SVG that a page contains.

The SVG has no text: it is stretched to the width of the page, and its labels are the page's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT = 600, 100
_GAP = 0.2
"""Of a bar's place, how much is empty."""


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
