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

from adapter.marketplace.accounts.balance import (
    FEE_PERCENT,
    HIGHER_FEE_ASSIGNMENTS,
    HIGHER_FEE_PERCENT,
    MINIMUM_FEE_CENTS,
)
from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.storage.tables import (
    Time,
    assignments,
    bonus_payments,
    hit_types,
    hits,
    review_details,
)

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
_RESULTS = review_details.join(assignments, assignments.c.id == review_details.c.subject_id).join(
    hits, hits.c.id == assignments.c.hit_id
)
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
        number: how much of `Amount.number` a row is.
    """

    rows: FromClause
    where: ColumnElement[bool] | None = None
    amount: ColumnElement[int] = _ONE
    when: ColumnElement[Any] | None = None
    number: ColumnElement[int] = _ONE


def _compute_fee(amount: ColumnElement[int], percent: ColumnElement[int]) -> ColumnElement[int]:
    """Return `balance.compute_fee` in SQL."""
    fee = (amount * percent + 50) // 100
    return case((fee < MINIMUM_FEE_CENTS, MINIMUM_FEE_CENTS), else_=fee)


# A HIT that has expired has no available assignments.
_ACCEPTABLE = case(
    (
        (hits.c.status == "Assignable") & (hits.c.expiration > bindparam("now", type_=Time)),
        AVAILABLE,
    ),
    else_=0,
)
_REWARD = hit_types.c.reward_cents
_FEE = _compute_fee(
    _REWARD,
    case((hits.c.max_assignments >= HIGHER_FEE_ASSIGNMENTS, HIGHER_FEE_PERCENT), else_=FEE_PERCENT),
)
_PAID_REWARD = func.coalesce(assignments.c.reward_cents, _REWARD)
_PAID_FEE = assignments.c.cost_cents - _PAID_REWARD
BONUS = cast(func.replace(bonus_payments.c.amount, ".", ""), BigInteger)
BONUS_FEE = _compute_fee(BONUS, literal(FEE_PERCENT, Integer))
_STATUS: ColumnElement[str] = assignments.c.status
_SUBMITTED: ColumnElement[bool] = _STATUS == "Submitted"
_DECIDED = _STATUS.in_(("Approved", "Rejected"))
_DECIDED_AT = func.coalesce(assignments.c.approved, assignments.c.rejected)
_RELEASED = _STATUS.in_(("Returned", "Abandoned"))


def _sum_approved(amount: ColumnElement[int]) -> _Source:
    return _Source(_ASSIGNMENTS, _STATUS == "Approved", amount, assignments.c.approved)


def _sum_rejected(amount: ColumnElement[int]) -> _Source:
    return _Source(_ASSIGNMENTS, _STATUS == "Rejected", amount, assignments.c.rejected)


def _sum_released(status: str) -> _Source:
    return _Source(_ASSIGNMENTS, assignments.c.status == status, when=assignments.c.ended)


def _sum_owed(hit_amount: ColumnElement[int], amount: ColumnElement[int]) -> tuple[_Source, ...]:
    """Return the sources of a liability of the present, by its amounts for an assignment."""
    return (
        _Source(_HITS, amount=hit_amount * (_ACCEPTABLE + hits.c.pending)),
        _Source(_ASSIGNMENTS, _SUBMITTED, amount),
    )


_TAKEN = assignments.alias()
_UNTAKEN_AT_END = (
    hits.c.max_assignments
    - select(func.count())
    .where(
        _TAKEN.c.hit_id == hits.c.id,
        _TAKEN.c.ended.is_(None) | (_TAKEN.c.ended > hits.c.expiration),
    )
    .scalar_subquery()
)
_RELEASED_AFTER_END = hits.c.expired & (assignments.c.ended > hits.c.expiration)


def _sum_owed_changes(
    hit_amount: ColumnElement[int], amount: ColumnElement[int]
) -> tuple[_Source, ...]:
    """Return the sources of the changes of a liability."""
    return (
        _Source(_HITS, None, hit_amount * hits.c.max_assignments, hits.c.created),
        _Source(_HITS, hits.c.expired, -hit_amount * _UNTAKEN_AT_END, hits.c.expiration),
        _Source(_ASSIGNMENTS, _DECIDED, -amount, _DECIDED_AT),
        _Source(_ASSIGNMENTS, _RELEASED & _RELEASED_AFTER_END, -hit_amount, assignments.c.ended),
    )


def _find_last(column: Column[Any]) -> ColumnElement[Any]:
    of_hit = select(func.max(_TAKEN.c[column.name])).where(_TAKEN.c.hit_id == hits.c.id)
    return of_hit.scalar_subquery()


# A HIT leaves Assignable when its last assignment is accepted, or else at its end.
_LEFT_ASSIGNABLE_AT = case(
    (hits.c.expired & (_UNTAKEN_AT_END > 0), hits.c.expiration),
    else_=func.coalesce(_find_last(assignments.c.accepted), hits.c.status_since),
)
_LAST_SUBMITTED = _find_last(assignments.c.submitted)
_BECAME_REVIEWABLE_AT = case(
    (hits.c.status == "Reviewable", hits.c.status_since),
    (_LAST_SUBMITTED > _LEFT_ASSIGNABLE_AT, _LAST_SUBMITTED),
    else_=_LEFT_ASSIGNABLE_AT,
)


def _sum_results(name: str, amount: ColumnElement[int], number: ColumnElement[int]) -> _Source:
    """Return the source of the results of review policies about assignments."""
    results = (review_details.c.name == name) & (review_details.c.subject_type == "Assignment")
    return _Source(_RESULTS, results, amount, review_details.c.completed, number)


_VALUE = cast(review_details.c.value, BigInteger)
_KNOWN = "KnownAnswerCorrect"
_AGREED, _DISAGREED = "PluralityAnswersCorrect", "PluralityAnswersIncorrect"

MEASURES: Mapping[str, tuple[_Source, ...]] = {
    "HITsCreated": (_Source(hits, when=hits.c.created),),
    "HITsCompleted": (_Source(hits, hits.c.status == DISPOSED, when=hits.c.status_since),),
    "HITsAssignable": (_Source(hits, hits.c.status == "Assignable"),),
    "HITsAssignableChanges": (
        _Source(hits, when=hits.c.created),
        _Source(hits, hits.c.status != "Assignable", -_ONE, _LEFT_ASSIGNABLE_AT),
    ),
    "HITsReviewable": (_Source(hits, hits.c.status == "Reviewable"),),
    "HITsReviewableChanges": (
        _Source(
            hits,
            hits.c.status.in_(("Reviewable", "Reviewing", DISPOSED)),
            when=_BECAME_REVIEWABLE_AT,
        ),
        _Source(hits, hits.c.status.in_(("Reviewing", DISPOSED)), -_ONE, hits.c.status_since),
    ),
    "AssignmentsAvailable": (_Source(hits, amount=_ACCEPTABLE),),
    "AssignmentsAvailableChanges": (
        _Source(hits, None, hits.c.max_assignments, hits.c.created),
        _Source(hits, hits.c.expired, -_UNTAKEN_AT_END, hits.c.expiration),
        _Source(_ASSIGNMENTS, None, -_ONE, assignments.c.accepted),
        _Source(_ASSIGNMENTS, _RELEASED & ~_RELEASED_AFTER_END, _ONE, assignments.c.ended),
    ),
    "AssignmentsAccepted": (_Source(_ASSIGNMENTS, when=assignments.c.accepted),),
    "AssignmentsReturned": (_sum_released("Returned"),),
    "AssignmentsAbandoned": (_sum_released("Abandoned"),),
    "AssignmentsSubmitted": (_Source(_ASSIGNMENTS, _SUBMITTED),),
    "AssignmentsSubmittedChanges": (
        _Source(_ASSIGNMENTS, when=assignments.c.submitted),
        _Source(_ASSIGNMENTS, _DECIDED, -_ONE, _DECIDED_AT),
    ),
    "RewardsOwed": _sum_owed(_REWARD, _PAID_REWARD),
    "RewardsOwedChanges": _sum_owed_changes(_REWARD, _PAID_REWARD),
    "FeesOwed": _sum_owed(_FEE, _PAID_FEE),
    "FeesOwedChanges": _sum_owed_changes(_FEE, _PAID_FEE),
    "TotalOwed": _sum_owed(_REWARD + _FEE, assignments.c.cost_cents),
    "TotalOwedChanges": _sum_owed_changes(_REWARD + _FEE, assignments.c.cost_cents),
    "AssignmentsApproved": (_sum_approved(_ONE),),
    "AssignmentsRejected": (_sum_rejected(_ONE),),
    "ApprovedOfDecided": (_sum_approved(_ONE), _sum_rejected(_ZERO)),
    "RejectedOfDecided": (_sum_approved(_ZERO), _sum_rejected(_ONE)),
    "RewardsPaid": (_sum_approved(_PAID_REWARD),),
    "RewardFeesPaid": (_sum_approved(_PAID_FEE),),
    "RewardsAndFeesPaid": (_sum_approved(assignments.c.cost_cents),),
    "BonusesPaid": (_Source(_BONUSES, amount=BONUS, when=bonus_payments.c.granted),),
    "BonusFeesPaid": (_Source(_BONUSES, amount=BONUS_FEE, when=bonus_payments.c.granted),),
    "FeesPaid": (
        _sum_approved(_PAID_FEE),
        _Source(_BONUSES, amount=BONUS_FEE, when=bonus_payments.c.granted),
    ),
    "KnownAnswersCorrect": (_sum_results(_KNOWN, _VALUE, _ONE),),
    "KnownAnswersIncorrect": (_sum_results(_KNOWN, 1 - _VALUE, _ONE),),
    "KnownAnswersEvaluated": (_sum_results(_KNOWN, _ONE, _ONE),),
    "PluralityAnswersCorrect": (
        _sum_results(_AGREED, _VALUE, _VALUE),
        _sum_results(_DISAGREED, _ZERO, _VALUE),
    ),
    "PluralityAnswersIncorrect": (_sum_results(_DISAGREED, _VALUE, _VALUE),),
    "PluralityAnswersEvaluated": (
        _sum_results(_AGREED, _VALUE, _VALUE),
        _sum_results(_DISAGREED, _VALUE, _VALUE),
    ),
}
"""The measures, by name. Nothing is deleted, so they include HITs that were disposed of.

