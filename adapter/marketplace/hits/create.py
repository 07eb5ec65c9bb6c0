"""HITs: making and showing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from adapter.marketplace.accounts.money import hold
from adapter.marketplace.documents import Kind
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.state import AVAILABLE, no_hit, notify
from adapter.marketplace.hits.types import SHORTEST_SECONDS, YEAR_SECONDS, find_or_make, own
from adapter.marketplace.limits import at_most, document, in_range
from adapter.marketplace.storage.idempotency import HIT, once
from adapter.marketplace.storage.paging import members
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

MOST_ASSIGNMENTS = 1_000_000_000

_MAKE = insert(hits)
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


def create_hit(turn: Turn, params: Params) -> Result:
    """A new HIT, of the type that has these properties."""
    hit_id = _begin(turn, params)
    return _create(turn, params, hit_id, find_or_make(turn, params))


def create_hit_with_hit_type(turn: Turn, params: Params) -> Result:
    """A new HIT of a type of the caller's."""
    hit_id = _begin(turn, params)
    return _create(turn, params, hit_id, own(turn, params["HITTypeId"]))


def get_hit(turn: Turn, params: Params) -> Result:
    """The HIT; one that was disposed of is shown here alone."""
    return {"HIT": item(turn, params["HITId"])}


def item(turn: Turn, hit_id: str) -> dict[str, Any]:
    """The caller's HIT as the API writes it."""
    rows = turn.connection.execute(_GET, {"hit_id": hit_id, "account": turn.account})
    names = tuple(rows.keys())
    found = rows.first()
    if found is None:
        raise no_hit(hit_id)
    return members(names, [found])[0]


def _begin(turn: Turn, params: Params) -> str:
    """The new HIT's id; a repeated call is refused before anything else is looked at."""
    hit_id = turn.new_id()
    once(turn, HIT, params.get("UniqueRequestToken"), hit_id)
    return hit_id


def _create(turn: Turn, params: Params, hit_id: str, type_id: str) -> Result:
    _check(params)
    expiration = turn.now + timedelta(seconds=params["LifetimeInSeconds"])
    row = {
        "id": hit_id,
        "account": turn.account,
        "type_id": type_id,
        "created": turn.now,
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
    turn.connection.execute(_MAKE, {**row, **UNTOUCHED})
    made = hit_state.find(turn, hit_id)
    hold(turn, made.held)
    notify(turn, made, "HITCreated", turn.now)
    return {"HIT": item(turn, hit_id)}


UNTOUCHED = {"expired": False, "pending": 0, "submitted": 0, "completed": 0}
"""What nobody has accepted."""


def _check(params: Params) -> None:
    in_range(params, "MaxAssignments", 1, MOST_ASSIGNMENTS)
    in_range(params, "LifetimeInSeconds", SHORTEST_SECONDS, YEAR_SECONDS)
    at_most(params, "RequesterAnnotation", 255)
    if ("Question" in params) == ("HITLayoutId" in params):
        reason = "Exactly one of the parameters Question and HITLayoutId is required."
        raise ParameterValidationError(INVALID, reason)
    if "HITLayoutParameters" in params and "HITLayoutId" not in params:
        reason = "The parameter HITLayoutParameters can only be used with HITLayoutId."
        raise ParameterValidationError(INVALID, reason)
    check_policies(params)
    document(params, "Question", Kind.QUESTION)
