"""HITs: making and showing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from adapter.marketplace.accounts.money import hold
from adapter.marketplace.documents import Kind
from adapter.marketplace.errors import INVALID, HITDoesNotExistError, ParameterValidationError
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.state import AVAILABLE, notify
from adapter.marketplace.hits.types import (
    SHORTEST_SECONDS,
    YEAR_SECONDS,
    find_or_create,
    find_own_type_id,
)
from adapter.marketplace.limits import check_document, check_length, check_range
from adapter.marketplace.storage.idempotency import HIT, claim_token
from adapter.marketplace.storage.paging import build_items
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Transaction

MAX_ASSIGNMENTS = 1_000_000_000

_INSERT = insert(hits)
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
"""A HIT as the API writes it."""

_GET = ITEM.where(hits.c.id == bindparam("hit_id"), hits.c.account == bindparam("account"))


def create_hit(transaction: Transaction, params: Params) -> Result:
    """A new HIT, of the type that has these properties."""
    hit_id = _claim_id(transaction, params)
    return _create_of_type(transaction, params, hit_id, find_or_create(transaction, params))


def create_hit_with_hit_type(transaction: Transaction, params: Params) -> Result:
    """A new HIT of a type of the caller's."""
    hit_id = _claim_id(transaction, params)
    return _create_of_type(
        transaction, params, hit_id, find_own_type_id(transaction, params["HITTypeId"])
    )


def get_hit(transaction: Transaction, params: Params) -> Result:
    """The HIT; one that was disposed of is shown here alone."""
    return {"HIT": read_item(transaction, params["HITId"])}


def read_item(transaction: Transaction, hit_id: str) -> dict[str, Any]:
    """The caller's HIT as the API writes it."""
    rows = transaction.connection.execute(_GET, {"hit_id": hit_id, "account": transaction.account})
    names = tuple(rows.keys())
    found = rows.first()
    if found is None:
        raise HITDoesNotExistError(hit_id)
    return build_items(names, [found])[0]


def _claim_id(transaction: Transaction, params: Params) -> str:
    """The new HIT's id; a repeated call is refused before anything else is looked at."""
    hit_id = transaction.generate_id()
    claim_token(transaction, HIT, params.get("UniqueRequestToken"), hit_id)
    return hit_id


def _create_of_type(transaction: Transaction, params: Params, hit_id: str, type_id: str) -> Result:
    _check(params)
    expiration = transaction.now + timedelta(seconds=params["LifetimeInSeconds"])
    row = {
        "id": hit_id,
        "account": transaction.account,
        "type_id": type_id,
        "created": transaction.now,
        "question": params.get("Question"),
        "layout_id": params.get("HITLayoutId"),
        "layout_parameters": params.get("HITLayoutParameters"),
        "annotation": params.get("RequesterAnnotation"),
        "expiration": expiration,
        "due": expiration,
        "status": "Assignable",
        "review_status": "NotReviewed",
        "max_assignments": params.get("MaxAssignments", 1),
        "assignment_policy": params.get("AssignmentReviewPolicy"),
        "hit_policy": params.get("HITReviewPolicy"),
    }
    transaction.connection.execute(_INSERT, {**row, **UNTOUCHED})
    made = hit_state.find(transaction, hit_id)
    hold(transaction, made.held)
    notify(transaction, made, "HITCreated", transaction.now)
    return {"HIT": read_item(transaction, hit_id)}


UNTOUCHED = {"expired": False, "pending": 0, "submitted": 0, "completed": 0}
"""What nobody has accepted."""


def _check(params: Params) -> None:
    check_range(params, "MaxAssignments", 1, MAX_ASSIGNMENTS)
    check_range(params, "LifetimeInSeconds", SHORTEST_SECONDS, YEAR_SECONDS)
    check_length(params, "RequesterAnnotation", 255)
    if ("Question" in params) == ("HITLayoutId" in params):
        reason = "Exactly one of the parameters Question and HITLayoutId is required."
        raise ParameterValidationError(INVALID, reason)
    if "HITLayoutParameters" in params and "HITLayoutId" not in params:
        reason = "The parameter HITLayoutParameters can only be used with HITLayoutId."
        raise ParameterValidationError(INVALID, reason)
    check_policies(params)
    check_document(params, "Question", Kind.QUESTION)