The changes of what a HIT offers are those of its present MaxAssignments and end.
"""

MONEY = frozenset(name for name in MEASURES if "Paid" in name or "Owed" in name)
"""The measures in cents."""


def read_amounts(transaction: Transaction, measure: str, counted: Range) -> Sequence[Amount]:
    """Return the amounts of one of `MEASURES` by hour, or at present."""
    return [each for source in MEASURES[measure] for each in _sum(transaction, source, counted)]


def _sum(transaction: Transaction, source: _Source, counted: Range) -> Iterator[Amount]:
    conditions = [hits.c.account == transaction.account]
    if source.where is not None:
        conditions.append(source.where)
    if counted.worker_id is not None:
        conditions.append(assignments.c.worker_id == counted.worker_id)
    hour: ColumnElement[Any] = literal(None, BigInteger)
    if source.when is not None:
        conditions += [source.when >= counted.begins, source.when < counted.ends]
        hour = type_coerce(source.when, BigInteger) // _HOUR_MICROSECONDS
    statement = (
        select(hour.label("hour"), func.sum(source.amount), func.sum(source.number))
        .select_from(source.rows)
        .where(*conditions)
        .group_by("hour")
    )
    for hours, total, number in transaction.execute(statement, {"now": transaction.now}):
        when = transaction.now if hours is None else _EPOCH + hours * _HOUR
        yield Amount(when, int(total or 0), int(number or 0))
