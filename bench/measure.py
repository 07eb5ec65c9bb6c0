"""Two things measured in turn, so that a machine that changes its speed changes it for both."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the second's figure the first's is.

    Attributes:
        what: both, in words.
        rounds: one ratio a round.
        reach: what is good enough; None where only the figure is asked for.
        aim: what it should come to.
        more: whether more is better: then both are what it must not fall below.
        note: what the ratio alone does not say.
    """

    what: str
    rounds: tuple[float, ...]
    reach: float | None = None
    aim: float | None = None
    more: bool = False
    note: str = ""

    @property
    def median(self) -> float:
        """The figure to quote."""
        return statistics.median(self.rounds)

    @property
    def verdict(self) -> str:
        """Which of the two bounds it keeps to."""
        sign = -1 if self.more else 1
        if self.aim is not None and sign * self.median <= sign * self.aim:
            return "aim"
        if self.reach is not None and sign * self.median <= sign * self.reach:
            return "reach"
        return "" if self.reach is None else "missed"

    def __str__(self) -> str:
        spread = f"{min(self.rounds):.2f} to {max(self.rounds):.2f}"
        bounds = f"{self._bound(self.reach)} | {self._bound(self.aim)}"
        figures = f"{self.median:.2f} | {spread} | {bounds} | {self.verdict}"
        return f"| {self.what} | {figures} | {self.note} |"

    def _bound(self, number: float | None) -> str:
        return "" if number is None else f"{'≥' if self.more else '≤'} {number:g}"


def interleaved(
    first: Callable[[], float], second: Callable[[], float], rounds: int = ROUNDS
) -> tuple[tuple[float, ...], str]:
    """The ratios of what both give, round by round, and the two medians in words.

    Who goes first changes from round to round. One round before the first is not counted:
    whatever is made once is made in it.
    """
    pairs = []
    for number in range(rounds + 1):
        if number % 2:
            below, above = second(), first()
        else:
            above, below = first(), second()
        pairs.append((above, below))
    counted = pairs[1:]
    ratios = tuple(above / below for above, below in counted)
    return ratios, " ÷ ".join(_figure(column) for column in zip(*counted, strict=True))


def _figure(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.4g}"


def processor_seconds(call: Callable[[], object], times: int) -> float:
    """This process's processor time for so many calls."""
    start = time.process_time()
    for _ in range(times):
        call()
    return time.process_time() - start
