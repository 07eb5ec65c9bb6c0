"""Derive counts, states, requirements and money on hold from the items of a seed.

The derivation covers the whole account. Without new items it changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, exists, func, literal_column, select, update

from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import (
    HIGHER_FEE_ASSIGNMENTS,
    MAX_BALANCE_CENTS,
    compute_price,
)
from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.hits.types import store_requirements
from adapter.marketplace.storage.tables import (
    accounts,
    assignments,
    hit_type_requirements,
    hit_types,
    hits,
)

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ScalarSelect

    from adapter.marketplace.storage.transaction import Transaction

_ACCOUNT: BindParameter[str] = bindparam("of_account")
_OWN = hits.c.account == _ACCOUNT
_USED = hits.c.pending + hits.c.submitted + hits.c.completed
_REVIEWED = hits.c.status.in_(("Reviewable", "Reviewing"))


def _count_assignments(*statuses: str) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(assignments.c.hit_id == hits.c.id, assignments.c.status.in_(statuses))
        .scalar_subquery()
    )


_RECOUNT = (
    update(hits)
    .where(_OWN)
    .values(
        pending=_count_assignments("Accepted"),
        submitted=_count_assignments("Submitted"),
        completed=_count_assignments("Approved", "Rejected"),
    )
)
_TOO_MANY = select(hits.c.id).where(_OWN, hits.c.max_assignments < _USED).order_by(hits.c.id)
# An open assignment of a disposed HIT could never be submitted or reviewed.
_LEFT_OPEN = (
    select(assignments.c.id, assignments.c.hit_id)
    .join(hits, hits.c.id == assignments.c.hit_id)
    .where(_OWN, hits.c.status == DISPOSED, assignments.c.status.in_(("Accepted", "Submitted")))
    .order_by(assignments.c.id)
)
# A reviewable HIT that has assignments left must have expired.
_END = (
    update(hits)
    .where(_OWN)
    .values(
        expired=case((_REVIEWED & (hits.c.max_assignments > _USED), True), else_=hits.c.expired)
    )
)
_STATE = (
    update(hits)
    .where(_OWN, hits.c.status != DISPOSED)
    .values(
        status=case(
            (AVAILABLE > 0, "Assignable"),
            (hits.c.pending > 0, "Unassignable"),
            (hits.c.status == "Reviewing", "Reviewing"),
            else_="Reviewable",
        )
    )
)
_NOTHING_DUE = (
    update(hits).where(_OWN, hits.c.expired | (hits.c.status == DISPOSED)).values(due=None)
)
_NOT_NOTED = select(hit_types.c.id, hit_types.c.requirements).where(
    hit_types.c.account == _ACCOUNT,
    ~exists().where(hit_type_requirements.c.hit_type_id == hit_types.c.id),
)
# A literal, because PostgreSQL does not recognise two bound parameters as the same expression.
_MANY = hits.c.max_assignments >= literal_column(str(HIGHER_FEE_ASSIGNMENTS))
_OFFERED = (
    select(_MANY, hit_types.c.reward_cents, func.sum(AVAILABLE + hits.c.pending))
    .join(hit_types, hit_types.c.id == hits.c.type_id)
    .where(_OWN)
    .group_by(_MANY, hit_types.c.reward_cents)
)
_HANDED_IN = select(func.coalesce(func.sum(assignments.c.cost_cents), 0)).where(
    assignments.c.account == _ACCOUNT, assignments.c.status == "Submitted"
)
_HOLD = (
    update(accounts)
    .where(accounts.c.access_key_id == _ACCOUNT)
    .values(on_hold_cents=bindparam("on_hold"))
)


def derive_state(transaction: Transaction) -> None:
    """Update the account's derived columns; money on hold is not deducted from the balance."""
    own = {"of_account": transaction.account}
    for row in transaction.execute(_NOT_NOTED, own).all():
        store_requirements(transaction, row.id, row.requirements)
    transaction.execute(_RECOUNT, own)
    _check(transaction, own)
    for statement in (_END, _STATE, _NOTHING_DUE):
        transaction.execute(statement, own)
    on_hold = _sum_on_hold(transaction, own)
    if on_hold > MAX_BALANCE_CENTS:
        raise SeedError("$.HITs", "what they hold is more than an account can have")
    transaction.execute(_HOLD, {**own, "on_hold": on_hold})


def _check(transaction: Transaction, own: dict[str, str]) -> None:
    """Raise an error if a HIT has too many assignments, or open ones although it is disposed."""
    crowded = transaction.execute(_TOO_MANY, own).scalar()
    if crowded is not None:
        text = f"the HIT {crowded} has more of them than its MaxAssignments"
        raise SeedError("$.Assignments", text)
    open_one = transaction.execute(_LEFT_OPEN, own).first()
    if open_one is not None:
        text = f"{open_one.id} is to be Approved or Rejected, as {open_one.hit_id} is Disposed"
        raise SeedError("$.Assignments", text)


def _sum_on_hold(transaction: Transaction, own: dict[str, str]) -> int:
    handed_in: int = transaction.execute(_HANDED_IN, own).scalar_one()
    offered = transaction.execute(_OFFERED, own).all()
    return int(handed_in) + sum(
        compute_price(reward, HIGHER_FEE_ASSIGNMENTS if many else 1) * int(number)
        for many, reward, number in offered
    )
