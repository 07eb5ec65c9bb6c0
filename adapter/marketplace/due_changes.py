"""Apply changes that time alone causes: expiry, abandonment and automatic approval.

A call that reads HITs or money first applies what is due, in its own transaction and in order of
time. In the background this happens only to accounts with an active notification, which is to be
sent when its event happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, exists, literal, or_, select, union_all

from adapter.marketplace.assignments.state import (
    find_assignment,
    record_approval,
    release_assignment,
)
from adapter.marketplace.hits.operations import expire
from adapter.marketplace.hits.state import find_hit
from adapter.marketplace.reviews.review import review_if_reviewable
from adapter.marketplace.storage.tables import Time, accounts, assignments, hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction

_NOW = bindparam("now", type_=Time)
_HIT_IS_DUE = (hits.c.account == bindparam("account")) & (hits.c.due <= _NOW)
_ASSIGNMENT_IS_DUE = (assignments.c.account == bindparam("account")) & (assignments.c.due <= _NOW)
_EXISTS = select(or_(exists().where(_HIT_IS_DUE), exists().where(_ASSIGNMENT_IS_DUE)))
# At one moment, assignments are abandoned (Accepted) before their HIT expires (Expired).
_SELECT = union_all(
    select(hits.c.due, literal("Expired", String).label("change"), hits.c.id, hits.c.serial).where(
        _HIT_IS_DUE
    ),
    select(assignments.c.due, assignments.c.status, assignments.c.id, assignments.c.serial).where(
        _ASSIGNMENT_IS_DUE
    ),
).order_by("due", "change", "serial")
_ACCOUNTS = (
    select(accounts.c.access_key_id)
    .where(
        or_(
            *(
                exists().where(each.c.account == accounts.c.access_key_id, each.c.due <= _NOW)
                for each in (hits, assignments)
            )
        )
    )
    .order_by(accounts.c.access_key_id)
)


_NOTIFIES = exists().where(
    hit_types.c.account == accounts.c.access_key_id, hit_types.c.notification_active
)


def has_due_changes(transaction: Transaction) -> bool:
    """Return whether a change of the account's is due."""
    values = {"account": transaction.account, "now": transaction.now}
    return bool(transaction.execute(_EXISTS, values).scalar())


def list_accounts_with_due_changes(transaction: Transaction) -> list[str]:
    """Return every account with a change that is due, not only the caller's."""
    return list(transaction.execute(_ACCOUNTS, {"now": transaction.now}).scalars())


def list_accounts_to_notify(transaction: Transaction) -> list[str]:
    """Return the accounts with a change that is due and an active notification."""
    notified = _ACCOUNTS.where(_NOTIFIES)
    return list(transaction.execute(notified, {"now": transaction.now}).scalars())


def apply_due_changes(transaction: Transaction) -> None:
    """Apply the account's due changes, in the order of their times."""
    values = {"account": transaction.account, "now": transaction.now}
    for due, change, identifier, _ in transaction.execute(_SELECT, values).all():
        _APPLY[change](transaction, identifier, due)


def _expire_hit(transaction: Transaction, hit_id: str, when: datetime) -> None:
    hit = find_hit(transaction, hit_id)
    expire(transaction, hit, when)
    review_if_reviewable(transaction, hit, when)


def _abandon(transaction: Transaction, assignment_id: str, when: datetime) -> None:
    assignment = find_assignment(transaction, assignment_id)
    hit = find_hit(transaction, assignment.hit_id)
    release_assignment(transaction, assignment, "Abandoned", when)
    review_if_reviewable(transaction, hit, when)


def _approve(transaction: Transaction, assignment_id: str, when: datetime) -> None:
    record_approval(transaction, find_assignment(transaction, assignment_id), when)


_APPLY: Mapping[str, Callable[[Transaction, str, datetime], None]] = {
    "Accepted": _abandon,
    "Expired": _expire_hit,
    "Submitted": _approve,
}
