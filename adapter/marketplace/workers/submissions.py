"""Submit an assignment by its id alone, which a worker's page has instead of a session."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from adapter.marketplace.due_changes import apply_due_changes
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.workers.assignments import submit_assignment
from adapter.marketplace.workers.work import find_work

if TYPE_CHECKING:
    from adapter.marketplace.service import Marketplace


class Submission(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    REPEATED = "submitted before"
    LATE = "after the deadline"
    RETURNED = "returned"
    UNKNOWN = "unknown"


_ENDED = {"Abandoned": Submission.LATE, "Returned": Submission.RETURNED}


def submit_by_id(
    marketplace: Marketplace, assignment_id: str, answers: str, worker_id: str | None = None
) -> Submission:
    """Submit the answers, if the assignment is in work; otherwise change nothing.

    Args:
        marketplace: the marketplace.
        assignment_id: the id, which only the worker's page knows.
        answers: a QuestionFormAnswers document.
        worker_id: the worker that the page names; another's assignment is unknown. None: the page
            names none.

    Raises:
        MarketplaceError: the answers are refused, or the database failed.
    """
    try:
        with marketplace.begin_read("") as transaction:
            owner = find_work(transaction, assignment_id).requester
        with marketplace.begin_write(owner) as transaction:
            apply_due_changes(transaction)
            work = find_work(transaction, assignment_id)
            if worker_id not in (None, work.worker_id):
                return Submission.UNKNOWN
            if work.status != "Accepted":
                return _ENDED.get(work.status, Submission.REPEATED)
            submit_assignment(transaction, work.worker_id, assignment_id, answers)
            return Submission.ACCEPTED
    except DoesNotExistError:
        return Submission.UNKNOWN
