"""Ratios of two measurements taken alternately: a machine that slows down slows both."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Ratio:
    """A row of the results.

    Attributes:
        what: the two measurements, in words.
        rounds: the ratio of each round.
        bound: the most that the median may be.
        at_least: whether the bound is the least that it may be.
        figures: the absolute figures.
    """

    what: str
    rounds: tuple[float, ...]
    bound: float
    at_least: bool = False
    figures: str = ""

    def __str__(self) -> str:
        """Return the line of the table."""
        median = statistics.median(self.rounds)
        is_met = median >= self.bound if self.at_least else median <= self.bound
        spread = f"{min(self.rounds):.2f} to {max(self.rounds):.2f}"
        bound = f"{'≥' if self.at_least else '≤'} {self.bound:g}"
        verdict = "met" if is_met else "missed"
        return f"| {self.what} | {median:.2f} | {spread} | {bound} | {verdict} | {self.figures} |"


def alternate(
    first: Callable[[], float], second: Callable[[], float], rounds: int = ROUNDS
) -> tuple[tuple[float, ...], str]:
    """Return the ratio of each round, and the two medians as text.

    Which is measured first changes from round to round. A round before these is not counted:
    it does what is done only once.
    """
    pairs: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        if number % 2:
            below, above = second(), first()
        else:
            above, below = first(), second()
        pairs.append((above, below))
    above_median, below_median = map(statistics.median, zip(*pairs[1:], strict=True))
    ratios = tuple(above / below for above, below in pairs[1:])
    return ratios, f"{above_median:.4g} ÷ {below_median:.4g}"
