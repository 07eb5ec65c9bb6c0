"""List a worker's own assignments, with what they earn."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.accounts.balance import format_dollars, parse_cents
from adapter.marketplace.storage.paging import Listing, read_page
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits
from adapter.marketplace.workers.work import REWARD_CENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_ITEMS = (
    select(
        assignments.c.id.label("AssignmentId"),
        assignments.c.hit_id.label("HITId"),
        hit_types.c.title.label("Title"),
        REWARD_CENTS.label("Reward"),
        assignments.c.status.label("AssignmentStatus"),
        assignments.c.accepted.label("AcceptTime"),
        assignments.c.deadline.label("Deadline"),
        assignments.c.submitted.label("SubmitTime"),
        assignments.c.auto_approval.label("AutoApprovalTime"),
        assignments.c.approved.label("ApprovalTime"),
        assignments.c.rejected.label("RejectionTime"),
        assignments.c.feedback.label("RequesterFeedback"),
    )
    .join(hits, hits.c.id == assignments.c.hit_id)
    .join(hit_types, hit_types.c.id == hits.c.type_id)
)


def list_own_assignments(transaction: Transaction, worker_id: str, params: Params) -> Result:
    """Return the worker's assignments of every status, in the order of acceptance.

    Each has the members of an Assignment but its Answer, the Title and Reward of its HIT, and the
    BonusAmount of all its bonuses if it has any.

    Args:
        transaction: a read transaction, after due changes were applied.
        worker_id: the worker.
        params: MaxResults and NextToken, both optional.
    """
    own = Listing(
        "Assignments",
        _ITEMS,
        assignments.c.serial,
        lambda _transaction, _params: assignments.c.worker_id == worker_id,
    )
    found = read_page(transaction, params, own)
    bonuses = _sum_bonuses(transaction, [each["AssignmentId"] for each in found["Assignments"]])
    return {
        **found,
        "Assignments": [
            {
                **each,
                "Reward": format_dollars(each["Reward"]),
                **bonuses.get(each["AssignmentId"], {}),
            }
            for each in found["Assignments"]
        ],
    }


def _sum_bonuses(
    transaction: Transaction, assignment_ids: Iterable[str]
) -> Mapping[str, Mapping[str, str]]:
    """Return the BonusAmount of the assignments that have a bonus."""
    of_assignments = bonus_payments.c.assignment_id.in_(assignment_ids)
    paid = select(bonus_payments.c.assignment_id, bonus_payments.c.amount).where(of_assignments)
    cents: dict[str, int] = defaultdict(int)
    for row in transaction.execute(paid):
        cents[row.assignment_id] += parse_cents(row.amount)
    return {key: {"BonusAmount": format_dollars(total)} for key, total in cents.items()}
