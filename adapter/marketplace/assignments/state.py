"""Find an assignment and change its status: submit, release, approve and reject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from adapter.marketplace.accounts.balance import pay, pay_from_hold, put_on_hold
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.hits.state import DISPOSED, Hit, find_hit, notify_requester, save_hit
from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction

RELEASED = ("Returned", "Abandoned")
"""The statuses of an assignment that its worker gave up, so that another worker can accept it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment.

    Attributes:
        account: the account of the requester.
        cost_cents: reward and fee of a submitted assignment; before, the HIT holds them.
    """

    id: str
    account: str
    hit_id: str
    worker_id: str
    status: str
    rejected: datetime | None
    answer: str | None
    cost_cents: int


_FIND = select(
    assignments.c.id,
    assignments.c.account,
    assignments.c.hit_id,
    assignments.c.worker_id,
    assignments.c.status,
    assignments.c.rejected,
    assignments.c.answer,
    assignments.c.cost_cents,
    hits.c.status,
).join(hits, hits.c.id == assignments.c.hit_id)


def find_assignment(
    transaction: Transaction, assignment_id: str, *, disposed: bool = False
) -> Assignment:
    """Return an assignment of one of the caller's HITs.

    Args:
        transaction: the transaction of the HIT's owner.
        assignment_id: the assignment.
        disposed: whether to find assignments of HITs that were disposed of.

    Raises:
        DoesNotExistError: no such assignment exists, or it belongs to another account.
    """
    own = and_(assignments.c.id == assignment_id, assignments.c.account == transaction.account)
    row: Any = transaction.execute(_FIND.where(own)).first()
    if row is None or (row[-1] == DISPOSED and not disposed):
        raise DoesNotExistError("Assignment", assignment_id)
    return Assignment(*row[:-1])


def record_approval(
    transaction: Transaction, assignment: Assignment, when: datetime, feedback: str | None = None
) -> None:
    """Approve the assignment and pay it, from hold, or from the available balance if rejected."""
    was_rejected = assignment.status == "Rejected"
    (pay if was_rejected else pay_from_hold)(transaction, assignment.cost_cents)
    _update(
        transaction,
        assignment,
        status="Approved",
        approved=when,
        rejected=None,
        feedback=feedback,
        due=None,
    )
    hit = find_hit(transaction, assignment.hit_id)
    if not was_rejected:
        hit = _save_reviewed(transaction, hit, when)
    notify_requester(transaction, hit, "AssignmentApproved", when, AssignmentId=assignment.id)


def record_rejection(
    transaction: Transaction, assignment: Assignment, when: datetime, feedback: str | None
) -> None:
    """Reject the assignment and release the money on hold for it."""
    put_on_hold(transaction, -assignment.cost_cents)
    _update(transaction, assignment, status="Rejected", rejected=when, feedback=feedback, due=None)
    hit = _save_reviewed(transaction, find_hit(transaction, assignment.hit_id), when)
    notify_requester(transaction, hit, "AssignmentRejected", when, AssignmentId=assignment.id)


def record_submission(
    transaction: Transaction, assignment: Assignment, hit: Hit, answer: str, approval_at: datetime
) -> None:
    """Submit the assignment; from now on it has its own reward and fee on hold."""
    _update(
        transaction,
        assignment,
        status="Submitted",
        submitted=transaction.now,
        auto_approval=approval_at,
        due=approval_at,
        answer=answer,
        cost_cents=hit.price,
        reward_cents=hit.reward_cents,
    )
    after = replace(hit, pending=hit.pending - 1, submitted=hit.submitted + 1)
    notify_requester(
        transaction, hit, "AssignmentSubmitted", transaction.now, AssignmentId=assignment.id
    )
    save_hit(transaction, hit, after, transaction.now, kept=hit.price)


def release_assignment(
    transaction: Transaction, assignment: Assignment, status: str, when: datetime
) -> None:
    """Set the status to Returned or Abandoned, so that another worker can accept the work."""
    _update(transaction, assignment, status=status, due=None, ended=when)
    hit = find_hit(transaction, assignment.hit_id)
    notify_requester(transaction, hit, f"Assignment{status}", when, AssignmentId=assignment.id)
    save_hit(transaction, hit, replace(hit, pending=hit.pending - 1), when)


def _save_reviewed(transaction: Transaction, hit: Hit, when: datetime) -> Hit:
    """Count one submitted assignment of the HIT as reviewed."""
    after = replace(hit, submitted=hit.submitted - 1, completed=hit.completed + 1)
    return save_hit(transaction, hit, after, when)


def _update(transaction: Transaction, assignment: Assignment, **columns: object) -> None:
    of_assignment = assignments.c.id == assignment.id
    transaction.execute(update(assignments).where(of_assignment).values(columns))
