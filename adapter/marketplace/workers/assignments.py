"""Find HITs, and accept, submit and return their assignments, as a worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, insert, select

from adapter.marketplace.accounts.worker_blocks import is_blocked
from adapter.marketplace.assignments.state import (
    RELEASED,
    find_assignment,
    release_assignment,
)
from adapter.marketplace.documents import raise_for_answers
from adapter.marketplace.errors import (
    PREFIX,
    DoesNotExistError,
    HITDoesNotExistError,
    PermissionDeniedError,
    RequestError,
    WrongStateError,
)
from adapter.marketplace.hits.queries import HITS
from adapter.marketplace.hits.state import DISPOSED, Hit, find_hit, notify_requester, save_hit
from adapter.marketplace.reviews.review import review_if_reviewable, submit
from adapter.marketplace.storage.batch_ids import select_batch_id
from adapter.marketplace.storage.paging import read_page
from adapter.marketplace.storage.tables import assignments, hit_types, hits, worker_blocks
from adapter.marketplace.workers.arrivals import check_arrival, settle_arrival
from adapter.marketplace.workers.eligibility import compare_requirements, is_hidden

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.assignments.state import Assignment
    from adapter.marketplace.storage.transaction import Params, Result, Transaction
    from adapter.marketplace.workers.requirements import Qualification


def list_open_hits(
    transaction: Transaction, worker_id: str, params: Params, locale: Qualification | None = None
) -> Result:
    """Return the HITs with work for this worker, in the form of ListHITs.

    The list includes HITs that the worker may preview but not accept. HITs that the worker may not
    discover are removed from each page, so a page may have fewer items than MaxResults.

    Args:
        transaction: a read transaction, after due changes were applied.
        worker_id: the worker.
        params: MaxResults and NextToken, both optional.
        locale: the worker's Worker_Locale in place of the stored one; None means the stored one.
    """
    open_hits = replace(HITS, where=lambda _transaction, _params: _match_open(worker_id))
    found = read_page(transaction, params, open_hits)
    required = [hit["QualificationRequirements"] for hit in found["HITs"]]
    compared = compare_requirements(transaction, worker_id, required, locale)
    shown = [hit for hit, each in zip(found["HITs"], compared, strict=True) if not is_hidden(each)]
    return {**found, "NumResults": len(shown), "HITs": shown}


def list_all_hits(transaction: Transaction, params: Params) -> Result:
    """Return every account's HITs that were not deleted, in the form of ListHITs.

    Args:
        transaction: a read transaction, after due changes were applied.
        params: MaxResults and NextToken, both optional.
    """
    kept = hits.c.status != DISPOSED
    return read_page(transaction, params, replace(HITS, where=lambda _transaction, _params: kept))


def _match_open(worker_id: str) -> ColumnElement[bool]:
    """Return the condition of the HITs that the worker neither does nor is blocked from."""
    blocked = exists().where(
        worker_blocks.c.account == hits.c.account,
        worker_blocks.c.worker_id == worker_id,
        ~worker_blocks.c.ended,
    )
    done = exists().where(assignments.c.hit_id == hits.c.id, _match_done(worker_id))
    return and_(hits.c.status == "Assignable", ~done, ~blocked)


def _match_done(worker_id: str) -> ColumnElement[bool]:
    """Return the condition of the worker's assignments, without those returned or abandoned."""
    kept = assignments.c.status.not_in(RELEASED)
    return and_(assignments.c.worker_id == worker_id, kept)


def find_hit_owner(transaction: Transaction, hit_id: str) -> str:
    """Return the account that owns the HIT."""
    owner = select(hits.c.account).where(hits.c.id == hit_id)
    account: str | None = transaction.execute(owner).scalar()
    if account is None:
        raise HITDoesNotExistError(hit_id)
    return account


def find_assignment_owner(transaction: Transaction, worker_id: str, assignment_id: str) -> str:
    """Return the account that owns the HIT of this worker's assignment."""
    own = and_(assignments.c.id == assignment_id, assignments.c.worker_id == worker_id)
    account: str | None = transaction.execute(select(assignments.c.account).where(own)).scalar()
    if account is None:
        raise DoesNotExistError("Assignment", assignment_id)
    return account


