"""Find HITs, and accept, submit and return their assignments, as a worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, insert, select

from adapter.marketplace.accounts.worker_blocks import is_blocked
from adapter.marketplace.assignments.state import (
    find_assignment,
    record_submission,
    release_assignment,
)
from adapter.marketplace.documents import DocumentKind, check_answers, raise_for_document
from adapter.marketplace.errors import (
    INVALID,
    PREFIX,
    DoesNotExistError,
    HITDoesNotExistError,
    PermissionDeniedError,
    RequestError,
    WrongStateError,
)
from adapter.marketplace.hits.queries import HITS
from adapter.marketplace.hits.state import Hit, find_hit, notify_requester, save_hit
from adapter.marketplace.storage.paging import read_page
from adapter.marketplace.storage.tables import assignments, hit_types, hits, worker_blocks
from adapter.marketplace.workers.requirements import (
    GUARDS_DISCOVERY,
    find_qualifications,
    list_unmet_requirements,
)

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement

    from adapter.marketplace.assignments.state import Assignment
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_RELEASED = ("Returned", "Abandoned")
_WORKER: BindParameter[str] = bindparam("worker_id")
_OWNER = select(hits.c.account).where(hits.c.id == bindparam("hit_id"))
_OWNER_OF_ASSIGNMENT = select(assignments.c.account).where(
    assignments.c.id == bindparam("assignment_id"), assignments.c.worker_id == _WORKER
)
_REQUIREMENTS = select(hit_types.c.requirements).where(hit_types.c.id == bindparam("type_id"))
_DONE = select(assignments.c.serial).where(
    assignments.c.hit_id == bindparam("hit_id"),
    assignments.c.worker_id == _WORKER,
    assignments.c.status.not_in(_RELEASED),
)
_ACCEPT = insert(assignments)


def list_open_hits(transaction: Transaction, worker_id: str, params: Params) -> Result:
    """Return the HITs with work for this worker, in the form of ListHITs.

    The list includes HITs that the worker may preview but not accept. HITs that the worker may not
    discover are removed from each page, so a page may have fewer items than MaxResults.

    Args:
        transaction: a read transaction, after due changes were applied.
        worker_id: the worker.
        params: MaxResults and NextToken, both optional.
    """
    condition = _match_open(worker_id)
    found = read_page(
        transaction, params, replace(HITS, where=lambda _transaction, _params: condition)
    )
    required = [each for hit in found["HITs"] for each in hit["QualificationRequirements"]]
    qualifications = find_qualifications(
        transaction, worker_id, (each["QualificationTypeId"] for each in required)
    )
    seen = [
        hit
        for hit in found["HITs"]
        if not any(
            each["ActionsGuarded"] == GUARDS_DISCOVERY
            for each in list_unmet_requirements(hit["QualificationRequirements"], qualifications)
        )
    ]
    return {**found, "NumResults": len(seen), "HITs": seen}


def _match_open(worker_id: str) -> ColumnElement[bool]:
    """Return the condition of the HITs that the worker neither does nor is blocked from."""
    does = exists().where(
        assignments.c.hit_id == hits.c.id,
        assignments.c.worker_id == worker_id,
        assignments.c.status.not_in(_RELEASED),
    )
    blocked = exists().where(
        worker_blocks.c.account == hits.c.account,
        worker_blocks.c.worker_id == worker_id,
        ~worker_blocks.c.ended,
    )
    return and_(hits.c.status == "Assignable", ~does, ~blocked)


def find_hit_owner(transaction: Transaction, hit_id: str) -> str:
    """Return the account that owns the HIT."""
    account: str | None = transaction.execute(_OWNER, {"hit_id": hit_id}).scalar()
    if account is None:
        raise HITDoesNotExistError(hit_id)
    return account


def find_assignment_owner(transaction: Transaction, worker_id: str, assignment_id: str) -> str:
    """Return the account that owns the HIT of this worker's assignment."""
    key = {"assignment_id": assignment_id, "worker_id": worker_id}
    account: str | None = transaction.execute(_OWNER_OF_ASSIGNMENT, key).scalar()
    if account is None:
        raise DoesNotExistError("Assignment", assignment_id)
    return account


