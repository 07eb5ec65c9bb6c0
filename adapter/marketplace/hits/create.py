"""Create HITs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.accounts.money import hold
from adapter.marketplace.documents import Kind
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.item import read_item
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.state import notify
from adapter.marketplace.hits.types import (
    SHORTEST_SECONDS,
    YEAR_SECONDS,
    find_or_create,
    find_own_type_id,
)
from adapter.marketplace.limits import check_document, check_length, check_range
from adapter.marketplace.storage.idempotency import HIT, claim_token
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

MAX_ASSIGNMENTS = 1_000_000_000

_INSERT = insert(hits)


def create_hit(transaction: Transaction, params: Params) -> Result:
    """Create a HIT of the type with these properties, which is created if it is new."""
    hit_id = _claim_id(transaction, params)
    return _create_of_type(transaction, params, hit_id, find_or_create(transaction, params))


def create_hit_with_hit_type(transaction: Transaction, params: Params) -> Result:
    """Create a HIT of an existing type of the caller's."""
    hit_id = _claim_id(transaction, params)
    return _create_of_type(
        transaction, params, hit_id, find_own_type_id(transaction, params["HITTypeId"])
    )


def _claim_id(transaction: Transaction, params: Params) -> str:
    """Return the new HIT's id; a repeated UniqueRequestToken is refused before other errors."""
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
    hit = hit_state.find(transaction, hit_id)
    hold(transaction, hit.on_hold)
    notify(transaction, hit, "HITCreated", transaction.now)
    return {"HIT": read_item(transaction, hit_id)}


UNTOUCHED = {"expired": False, "pending": 0, "submitted": 0, "completed": 0}
"""The columns of a HIT that no worker has accepted."""


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
