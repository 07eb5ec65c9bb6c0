"""Derive counts, statuses, requirements and money on hold from the items of a seed.

The derivation covers the whole account. Without new items it changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, insert, literal_column, select, update

from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import (
    HIGHER_FEE_ASSIGNMENTS,
    MAX_BALANCE_CENTS,
    compute_price,
)
from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.hits.types import build_requirement_rows
from adapter.marketplace.storage.batch_ids import save_batch_ids
from adapter.marketplace.storage.tables import (
    accounts,
    assignments,
    hit_type_requirements,
    hit_types,
    hits,
)

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect

    from adapter.marketplace.storage.transaction import Transaction

_USED = hits.c.pending + hits.c.submitted + hits.c.completed
# A literal, because PostgreSQL does not recognise two bound parameters as the same expression.
_COSTS_HIGHER_FEE = hits.c.max_assignments >= literal_column(str(HIGHER_FEE_ASSIGNMENTS))


def derive_state(transaction: Transaction) -> None:
    """Update the account's derived columns; money on hold is not deducted from the balance."""
    _store_requirements(transaction)
    _count_assignments(transaction)
    own_new = and_(assignments.c.account == transaction.account, assignments.c.batch_id.is_(None))
    save_batch_ids(transaction, own_new)
    _check(transaction)
    _update_hits(transaction)
    on_hold = _sum_on_hold(transaction)
    if on_hold > MAX_BALANCE_CENTS:
        raise SeedError("$.HITs", "their rewards and fees on hold exceed the maximum of an account")
    own = update(accounts).where(accounts.c.access_key_id == transaction.account)
    transaction.execute(own.values(on_hold_cents=on_hold))


def _store_requirements(transaction: Transaction) -> None:
    stored = exists().where(hit_type_requirements.c.hit_type_id == hit_types.c.id)
    own = and_(hit_types.c.account == transaction.account, ~stored)
    rows = transaction.execute(select(hit_types.c.id, hit_types.c.requirements).where(own)).all()
    new = [
        each
        for type_id, requirements in rows
        for each in build_requirement_rows(type_id, requirements)
    ]
    if new:
        transaction.execute(insert(hit_type_requirements), new)


def _count_assignments(transaction: Transaction) -> None:
    def count(*statuses: str) -> ScalarSelect[int]:
        of_hit = and_(assignments.c.hit_id == hits.c.id, assignments.c.status.in_(statuses))
        return select(func.count()).where(of_hit).scalar_subquery()

    transaction.execute(
        update(hits)
        .where(hits.c.account == transaction.account)
        .values(
            pending=count("Accepted"),
            submitted=count("Submitted"),
            completed=count("Approved", "Rejected"),
        )
    )


def _check(transaction: Transaction) -> None:
    """Raise an error if a HIT has too many assignments, or open ones although it is disposed."""
    own = hits.c.account == transaction.account
    too_many = select(hits.c.id).where(own, hits.c.max_assignments < _USED).order_by(hits.c.id)
    hit_id = transaction.execute(too_many).scalar()
    if hit_id is not None:
        text = f"the HIT {hit_id} has more assignments than its MaxAssignments"
        raise SeedError("$.Assignments", text)
    # An open assignment of a disposed HIT could never be submitted or reviewed.
    is_open = assignments.c.status.in_(("Accepted", "Submitted"))
    open_assignments = (
        select(assignments.c.id, assignments.c.hit_id)
        .join(hits, hits.c.id == assignments.c.hit_id)
        .where(own, hits.c.status == DISPOSED, is_open)
    )
    found = transaction.execute(open_assignments.order_by(assignments.c.id)).first()
    if found is not None:
        text = (
            f"{found.id} must be Approved or Rejected, because the HIT {found.hit_id} is Disposed"
        )
        raise SeedError("$.Assignments", text)


def _update_hits(transaction: Transaction) -> None:
    """Set whether each HIT has expired, its status, and the time at which it expires."""
    own = update(hits).where(hits.c.account == transaction.account)
    # A reviewable HIT that has assignments left must have expired.
    reviewable = hits.c.status.in_(("Reviewable", "Reviewing"))
    transaction.execute(own.where(reviewable, hits.c.max_assignments > _USED).values(expired=True))
    status = case(
        (AVAILABLE > 0, "Assignable"),
        (hits.c.pending > 0, "Unassignable"),
        (hits.c.status == "Reviewing", "Reviewing"),
        else_="Reviewable",
    )
    transaction.execute(own.where(hits.c.status != DISPOSED).values(status=status))
    ended = hits.c.expired | (hits.c.status == DISPOSED)
    transaction.execute(own.where(ended).values(due=None))


def _sum_on_hold(transaction: Transaction) -> int:
    submitted = select(func.coalesce(func.sum(assignments.c.cost_cents), 0)).where(
        assignments.c.account == transaction.account, assignments.c.status == "Submitted"
    )
    not_submitted = (
        select(_COSTS_HIGHER_FEE, hit_types.c.reward_cents, func.sum(AVAILABLE + hits.c.pending))
        .join(hit_types, hit_types.c.id == hits.c.type_id)
        .where(hits.c.account == transaction.account)
        .group_by(_COSTS_HIGHER_FEE, hit_types.c.reward_cents)
    )
    total: int = transaction.execute(submitted).scalar_one()
    return int(total) + sum(
        compute_price(reward, HIGHER_FEE_ASSIGNMENTS if higher else 1) * int(number)
        for higher, reward, number in transaction.execute(not_submitted)
    )
