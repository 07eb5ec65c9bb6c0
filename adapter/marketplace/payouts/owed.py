"""Sum what an account owes to each worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, cast, func, literal_column, null, select, true, union_all

from adapter.marketplace.people import find_known_people
from adapter.marketplace.storage.tables import Time, assignments, bonus_payments, payouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select, Subquery

    from adapter.marketplace.people import KnownPerson
    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed for work, and what was paid for it.

    Attributes:
        rewards_cents: of approved assignments, without fees.
        bonuses_cents: without fees.
        paid_cents: the sum of the payouts.
    """

    rewards_cents: int
    bonuses_cents: int
    paid_cents: int

    @property
    def owed_cents(self) -> int:
        """Return what is not paid yet."""
        return self.rewards_cents + self.bonuses_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class Creditor:
    """A worker to whom an account owes something, or did.

    Attributes:
        id: the WorkerId.
        debt: what the account owes.
        payouts: how many were recorded.
        first_approval: the approval of the worker's first work; None: none was approved.
        person: the worker's record; None: there is none, as with scripts, or it was not read.
    """

    id: str
    debt: Debt
    payouts: int
    first_approval: datetime | None
    last_approval: datetime | None
    person: KnownPerson | None = None

    @property
    def reference(self) -> str:
        """Return the name of the next payout, under which it is recorded once."""
        return f"payout-{self.payouts + 1}"


_KEYS_IN_A_STATEMENT = 500
_NEVER = cast(null(), Time)
_AMOUNTS = ("rewards", "bonuses", "paid", "payouts")
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **dict.fromkeys(_AMOUNTS, literal_column("0", BigInteger)),
    "first": _NEVER,
    "last": _NEVER,
}
"""What a row has by the name of the column, if it is of another kind."""
_BONUS = cast(func.replace(bonus_payments.c.amount, ".", ""), BigInteger)


def list_creditors(
    transaction: Transaction, offset: int = 0, limit: int | None = None
) -> Sequence[Creditor]:
    """Return the workers with what the account owes to them, the largest amount first.

    Workers to whom nothing is owed any more come last.

    Args:
        transaction: of the account, after due changes were applied.
        offset: how many to leave out.
        limit: the maximum number; None: all.
    """
    sums = _sum_by_worker(transaction.account)
    owed = sums.c.rewards + sums.c.bonuses - sums.c.paid
    statement = select(sums).order_by(owed.desc(), sums.c.worker_id).offset(offset).limit(limit)
    found = [_build(row) for row in transaction.execute(statement)]
    people = find_known_people(transaction, [each.id for each in found])
    return [replace(each, person=people.get(each.id)) for each in found]


def find_creditors(
    transaction: Transaction, worker_ids: Sequence[str] | None = None
) -> Mapping[str, Creditor]:
    """Return workers, without their records, by their ids; see `list_creditors`.

    Args:
        transaction: of the account, after due changes were applied.
        worker_ids: which workers; None: all.
    """
    rows = transaction.execute(select(_sum_by_worker(transaction.account, worker_ids)))
    return {each.id: each for each in map(_build, rows)}


def find_owed(transaction: Transaction, worker_ids: Sequence[str]) -> Mapping[str, int]:
    """Return what the account owes to each of these workers, in cents."""
    owed = dict.fromkeys(worker_ids, 0)
    for start in range(0, len(worker_ids), _KEYS_IN_A_STATEMENT):
        some = worker_ids[start : start + _KEYS_IN_A_STATEMENT]
        found = find_creditors(transaction, some)
        owed.update({each.id: each.debt.owed_cents for each in found.values()})
    return owed


def sum_owed(transaction: Transaction) -> Debt:
    """Return what the account owes to all workers."""
    sums = _sum_by_worker(transaction.account)
    total = select(*(_sum(sums.c[name]) for name in _AMOUNTS[:3]))
    return Debt(*transaction.execute(total).one())


def _sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a sum as a number; PostgreSQL's own is a decimal one."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _sum_by_worker(account: str, worker_ids: Sequence[str] | None = None) -> Subquery:
    """Return the sums of each worker of the account, or of these."""

    def match(column: ColumnElement[str]) -> ColumnElement[bool]:
        return true() if worker_ids is None else column.in_(worker_ids)

    parts = union_all(
        _select_part(
            assignments.c.worker_id,
            rewards=_sum(assignments.c.reward_cents),
            first=func.min(assignments.c.approved),
            last=func.max(assignments.c.approved),
        ).where(
            assignments.c.account == account,
            assignments.c.status == "Approved",
            match(assignments.c.worker_id),
        ),
        _select_part(bonus_payments.c.worker_id, bonuses=_sum(_BONUS)).where(
            bonus_payments.c.account == account, match(bonus_payments.c.worker_id)
        ),
        _select_part(payouts.c.worker_id, paid=_sum(payouts.c.cents), payouts=func.count()).where(
            payouts.c.account == account, match(payouts.c.worker_id)
        ),
    ).subquery()
    return (
        select(
            parts.c.worker_id,
            *(_sum(parts.c[name]).label(name) for name in _AMOUNTS),
            func.min(parts.c.first).label("first"),
            func.max(parts.c.last).label("last"),
        )
        .group_by(parts.c.worker_id)
        .subquery()
    )


def _select_part(worker_id: ColumnElement[str], **columns: ColumnElement[Any]) -> Select[Any]:
    """Return one kind of row by worker, with nothing in the columns of the other kinds."""
    return select(
        worker_id.label("worker_id"),
        *(columns.get(name, nothing).label(name) for name, nothing in _COLUMNS.items()),
    ).group_by(worker_id)


def _build(row: AnyRow) -> Creditor:
    debt = Debt(row.rewards, row.bonuses, row.paid)
    return Creditor(row.worker_id, debt, row.payouts, row.first, row.last)