def accept_hit(
    transaction: Transaction,
    worker_id: str,
    hit_id: str,
    locale: Qualification | None = None,
    arrival: int | None = None,
) -> Result:
    """Accept an assignment of the HIT, and return it with its Deadline.

    Args:
        transaction: a write transaction of the HIT's owner.
        worker_id: the worker.
        hit_id: the HIT.
        locale: the worker's Worker_Locale in place of the stored one; None means the stored one.
        arrival: the serial of the worker's arrival by a recruiting link, whose limits hold then.
    """
    hit = find_hit(transaction, hit_id)
    _check_may_accept(transaction, worker_id, hit, locale)
    if arrival is not None:
        check_arrival(transaction, worker_id, arrival, hit)
    assignment_id = transaction.generate_id()
    row = {
        "id": assignment_id,
        "account": transaction.account,
        "hit_id": hit.id,
        "worker_id": worker_id,
        "status": "Accepted",
        "accepted": transaction.now,
        "deadline": transaction.now + timedelta(seconds=hit.assignment_seconds),
        "arrival": arrival,
    }
    batch_id = select_batch_id(transaction, hits.c.id == hit.id)
    transaction.execute(insert(assignments).values(**row, due=row["deadline"], batch_id=batch_id))
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
    """Return the Question of the assignment's HIT, or None if a seeded HIT has none."""
    assignment = find_assignment(transaction, assignment_id)
    return find_hit(transaction, assignment.hit_id).question


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
    assignment = find_accepted(transaction, worker_id, assignment_id)
    hit = find_hit(transaction, assignment.hit_id)
    raise_for_answers("question", hit.question, answers)
    approval = transaction.now + timedelta(seconds=hit.approval_seconds)
    submit(transaction, assignment, hit, answers, approval)
    settle_arrival(transaction, assignment.id)
    return {
        "AssignmentId": assignment.id,
        "HITId": hit.id,
        "WorkerId": worker_id,
        "SubmitTime": transaction.now,
        "AutoApprovalTime": approval,
    }


def return_assignment(transaction: Transaction, worker_id: str, assignment_id: str) -> None:
    """Return the assignment, so that another worker can accept it."""
    assignment = find_accepted(transaction, worker_id, assignment_id)
    hit = find_hit(transaction, assignment.hit_id)
    release_assignment(transaction, assignment, "Returned", transaction.now)
    review_if_reviewable(transaction, hit, transaction.now)


def _check_may_accept(
    transaction: Transaction, worker_id: str, hit: Hit, locale: Qualification | None
) -> None:
    """Raise an error if the worker may not accept the HIT, or no assignment is available."""
    own = select(assignments.c.serial).where(assignments.c.hit_id == hit.id)
    if transaction.execute(own.where(_match_done(worker_id))).first() is not None:
        raise RequestError(
            f"{PREFIX}ExceedsMaxAssignmentsPerWorker",
            "This worker has already accepted an assignment of this HIT.",
        )
    if hit.status != "Assignable":
        raise WrongStateError("HIT", "Assignable", current=hit.status)
    if is_blocked(transaction, worker_id):
        raise PermissionDeniedError
    of_type = select(hit_types.c.requirements).where(hit_types.c.id == hit.type_id)
    requirements = transaction.execute(of_type).scalar_one()
    [compared] = compare_requirements(transaction, worker_id, [requirements], locale)
    unmet = "; ".join(str(each) for each in compared if not each.is_met)
    if unmet:
        raise RequestError(
            f"{PREFIX}DoesNotMeetRequirements",
            f"This worker does not meet the HIT's requirements. {unmet}.",
        )


def find_accepted(transaction: Transaction, worker_id: str, assignment_id: str) -> Assignment:
    """Return an assignment that the worker has in work, or raise an error."""
    assignment = find_assignment(transaction, assignment_id)
    if assignment.worker_id != worker_id:
        raise DoesNotExistError("Assignment", assignment_id)
    if assignment.status != "Accepted":
        raise WrongStateError("Assignment", "Accepted")
    return assignment
