"""An assignment as it is decided over, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from adapter.marketplace.accounts.money import hold, pay, pay_held
from adapter.marketplace.errors import RequestError, does_not_exist
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.state import DISPOSED, Hit, notify, put
from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.transaction import Turn


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment.

    Attributes:
        account: the requester's, whose HIT it is of.
        cost_cents: reward and fee; 0 until it is handed in, for the HIT holds them.
    """

    id: str
    account: str
    hit_id: str
    worker_id: str
    status: str
    rejected: datetime | None
    answer: str | None
    cost_cents: int


_FIND = (
    select(
        assignments.c.id,
        assignments.c.account,
        assignments.c.hit_id,
        assignments.c.worker_id,
        assignments.c.status,
        assignments.c.rejected,
        assignments.c.answer,
        assignments.c.cost_cents,
        hits.c.status.label("hit_status"),
    )
    .join(hits, hits.c.id == assignments.c.hit_id)
    .where(assignments.c.id == bindparam("assignment_id"))
)
_BY_ID = update(assignments).where(assignments.c.id == bindparam("assignment_id"))
_DECIDE = _BY_ID.values(
    status=bindparam("new_status"),
    approved=bindparam("new_approved"),
    rejected=bindparam("new_rejected"),
    feedback=bindparam("new_feedback"),
    due=None,
)
_HAND_IN = _BY_ID.values(
    status="Submitted",
    submitted=bindparam("new_submitted"),
    auto_approval=bindparam("new_auto_approval"),
    due=bindparam("new_auto_approval"),
    answer=bindparam("new_answer"),
    cost_cents=bindparam("new_cost"),
)
_GIVE_UP = _BY_ID.values(status=bindparam("new_status"), due=None)


def find(turn: Turn, assignment_id: str, *, disposed: bool = False) -> Assignment:
    """The assignment of a HIT of the caller's.

    Args:
        turn: the call.
        assignment_id: one that is not there, or another's, is refused.
        disposed: whether those of HITs count that were disposed of.
    """
    row: Any = turn.connection.execute(_FIND, {"assignment_id": assignment_id}).first()
    if row is None or row.account != turn.account:
        raise no_assignment(assignment_id)
    if row.hit_status == DISPOSED and not disposed:
        raise no_assignment(assignment_id)
    return Assignment(*row[:-1])


def no_assignment(assignment_id: str) -> RequestError:
    """The refusal as it was captured."""
    return does_not_exist("Assignment", assignment_id)


def approve(
    turn: Turn, assignment: Assignment, when: datetime, feedback: str | None = None
) -> None:
    """Pays for the work: what is on hold for it, or once more if it was rejected."""
    if assignment.status == "Rejected":
        pay(turn, assignment.cost_cents)
        _write(turn, assignment, "Approved", feedback, approved=when)
        hit = hit_state.find(turn, assignment.hit_id)
    else:
        pay_held(turn, assignment.cost_cents)
        _write(turn, assignment, "Approved", feedback, approved=when)
        hit = _decided(turn, assignment, when)
    notify(turn, hit, "AssignmentApproved", when, AssignmentId=assignment.id)


def reject(turn: Turn, assignment: Assignment, when: datetime, feedback: str) -> None:
    """Takes back what is on hold for the work."""
    hold(turn, -assignment.cost_cents)
    _write(turn, assignment, "Rejected", feedback, rejected=when)
    hit = _decided(turn, assignment, when)
    notify(turn, hit, "AssignmentRejected", when, AssignmentId=assignment.id)


def hand_in(
    turn: Turn, assignment: Assignment, hit: Hit, answer: str, approval_at: datetime
) -> None:
    """Takes the worker's answer; from now on the assignment holds its own reward and fee."""
    values = {"new_submitted": turn.now, "new_auto_approval": approval_at, "new_answer": answer}
    turn.connection.execute(
        _HAND_IN, {**values, "assignment_id": assignment.id, "new_cost": hit.price}
    )
    after = replace(hit, pending=hit.pending - 1, submitted=hit.submitted + 1)
    notify(turn, hit, "AssignmentSubmitted", turn.now, AssignmentId=assignment.id)
    put(turn, hit, after, turn.now, kept=hit.price)


def give_up(turn: Turn, assignment: Assignment, status: str, when: datetime) -> None:
    """Lets somebody else do the work; the status is Returned or Abandoned."""
    turn.connection.execute(_GIVE_UP, {"assignment_id": assignment.id, "new_status": status})
    hit = hit_state.find(turn, assignment.hit_id)
    notify(turn, hit, f"Assignment{status}", when, AssignmentId=assignment.id)
    put(turn, hit, replace(hit, pending=hit.pending - 1), when)


def _decided(turn: Turn, assignment: Assignment, when: datetime) -> Hit:
    hit = hit_state.find(turn, assignment.hit_id)
    after = replace(hit, submitted=hit.submitted - 1, completed=hit.completed + 1)
    return put(turn, hit, after, when)


def _write(
    turn: Turn,
    assignment: Assignment,
    status: str,
    feedback: str | None,
    *,
    approved: datetime | None = None,
    rejected: datetime | None = None,
) -> None:
    turn.connection.execute(
        _DECIDE,
        {
            "assignment_id": assignment.id,
            "new_status": status,
            "new_approved": approved,
            "new_rejected": rejected,
            "new_feedback": feedback,
        },
    )
