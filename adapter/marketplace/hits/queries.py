"""Read one HIT, and lists of HITs, in the API's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select
from sqlalchemy import text as sql

from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.hits.state import UNTAKEN
from adapter.marketplace.qualifications.types import find_type
from adapter.marketplace.storage.paging import Listing, read_item
from adapter.marketplace.storage.tables import (
    hit_type_requirements,
    hit_types,
    hits,
)

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Column, ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

HIT_ITEMS = select(
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
    UNTAKEN.label("NumberOfAssignmentsAvailable"),
    hits.c.completed.label("NumberOfAssignmentsCompleted"),
).join(hit_types, hit_types.c.id == hits.c.type_id)
"""Selects HITs in the API's form."""

# A literal, because the database uses a partial index only if it sees the same condition.
_NOT_DISPOSED = sql("hits.status != 'Disposed'")


def get_hit(transaction: Transaction, params: Params) -> Result:
    """Return the HIT; this operation alone also returns a HIT that was disposed of."""
    return {"HIT": read_hit(transaction, params["HITId"])}


def read_hit(transaction: Transaction, hit_id: str) -> dict[str, Any]:
    """Return the caller's HIT in the API's form."""
    own = and_(hits.c.id == hit_id, hits.c.account == transaction.account)
    found = read_item(transaction, HIT_ITEMS.where(own))
    if found is None:
        raise HITDoesNotExistError(hit_id)
    return found


def _match_own(transaction: Transaction, _params: Params) -> ColumnElement[bool]:
    """Return the condition for all of the caller's HITs."""
    return and_(hits.c.account == transaction.account, _NOT_DISPOSED)


def _match_reviewable(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for HITs with the parameter's Status, by default Reviewable."""
    status = params.get("Status", "Reviewable")
    of_status = and_(hits.c.account == transaction.account, hits.c.status == status)
    if "HITTypeId" in params:
        return and_(of_status, hits.c.type_id == params["HITTypeId"])
    return of_status


def _match_requiring(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for HITs that require a qualification type of any account."""
    type_id = params["QualificationTypeId"]
    find_type(transaction, type_id)
    required = hit_type_requirements.c.qualification_type_id == type_id
    types = select(hit_type_requirements.c.hit_type_id).where(required)
    return and_(_match_own(transaction, params), hits.c.type_id.in_(types))


def _select_type_column(column: Column[Any]) -> ColumnElement[Any]:
    """Return the value of a column of the HIT's type."""
    return select(column).where(hit_types.c.id == hits.c.type_id).scalar_subquery()


_SORT = {
    "Title": _select_type_column(hit_types.c.title),
    "Reward": _select_type_column(hit_types.c.reward_cents),
    "Expiration": hits.c.expiration,
    "CreationTime": hits.c.created,
}

HITS = Listing("HITs", HIT_ITEMS, hits.c.serial, _match_own, hits.c.id, _SORT)
HITS_REQUIRING = Listing("HITs", HIT_ITEMS, hits.c.serial, _match_requiring, hits.c.id)
REVIEWABLE_HITS = Listing(
    "HITs",
    # Recorded: Amazon's service returned only these members of a reviewable HIT.
    select(hits.c.id.label("HITId"), hits.c.type_id.label("HITTypeId")),
    hits.c.serial,
    _match_reviewable,
    hits.c.id,
    _SORT,
)
