"""Get, list, approve and reject submitted assignments, and find their files, as their requester."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sqlalchemy import and_, select

from adapter.marketplace.assignments.state import find_assignment, record_approval, record_rejection
from adapter.marketplace.documents import DocumentKind, list_violations
from adapter.marketplace.documents.answers import read_answers_by_question
from adapter.marketplace.errors import InvalidValueError, WrongStateError
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.hits.state import find_hit
from adapter.marketplace.storage.paging import Listing, read_item
from adapter.marketplace.storage.tables import assignments
from adapter.marketplace.uploads import find_upload_id
from adapter.marketplace.validation import check_length

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

SUBMITTED_STATUSES = ("Submitted", "Approved", "Rejected")
OVERRIDABLE = timedelta(days=30)
"""How long after a rejection the assignment can still be approved."""
_MAX_FEEDBACK = 1024
_UPLOAD_HOST = "uploads.mturk.invalid"
"""A host in the reserved domain `.invalid`, which never resolves: a seed's files are not stored."""
_UPLOAD_LIFETIME = timedelta(seconds=60)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

ASSIGNMENT_ITEMS = select(
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
"""Selects assignments in the API's form."""


def get_assignment(transaction: Transaction, params: Params) -> Result:
    """Return the submitted assignment and its HIT."""
    assignment = find_assignment(transaction, params["AssignmentId"])
    if assignment.status not in SUBMITTED_STATUSES:
        # Recorded from Amazon's service, which has other names for these states elsewhere.
        raise WrongStateError("Assignment", "Reviewable", "Approved", "Rejected")
    item = ASSIGNMENT_ITEMS.where(assignments.c.id == assignment.id)
    return {
        "Assignment": read_item(transaction, item),
        "HIT": read_hit(transaction, assignment.hit_id),
    }


def _match_submitted(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for the HIT's submitted assignments with the requested statuses."""
    hit = find_hit(transaction, params["HITId"])
    statuses = params.get("AssignmentStatuses") or SUBMITTED_STATUSES
    return and_(assignments.c.hit_id == hit.id, assignments.c.status.in_(statuses))


ASSIGNMENTS = Listing(
    "Assignments",
    ASSIGNMENT_ITEMS,
    assignments.c.serial,
    _match_submitted,
    assignments.c.id,
    {
        "AcceptTime": assignments.c.accepted,
        "SubmitTime": assignments.c.submitted,
        "Answer": assignments.c.answer,
        "AssignmentStatus": assignments.c.status,
    },
)


def approve_assignment(transaction: Transaction, params: Params) -> Result:
    """Approve a submitted assignment, or with OverrideRejection one rejected within 30 days."""
    _check_feedback(params)
    assignment = find_assignment(transaction, params["AssignmentId"])
    overrides = params.get("OverrideRejection", False)
    rejected = assignment.rejected if assignment.status == "Rejected" else None
    in_time = rejected is not None and transaction.now - rejected <= OVERRIDABLE
    if not (assignment.status == "Submitted" or (overrides and in_time)):
        raise WrongStateError("Assignment", "Submitted")
    record_approval(transaction, assignment, transaction.now, params.get("RequesterFeedback"))
    return {}


def reject_assignment(transaction: Transaction, params: Params) -> Result:
    """Reject a submitted assignment, which is not paid."""
    _check_feedback(params)
    assignment = find_assignment(transaction, params["AssignmentId"])
    if assignment.status != "Submitted":
        raise WrongStateError("Assignment", "Submitted")
    record_rejection(transaction, assignment, transaction.now, params["RequesterFeedback"])
    return {}


def _check_feedback(params: Params) -> None:
    check_length(params, "RequesterFeedback", _MAX_FEEDBACK)
    feedback = params.get("RequesterFeedback", "")
    if _CONTROL.search(feedback) is not None:
        raise InvalidValueError("RequesterFeedback", feedback)


def get_file_upload_url(transaction: Transaction, params: Params) -> Result:
    """Return a URL for the file that answers a question, valid for a minute."""
    assignment = find_assignment(transaction, params["AssignmentId"])
    if assignment.status not in SUBMITTED_STATUSES:
        raise WrongStateError("Assignment", *SUBMITTED_STATUSES)
    question = params["QuestionIdentifier"]
    if not _is_file(assignment.answer, question):
        raise InvalidValueError("QuestionIdentifier", question)
    ends = transaction.now + _UPLOAD_LIFETIME
    upload_id = find_upload_id(transaction, assignment.id, question)
    if transaction.file_links is not None and upload_id is not None:
        return {"FileUploadURL": transaction.file_links.build(upload_id, ends)}
    expires = int(ends.timestamp())
    path = quote(f"{assignment.id}/{question}")
    return {"FileUploadURL": f"https://{_UPLOAD_HOST}/{path}?{urlencode({'Expires': expires})}"}


def _is_file(answers: str | None, question: str) -> bool:
    # A seed may contain an answer that is not a valid document.
    if answers is None or list_violations(DocumentKind.ANSWERS, answers):
        return False
    answer = read_answers_by_question(answers).get(question)
    return answer is not None and answer.size is not None
