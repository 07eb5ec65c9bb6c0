"""Read a HIT in the API's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.hits.state import AVAILABLE
from adapter.marketplace.storage.paging import build_items
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

ITEM = select(
    hits.c.id.label("HITId"),
    hits.c.type_id.label("HITTypeId"),
    hit_types.c.group_id.label("HITGroupId"),
    hits.c.layout_id.label("HITLayoutId"),
    hits.c.created.label("CreationTime"),
    hit_types.c.title.label("Title"),
    hit_types.c.description.label("Description"),
    hits.c.question.label("Question"),
    hit_types.c.keywords.label("Keywords"),
    hits.c.status.label("HITStatus"),
    hits.c.max_assignments.label("MaxAssignments"),
    hit_types.c.reward.label("Reward"),
    hit_types.c.approval_seconds.label("AutoApprovalDelayInSeconds"),
    hits.c.expiration.label("Expiration"),
    hit_types.c.assignment_seconds.label("AssignmentDurationInSeconds"),
    hits.c.annotation.label("RequesterAnnotation"),
    hit_types.c.requirements.label("QualificationRequirements"),
    hits.c.review_status.label("HITReviewStatus"),
    hits.c.pending.label("NumberOfAssignmentsPending"),
    AVAILABLE.label("NumberOfAssignmentsAvailable"),
    hits.c.completed.label("NumberOfAssignmentsCompleted"),
).join(hit_types, hit_types.c.id == hits.c.type_id)
"""Selects HITs in the API's form."""

_GET = ITEM.where(hits.c.id == bindparam("hit_id"), hits.c.account == bindparam("account"))


def get_hit(transaction: Transaction, params: Params) -> Result:
    """Return the HIT; this operation alone also returns a HIT that was disposed of."""
    return {"HIT": read_item(transaction, params["HITId"])}


def read_item(transaction: Transaction, hit_id: str) -> dict[str, Any]:
    """Return the caller's HIT in the API's form."""
    rows = transaction.connection.execute(_GET, {"hit_id": hit_id, "account": transaction.account})
    names = tuple(rows.keys())
    found = rows.first()
    if found is None:
        raise HITDoesNotExistError(hit_id)
    return build_items(names, [found])[0]
