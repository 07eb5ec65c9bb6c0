"""Count what was submitted and approved of a batch over time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, func, select, type_coerce

from adapter.marketplace.assignments.operations import SUBMITTED_STATUSES
from adapter.marketplace.storage.tables import assignments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement

    from adapter.marketplace.batch_summaries.batch_id import BatchId
    from adapter.marketplace.storage.transaction import Transaction

_HOUR_SECONDS = 3600
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Hour:
    """What happened in an hour.

    Attributes:
        begins: when.
        submitted: how many assignments were submitted.
        approved: how many were approved.
    """

    begins: datetime
    submitted: int
    approved: int


def count_hours(transaction: Transaction, batch: BatchId) -> Sequence[Hour]:
    """Return the hours in which anything was submitted or approved, the first one first."""
    times = [_find_hour(assignments.c.submitted), _find_hour(assignments.c.approved)]
    counts = (
        select(*times, func.count())
        .where(
            assignments.c.account == transaction.account,
            assignments.c.batch_id == str(batch),
            assignments.c.status.in_(SUBMITTED_STATUSES),
        )
        .group_by(*times)
    )
    submitted: Counter[int] = Counter()
    approved: Counter[int] = Counter()
    for submitted_in, approved_in, number in transaction.execute(counts):
        if submitted_in is not None:
            submitted[submitted_in] += number
        if approved_in is not None:
            approved[approved_in] += number
    return [
        Hour(datetime.fromtimestamp(each * _HOUR_SECONDS, UTC), submitted[each], approved[each])
        for each in sorted({*submitted, *approved})
    ]


def _find_hour(time: Column[datetime]) -> ColumnElement[int]:
    """Return the hours since 1970."""
    return type_coerce(time, BigInteger) // (_HOUR_SECONDS * _MICROSECONDS)
