"""What happened, and what is so now, counted and summed by the database."""

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

    from adapter.marketplace.transaction import Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_HOUR_MICROSECONDS = 3_600_000_000
_OF_HITS = hits.join(hit_types, hit_types.c.id == hits.c.type_id)
_OF_ASSIGNMENTS = assignments.join(_OF_HITS, hits.c.id == assignments.c.hit_id)
_OF_BONUSES = bonus_payments.join(hits, hits.c.id == bonus_payments.c.hit_id)
_ONE = literal(1, Integer)
_REWARD = hit_types.c.reward_cents


class Amount(NamedTuple):
    """The amounts of one hour.

    Attributes:
        when: the hour's beginning; of what is so now, the present.
        total: their sum; cents, where they are money.
        number: how many there are.
    """

    when: datetime
    total: int
    number: int


class Range(NamedTuple):
    """What is counted.

    Attributes:
        begins, ends: the first moment, and the first that no longer counts.
        worker_id: whose work; None: everybody's.
    """

    begins: datetime
    ends: datetime
    worker_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Rows that are counted: where from, what each counts, and when; without `when`, now."""

    rows: FromClause
    amount: ColumnElement[int]
    where: ColumnElement[bool]
    when: Column[Any] | None = None


def _in_status(status: str) -> _Part:
    return _Part(hits, _ONE, hits.c.status == status)


def _decided(status: str, when: Column[Any], amount: ColumnElement[int] = _ONE) -> _Part:
    return _Part(_OF_ASSIGNMENTS, amount, assignments.c.status == status, when)


_APPROVED, _REJECTED = assignments.c.approved, assignments.c.rejected
_NONE = literal(0, Integer)
# None can be accepted of a HIT that has expired.
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
    "HITsAssignable": (_in_status("Assignable"),),
    "HITsReviewable": (_in_status("Reviewable"),),
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
    "AssignmentsApproved": (_decided("Approved", _APPROVED),),
    "AssignmentsRejected": (_decided("Rejected", _REJECTED),),
    "ApprovedOfDecided": (
        _decided("Approved", _APPROVED),
        _decided("Rejected", _REJECTED, _NONE),
    ),
    "RejectedOfDecided": (
        _decided("Approved", _APPROVED, _NONE),
        _decided("Rejected", _REJECTED),
    ),
    "RewardsPaid": (_decided("Approved", _APPROVED, _REWARD),),
    "BonusesPaid": (
        _Part(
            _OF_BONUSES,
            cast(func.replace(bonus_payments.c.amount, ".", ""), BigInteger),
            bonus_payments.c.serial > 0,
            bonus_payments.c.granted,
        ),
    ),
}
"""What can be counted of an account's HITs, those that were disposed of left out."""


MONEY = frozenset({"BonusesPaid", "RewardsOwed", "RewardsPaid"})
"""The measures that are cents."""


def read_amounts(transaction: Transaction, measure: str, counted: Range) -> Sequence[Amount]:
    """Return what one of `MEASURES` comes to, hour by hour, or now."""
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
    for hours, total, number in transaction.connection.execute(statement, {"now": transaction.now}):
        when = transaction.now if hours is None else _EPOCH + hours * _HOUR
        yield Amount(when, int(total), number)
