"""Count and sum the statistics of an account's HITs in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)

from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.storage.tables import Time, assignments, bonus_payments, hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Column, ColumnElement, FromClause

    from adapter.marketplace.storage.transaction import Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_HOUR_MICROSECONDS = 3_600_000_000
_ONE, _ZERO = literal(1, Integer), literal(0, Integer)
_HITS = hits.join(hit_types, hit_types.c.id == hits.c.type_id)
_ASSIGNMENTS = assignments.join(_HITS, hits.c.id == assignments.c.hit_id)
_BONUSES = bonus_payments.join(hits, hits.c.id == bonus_payments.c.hit_id)


class Amount(NamedTuple):
    """The amount of one measure in one hour.

    Attributes:
        when: the beginning of the hour; the present for a measure of the current state.
        total: the sum, in cents for a measure in `MONEY`.
        number: the number of rows in the sum.
    """

    when: datetime
    total: int
    number: int


class Range(NamedTuple):
    """The rows to count.

    Attributes:
        begins: the beginning, inclusive.
        ends: the end, exclusive.
        worker_id: the worker whose assignments to count; None means every worker.
    """

    begins: datetime
    ends: datetime
    worker_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Rows to sum.

    Attributes:
        rows: the tables.
        where: the condition; None means every row.
        amount: the amount of a row.
        when: the time of a row; None means the present.
    """

    rows: FromClause
    where: ColumnElement[bool] | None = None
    amount: ColumnElement[int] = _ONE
    when: Column[Any] | None = None


# A HIT that has expired has no available assignments.
_ACCEPTABLE = case(
    (
        (hits.c.status == "Assignable") & (hits.c.expiration > bindparam("now", type_=Time)),
        AVAILABLE,
    ),
    else_=0,
)
_REWARD = hit_types.c.reward_cents
_BONUS = cast(func.replace(bonus_payments.c.amount, ".", ""), BigInteger)
_SUBMITTED = assignments.c.status == "Submitted"


def _sum_approved(amount: ColumnElement[int]) -> _Source:
    approved = assignments.c.status == "Approved"
    return _Source(_ASSIGNMENTS, approved, amount, assignments.c.approved)


def _sum_rejected(amount: ColumnElement[int]) -> _Source:
    rejected = assignments.c.status == "Rejected"
    return _Source(_ASSIGNMENTS, rejected, amount, assignments.c.rejected)


MEASURES: Mapping[str, tuple[_Source, ...]] = {
    "HITsCreated": (_Source(hits, when=hits.c.created),),
    "HITsAssignable": (_Source(hits, hits.c.status == "Assignable"),),
    "HITsReviewable": (_Source(hits, hits.c.status == "Reviewable"),),
    "AssignmentsAvailable": (_Source(hits, amount=_ACCEPTABLE),),
    "AssignmentsSubmitted": (_Source(_ASSIGNMENTS, _SUBMITTED),),
    "RewardsOwed": (
        _Source(_HITS, amount=_REWARD * (_ACCEPTABLE + hits.c.pending)),
        _Source(_ASSIGNMENTS, _SUBMITTED, _REWARD),
    ),
    "AssignmentsApproved": (_sum_approved(_ONE),),
    "AssignmentsRejected": (_sum_rejected(_ONE),),
    "ApprovedOfDecided": (_sum_approved(_ONE), _sum_rejected(_ZERO)),
    "RejectedOfDecided": (_sum_approved(_ZERO), _sum_rejected(_ONE)),
    "RewardsPaid": (_sum_approved(_REWARD),),
    "BonusesPaid": (_Source(_BONUSES, amount=_BONUS, when=bonus_payments.c.granted),),
}
"""The measures, by name. They exclude HITs that were disposed of."""

MONEY = frozenset({"BonusesPaid", "RewardsOwed", "RewardsPaid"})
"""The measures in cents."""


def read_amounts(transaction: Transaction, measure: str, counted: Range) -> Sequence[Amount]:
    """Return the amounts of one of `MEASURES` by hour, or at present."""
    return [each for source in MEASURES[measure] for each in _sum(transaction, source, counted)]


def _sum(transaction: Transaction, source: _Source, counted: Range) -> Iterator[Amount]:
    conditions = [hits.c.account == transaction.account, hits.c.status != DISPOSED]
    if source.where is not None:
        conditions.append(source.where)
    if counted.worker_id is not None:
        conditions.append(assignments.c.worker_id == counted.worker_id)
    hour: ColumnElement[Any] = literal(None, BigInteger)
    if source.when is not None:
        conditions += [source.when >= counted.begins, source.when < counted.ends]
        hour = type_coerce(source.when, BigInteger) // _HOUR_MICROSECONDS
    statement = (
        select(hour.label("hour"), func.sum(source.amount), func.count())
        .select_from(source.rows)
        .where(*conditions)
        .group_by("hour")
    )
    for hours, total, number in transaction.execute(statement, {"now": transaction.now}):
        when = transaction.now if hours is None else _EPOCH + hours * _HOUR
        yield Amount(when, int(total), number)
