"""Create HITs: one of a call, or many that differ in their questions alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.accounts.balance import put_on_hold
from adapter.marketplace.documents import DocumentKind
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.hits.layouts import write_question
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.state import find_hit, notify_requester
from adapter.marketplace.hits.types import (
    SHORTEST_SECONDS,
    YEAR_SECONDS,
    find_or_create,
    find_own_type,
)
from adapter.marketplace.storage.idempotency import HIT, claim_token
from adapter.marketplace.storage.tables import hits
from adapter.marketplace.validation import check_document, check_length, check_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

MAX_ASSIGNMENTS = 1_000_000_000
COLUMNS: Mapping[str, str] = {
    "Question": "question",
    "HITLayoutId": "layout_id",
    "HITLayoutParameters": "layout_parameters",
    "RequesterAnnotation": "annotation",
    "AssignmentReviewPolicy": "assignment_policy",
    "HITReviewPolicy": "hit_policy",
}
"""The column of each optional parameter of CreateHIT that is stored as it is."""
NEW_COLUMNS: Mapping[str, str | int] = {
    "status": "Assignable",
    "review_status": "NotReviewed",
    "expired": False,
    "pending": 0,
    "submitted": 0,
    "completed": 0,
}
"""The columns of a HIT that no worker has accepted."""


@dataclass(frozen=True, slots=True)
class NewHit:
    """What a HIT does not share with the others of its batch.

    Attributes:
        id: the HITId.
        question: a valid Question.
        layout_parameters: the HITLayoutParameters of which it is made; None: of none.
    """

    id: str
    question: str
    layout_parameters: Sequence[Mapping[str, str]] | None = None


def create_hit(transaction: Transaction, params: Params) -> Result:
    """Create a HIT of the type with these properties, which is created if it is new."""
    hit_id = _claim_id(transaction, params)
    return _create_of_type(transaction, params, hit_id, find_or_create(transaction, params))


def create_hit_with_hit_type(transaction: Transaction, params: Params) -> Result:
    """Create a HIT of an existing type of the caller's."""
    hit_id = _claim_id(transaction, params)
    type_id = find_own_type(transaction, params["HITTypeId"]).id
    return _create_of_type(transaction, params, hit_id, type_id)


def insert_hits(
    transaction: Transaction, params: Params, type_id: str, new: Sequence[NewHit]
) -> None:
    """Insert HITs and put their cost on hold.

    Args:
        transaction: a write transaction.
        params: those of CreateHIT that all of them share, checked by `check_hit`.
        type_id: the HIT type of all of them.
        new: at least one.

    Raises:
        RequestError: the account has less available than they cost.
    """
    shared = _build_shared_columns(transaction, params, type_id)
    transaction.execute(insert(hits), [{**shared, **_build_own_columns(each)} for each in new])
    hit = find_hit(transaction, new[0].id)
    put_on_hold(transaction, hit.on_hold * len(new))
    if hit.specification is not None:
        for each in new:
            made = replace(hit, id=each.id)
            notify_requester(transaction, made, "HITCreated", transaction.now)


def check_hit(params: Params) -> None:
    """Raise an error for parameters of CreateHIT that the service refuses."""
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
    check_document(params, "Question", DocumentKind.QUESTION)


def _claim_id(transaction: Transaction, params: Params) -> str:
    """Return the new HIT's id; a repeated UniqueRequestToken is refused before other errors."""
    hit_id = transaction.generate_id()
    claim_token(transaction, HIT, params.get("UniqueRequestToken"), hit_id)
    return hit_id


def _create_of_type(transaction: Transaction, params: Params, hit_id: str, type_id: str) -> Result:
    check_hit(params)
    question = _read_question(transaction, params)
    new = NewHit(hit_id, question, params.get("HITLayoutParameters"))
    insert_hits(transaction, params, type_id, [new])
    return {"HIT": read_hit(transaction, hit_id)}


def _read_question(transaction: Transaction, params: Params) -> str:
    """Return the Question, or the one that the layout makes of its parameters."""
    question: str | None = params.get("Question")
    if question is not None:
        return question
    filled = write_question(transaction, params)
    check_document({"Question": filled}, "Question", DocumentKind.QUESTION)
    return filled


def _build_shared_columns(
    transaction: Transaction, params: Params, type_id: str
) -> Mapping[str, object]:
    expiration = transaction.now + timedelta(seconds=params["LifetimeInSeconds"])
    return {
        **{column: params.get(member) for member, column in COLUMNS.items()},
        **NEW_COLUMNS,
        "account": transaction.account,
        "type_id": type_id,
        "created": transaction.now,
        "status_since": transaction.now,
        "expiration": expiration,
        "due": expiration,
        "max_assignments": params.get("MaxAssignments", 1),
    }


def _build_own_columns(new: NewHit) -> Mapping[str, object]:
    return {
        "id": new.id,
        "question": new.question,
        "layout_parameters": new.layout_parameters,
    }
