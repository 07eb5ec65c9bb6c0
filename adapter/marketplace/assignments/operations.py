"""Assignments as requesters see them: what was handed in, and what they decide of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from adapter.marketplace.assignments.state import approve, find, no_assignment, reject
from adapter.marketplace.errors import invalid_value, wrong_state
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.create import item
from adapter.marketplace.limits import at_most
from adapter.marketplace.storage.paging import Listing, members
from adapter.marketplace.storage.tables import assignments

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import Params, Result, Turn

HANDED_IN = ("Submitted", "Approved", "Rejected")
_OVERRIDABLE = timedelta(days=30)
_FEEDBACK = 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

ITEM = select(
    assignments.c.id.label("AssignmentId"),
    assignments.c.worker_id.label("WorkerId"),
    assignments.c.hit_id.label("HITId"),
    assignments.c.status.label("AssignmentStatus"),
    assignments.c.auto_approval.label("AutoApprovalTime"),
    assignments.c.accepted.label("AcceptTime"),
    assignments.c.submitted.label("SubmitTime"),
    assignments.c.approved.label("ApprovalTime"),
    assignments.c.rejected.label("RejectionTime"),
    assignments.c.deadline.label("Deadline"),
    assignments.c.answer.label("Answer"),
    assignments.c.feedback.label("RequesterFeedback"),
)
"""An assignment as the API writes it."""

_GET = ITEM.where(assignments.c.id == bindparam("assignment_id"))


def get_assignment(turn: Turn, params: Params) -> Result:
    """Return what was handed in, and the HIT it was for."""
    assignment = find(turn, params["AssignmentId"])
    if assignment.status not in HANDED_IN:
        # Captured in these words, though the states have other names elsewhere.
        raise wrong_state("Assignment", "Reviewable", "Approved", "Rejected")
    return {"Assignment": _item(turn, assignment.id), "HIT": item(turn, assignment.hit_id)}


def _handed_in(turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of what was handed in for the HIT, in the states asked for."""
    hit = hit_state.find(turn, params["HITId"])
    statuses = params.get("AssignmentStatuses") or HANDED_IN
    return and_(assignments.c.hit_id == hit.id, assignments.c.status.in_(statuses))


ASSIGNMENTS = Listing(
    "Assignments",
    ITEM,
    assignments.c.serial,
    _handed_in,
    assignments.c.id,
    {
        "AcceptTime": assignments.c.accepted,
        "SubmitTime": assignments.c.submitted,
        "Answer": assignments.c.answer,
        "AssignmentStatus": assignments.c.status,
    },
)


def approve_assignment(turn: Turn, params: Params) -> Result:
    """Pay for what was handed in, or for what was rejected within the last 30 days."""
    _check_feedback(params)
    assignment = find(turn, params["AssignmentId"])
    overrides = params.get("OverrideRejection", False)
    rejected = assignment.rejected if assignment.status == "Rejected" else None
    in_time = rejected is not None and turn.now - rejected <= _OVERRIDABLE
    if not (assignment.status == "Submitted" or (overrides and in_time)):
        raise wrong_state("Assignment", "Submitted")
    approve(turn, assignment, turn.now, params.get("RequesterFeedback"))
    return {}


def reject_assignment(turn: Turn, params: Params) -> Result:
    """Reject what was handed in, and pay nothing for it."""
    _check_feedback(params)
    assignment = find(turn, params["AssignmentId"])
    if assignment.status != "Submitted":
        raise wrong_state("Assignment", "Submitted")
    reject(turn, assignment, turn.now, params["RequesterFeedback"])
    return {}


def _check_feedback(params: Params) -> None:
    at_most(params, "RequesterFeedback", _FEEDBACK)
    feedback = params.get("RequesterFeedback", "")
    if _CONTROL.search(feedback) is not None:
        raise invalid_value("RequesterFeedback", feedback)


def _item(turn: Turn, assignment_id: str) -> dict[str, Any]:
    rows = turn.connection.execute(_GET, {"assignment_id": assignment_id})
    names = tuple(rows.keys())
    found = rows.first()
    if found is None:
        raise no_assignment(assignment_id)
    return members(names, [found])[0]
