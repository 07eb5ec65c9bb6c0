"""How long workers had the assignments of a batch, from acceptance to submission."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, func, select, type_coerce, union_all

from adapter.marketplace.assignments.operations import SUBMITTED_STATUSES
from adapter.marketplace.storage.tables import assignments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from adapter.marketplace.batch_summaries.batch_id import BatchId
    from adapter.marketplace.storage.transaction import Transaction

MAX_TIMES = 10_000
"""How many assignments are measured: the newest."""

_MICROSECONDS = 1_000_000
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400)
"""How many seconds a bar of the histogram may be wide; wider ones are of whole days."""
_MAX_BARS = 30


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """How long the submitted assignments took.

    Attributes:
        counts: pairs of a time in whole seconds and how many assignments took it, in order.
    """

    counts: Sequence[tuple[int, int]]

    @property
    def number(self) -> int:
        """Return how many assignments there are."""
        return sum(number for _, number in self.counts)

    def find_quantile(self, share: float) -> int:
        """Return the shortest time within which this share of them was done, in seconds."""
        wanted, passed = ceil(share * self.number), 0
        for seconds, number in self.counts:
            passed += number
            if passed >= wanted:
                return seconds
        return 0

    def build_histogram(self) -> Sequence[tuple[int, int, int]]:
        """Return bars: from when, until when (exclusive), and how many assignments.

        What took longer than almost all others is in the last bar, so that the others can be seen.
        """
        if not self.counts:
            return []
        longest = self.counts[-1][0]
        most = min(longest, self.find_quantile(0.98))
        step = next((each for each in _STEPS if most // each < _MAX_BARS), None)
        step = step or ceil((most + 1) / _MAX_BARS / 86_400) * 86_400
        numbers = [0] * (most // step + 1)
        for seconds, number in self.counts:
            numbers[min(seconds // step, len(numbers) - 1)] += number
        ends = [(place + 1) * step for place in range(len(numbers))]
        ends[-1] = max(ends[-1], longest + 1)
        return [(place * step, ends[place], number) for place, number in enumerate(numbers)]


def read_time_spent(transaction: Transaction, batch: BatchId) -> TimeSpent:
    """Return how long the batch's submitted assignments took, at most `MAX_TIMES` of the newest."""
    newest = _select_newest(transaction, batch).subquery()
    taken = type_coerce(newest.c.submitted, BigInteger) - type_coerce(newest.c.accepted, BigInteger)
    seconds = (taken // _MICROSECONDS).label("seconds")
    counts = select(seconds, func.count()).group_by(seconds).order_by(seconds)
    return TimeSpent([(int(each), number) for each, number in transaction.execute(counts)])


def _select_newest(transaction: Transaction, batch: BatchId) -> Select[tuple[datetime, datetime]]:
    """Return the times of the newest assignments, which the index has for each status in order."""
    of_statuses = [
        select(assignments.c.submitted, assignments.c.accepted)
        .where(
            assignments.c.account == transaction.account,
            assignments.c.batch_id == str(batch),
            assignments.c.status == each,
            assignments.c.submitted.is_not(None),
        )
        .order_by(assignments.c.submitted.desc())
        .limit(MAX_TIMES)
        .subquery()
        for each in SUBMITTED_STATUSES
    ]
    every = union_all(*(select(each) for each in of_statuses)).subquery()
    return (
        select(every.c.submitted, every.c.accepted)
        .order_by(every.c.submitted.desc())
        .limit(MAX_TIMES)
    )
