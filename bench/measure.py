"""Two things timed in turn, so that a machine that changes its speed changes it for both."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the second's time the first takes.

    Attributes:
        what: both, in words.
        rounds: one ratio a round.
        reach: what it must stay below.
        aim: what it should come to.
    """

    what: str
    rounds: tuple[float, ...]
    reach: float
    aim: float

    @property
    def median(self) -> float:
        """The figure to quote."""
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        spread = f"{low:.2f} to {high:.2f}"
        return f"| {self.what} | {self.median:.2f} | {spread} | {self.reach:g} | {self.aim:g} |"


def ratio(
    what: str,
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    times: int,
    reach: float,
    aim: float,
) -> Ratio:
    """The processor time of `first` over that of `second`, in rounds of so many calls each."""
    first(), second()  # whatever is made once is made now
    rounds = tuple(_seconds(first, times) / _seconds(second, times) for _ in range(ROUNDS))
    return Ratio(what, rounds, reach, aim)


def _seconds(call: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return time.process_time() - start
