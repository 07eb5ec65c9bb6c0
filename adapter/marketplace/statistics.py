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
_OF_HITS = hits.join(hit_types, hit_types.c.id == hits.c.type_id)
_OF_ASSIGNMENTS = assignments.join(_OF_HITS, hits.c.id == assignments.c.hit_id)
_OF_BONUSES = bonus_payments.join(hits, hits.c.id == bonus_payments.c.hit_id)
_ONE = literal(1, Integer)
_REWARD = hit_types.c.reward_cents


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
        begins: the first moment, inclusive.
        ends: the last moment, exclusive.
        worker_id: the worker whose assignments to count; None means every worker.
    """

    begins: datetime
    ends: datetime
    worker_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A set of rows: their tables, amount and condition, and the time of each; None means now."""

    rows: FromClause
    amount: ColumnElement[int]
    where: ColumnElement[bool]
    when: Column[Any] | None = None


def _count_status(status: str) -> _Part:
    return _Part(hits, _ONE, hits.c.status == status)


def _sum_reviewed(status: str, when: Column[Any], amount: ColumnElement[int] = _ONE) -> _Part:
    return _Part(_OF_ASSIGNMENTS, amount, assignments.c.status == status, when)


_APPROVED, _REJECTED = assignments.c.approved, assignments.c.rejected
_NONE = literal(0, Integer)
# A HIT that has expired has no available assignments.
_ACCEPTABLE = case(
    (
        (hits.c.status == "Assignable") & (hits.c.expiration > bindparam("now", type_=Time)),
        AVAILABLE,
    ),
    else_=0,
)
_SUBMITTED = assignments.c.status == "Submitted"

MEASURES: Mapping[str, tuple[_Part, ...]] = {
    "HITsCreated": (_Part(hits, _ONE, hits.c.serial > 0, hits.c.created),),
    "HITsAssignable": (_count_status("Assignable"),),
    "HITsReviewable": (_count_status("Reviewable"),),
    "AssignmentsAvailable": (_Part(hits, _ACCEPTABLE, hits.c.serial > 0),),
    "AssignmentsSubmitted": (_Part(_OF_ASSIGNMENTS, _ONE, _SUBMITTED),),
    "RewardsOwed": (
        _Part(
            _OF_HITS,
            _REWARD * (_ACCEPTABLE + hits.c.pending),
            hits.c.serial > 0,
        ),
        _Part(_OF_ASSIGNMENTS, _REWARD, _SUBMITTED),
    ),
    "AssignmentsApproved": (_sum_reviewed("Approved", _APPROVED),),
    "AssignmentsRejected": (_sum_reviewed("Rejected", _REJECTED),),
    "ApprovedOfDecided": (
        _sum_reviewed("Approved", _APPROVED),
        _sum_reviewed("Rejected", _REJECTED, _NONE),
    ),
    "RejectedOfDecided": (
        _sum_reviewed("Approved", _APPROVED, _NONE),
        _sum_reviewed("Rejected", _REJECTED),
    ),
    "RewardsPaid": (_sum_reviewed("Approved", _APPROVED, _REWARD),),
    "BonusesPaid": (
        _Part(
            _OF_BONUSES,
            cast(func.replace(bonus_payments.c.amount, ".", ""), BigInteger),
            bonus_payments.c.serial > 0,
            bonus_payments.c.granted,
        ),
    ),
}
"""The measures, by name. They exclude HITs that were disposed of."""


MONEY = frozenset({"BonusesPaid", "RewardsOwed", "RewardsPaid"})
"""The measures in cents."""


def read_amounts(transaction: Transaction, measure: str, counted: Range) -> Sequence[Amount]:
    """Return the amounts of one of `MEASURES` by hour, or at present."""
    return [amount for part in MEASURES[measure] for amount in _read(transaction, part, counted)]


def _read(transaction: Transaction, part: _Part, counted: Range) -> Iterator[Amount]:
    conditions = [hits.c.account == transaction.account, hits.c.status != DISPOSED, part.where]
    if counted.worker_id is not None:
        conditions.append(assignments.c.worker_id == counted.worker_id)
    hour: ColumnElement[Any] = literal(None, BigInteger)
    if part.when is not None:
        conditions += [part.when >= counted.begins, part.when < counted.ends]
        hour = type_coerce(part.when, BigInteger) // _HOUR_MICROSECONDS
    statement = (
        select(hour.label("hour"), func.sum(part.amount), func.count())
        .select_from(part.rows)
        .where(*conditions)
        .group_by("hour")
    )
    for hours, total, number in transaction.execute(statement, {"now": transaction.now}):
        when = transaction.now if hours is None else _EPOCH + hours * _HOUR
        yield Amount(when, int(total), number)
