"""What a requester decides on assignments, as calls of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import false as sql_false
from sqlalchemy import func, select

from adapter.marketplace.assignments.operations import OVERRIDABLE, SUBMITTED_STATUSES
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from sqlalchemy import Select

    from adapter.marketplace.storage.transaction import Transaction

Parameters = Mapping[str, str]
"""The parameters that all calls of a job share."""


@dataclass(frozen=True, slots=True)
class State:
    """What an action depends on.

    Attributes:
        status: of the assignment.
        is_late: whether it was rejected too long ago to be approved.
        is_deleted: whether its HIT was deleted.
    """

    status: str
    is_late: bool
    is_deleted: bool


class Action(StrEnum):
    """A decision."""

    APPROVE = "Approve"
    OVERTURN = "Overturn"
    REJECT = "Reject"
    BONUS = "Bonus"
    BLOCK = "Block"
    UNBLOCK = "Unblock"

    @property
    def operation(self) -> str:
        """Return the operation of the API that carries it out."""
        return _OPERATIONS[self]

    @property
    def undo(self) -> Action | None:
        """Return the action that undoes it; None if it cannot be undone."""
        return _UNDO.get(self)

    @property
    def is_of_workers(self) -> bool:
        """Return whether it is about a worker, and not about an assignment."""
        return self in {Action.BLOCK, Action.UNBLOCK}


_OPERATIONS = {
    Action.APPROVE: "ApproveAssignment",
    Action.OVERTURN: "ApproveAssignment",
    Action.REJECT: "RejectAssignment",
    Action.BONUS: "SendBonus",
    Action.BLOCK: "CreateWorkerBlock",
    Action.UNBLOCK: "DeleteWorkerBlock",
}
_UNDO = {Action.REJECT: Action.OVERTURN, Action.BLOCK: Action.UNBLOCK}
_REASONS = {
    "Accepted": "It is not submitted yet.",
    "Approved": "It is approved already.",
    "Rejected": "It is rejected already.",
    "Submitted": "It is not rejected.",
}


def build_call(
    action: Action, parameters: Parameters, assignment_id: str, worker_id: str, token: str
) -> Mapping[str, str | bool]:
    """Return the parameters of the call for one assignment.

    Args:
        action: the decision.
        parameters: those that all calls of the job share.
        assignment_id: the assignment.
        worker_id: its worker.
        token: the UniqueRequestToken of a bonus, so that it is paid once.
    """
    match action:
        case Action.APPROVE | Action.REJECT:
            return {**parameters, "AssignmentId": assignment_id}
        case Action.OVERTURN:
            return {**parameters, "AssignmentId": assignment_id, "OverrideRejection": True}
        case Action.BONUS:
            ids = {"AssignmentId": assignment_id, "WorkerId": worker_id}
            return {**parameters, **ids, "UniqueRequestToken": token}
        case Action.BLOCK | Action.UNBLOCK:
            return {**parameters, "WorkerId": worker_id}


def select_states(transaction: Transaction) -> Select[tuple[str, bool, bool]]:
    """Return the statement that selects the members of `State` from assignments and their HITs."""
    late = assignments.c.rejected < transaction.now - OVERRIDABLE
    return select(
        assignments.c.status.label("status"),
        func.coalesce(late, sql_false()).label("is_late"),
        (hits.c.status == DISPOSED).label("is_deleted"),
    ).join_from(assignments, hits, hits.c.id == assignments.c.hit_id)


def explain_obstacle(action: Action, state: State) -> str | None:
    """Return why the action is not possible in the state; None if it is possible."""
    if action.is_of_workers:
        return None
    if action is Action.BONUS:
        return None if state.status in SUBMITTED_STATUSES else _explain_status(state.status)
    if state.is_deleted:
        return "Its HIT was deleted."
    if state.status != ("Rejected" if action is Action.OVERTURN else "Submitted"):
        return _explain_status(state.status)
    if state.is_late:
        return f"It was rejected more than {OVERRIDABLE.days} days ago."
    return None


def _explain_status(status: str) -> str:
    return _REASONS.get(status, "Its worker gave it up.")