def accept_hit(transaction: Transaction, worker_id: str, hit_id: str) -> Result:
    """Accept an assignment of the HIT, and return it with its Deadline."""
    hit = find_hit(transaction, hit_id)
    _check_may_accept(transaction, worker_id, hit)
    assignment_id = transaction.generate_id()
    row = {
        "id": assignment_id,
        "account": transaction.account,
        "hit_id": hit.id,
        "worker_id": worker_id,
        "status": "Accepted",
        "accepted": transaction.now,
        "deadline": transaction.now + timedelta(seconds=hit.assignment_seconds),
    }
    transaction.execute(_ACCEPT, {**row, "due": row["deadline"]})
    save_hit(transaction, hit, replace(hit, pending=hit.pending + 1), transaction.now)
    notify_requester(
        transaction, hit, "AssignmentAccepted", transaction.now, AssignmentId=assignment_id
    )
    return {
        "AssignmentId": assignment_id,
        "HITId": hit.id,
        "WorkerId": worker_id,
        "AcceptTime": row["accepted"],
        "Deadline": row["deadline"],
    }


def find_question(transaction: Transaction, assignment_id: str) -> str | None:
    """Return the Question of the assignment's HIT, or None if the HIT has a layout."""
    return find_hit(transaction, find_assignment(transaction, assignment_id).hit_id).question


def submit_assignment(
    transaction: Transaction, worker_id: str, assignment_id: str, answers: str
) -> Result:
    """Submit the worker's answers, and return the assignment with its times.

    Args:
        transaction: a write transaction of the HIT's owner.
        worker_id: the worker.
        assignment_id: an assignment that the worker has accepted.
        answers: a QuestionFormAnswers document.
    """
    assignment = _find_accepted(transaction, worker_id, assignment_id)
    hit = find_hit(transaction, assignment.hit_id)
    raise_for_document(DocumentKind.ANSWERS, answers)
    if hit.question is not None and (misfits := check_answers(hit.question, answers)):
        text = f"The answers do not fit the question: {'; '.join(misfits)}."
        raise RequestError(INVALID, text)
    approval = transaction.now + timedelta(seconds=hit.approval_seconds)
    record_submission(transaction, assignment, hit, answers, approval)
    return {
        "AssignmentId": assignment.id,
        "HITId": hit.id,
        "WorkerId": worker_id,
        "SubmitTime": transaction.now,
        "AutoApprovalTime": approval,
    }


def return_assignment(transaction: Transaction, worker_id: str, assignment_id: str) -> None:
    """Return the assignment, so that another worker can accept it."""
    assignment = _find_accepted(transaction, worker_id, assignment_id)
    release_assignment(transaction, assignment, "Returned", transaction.now)


def _check_may_accept(transaction: Transaction, worker_id: str, hit: Hit) -> None:
    """Raise an error if the worker may not accept the HIT, or no assignment is available."""
    key = {"hit_id": hit.id, "worker_id": worker_id}
    if transaction.execute(_DONE, key).first() is not None:
        raise RequestError(
            f"{PREFIX}ExceedsMaxAssignmentsPerWorker",
            "This worker has already accepted an assignment of this HIT.",
        )
    if hit.status != "Assignable":
        raise WrongStateError("HIT", "Assignable", current=hit.status)
    if is_blocked(transaction, worker_id):
        raise PermissionDeniedError
    requirements = transaction.execute(_REQUIREMENTS, {"type_id": hit.type_id}).scalar_one()
    qualifications = find_qualifications(
        transaction, worker_id, (each["QualificationTypeId"] for each in requirements)
    )
    missing = ", ".join(
        each["QualificationTypeId"]
        for each in list_unmet_requirements(requirements, qualifications)
    )
    if missing:
        raise RequestError(
            f"{PREFIX}DoesNotMeetRequirements",
            f"This worker does not meet the HIT's requirements for: {missing}.",
        )


def _find_accepted(transaction: Transaction, worker_id: str, assignment_id: str) -> Assignment:
    assignment = find_assignment(transaction, assignment_id)
    if assignment.worker_id != worker_id:
        raise DoesNotExistError("Assignment", assignment_id)
    if assignment.status != "Accepted":
        raise WrongStateError("Assignment", "Accepted")
    return assignment
