"""Report the results and actions of a HIT's review policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.reviews.details import ACTIONS, RESULTS
from adapter.marketplace.storage.tables import hits, review_details

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

    Row = Any
    """A row of `review_details`."""

_LEVELS = ("Assignment", "HIT")
_PARTS = {RESULTS: "RetrieveResults", ACTIONS: "RetrieveActions"}
"""The parameter that requests each part of a report."""
_DEFAULT_RESULTS = 100
"""AWS documents no default; the legacy default is 400, more than a page of this API has."""
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    RESULTS: {
        "ActionId": "action_id",
        "SubjectId": "subject_id",
        "SubjectType": "subject_type",
        "QuestionId": "question_id",
        "Key": "name",
        "Value": "value",
    },
    ACTIONS: {
        "ActionId": "action_id",
        "ActionName": "name",
        "TargetId": "subject_id",
        "TargetType": "subject_type",
        "Status": "status",
        "CompleteTime": "completed",
        "Result": "value",
        "ErrorCode": "error_code",
    },
}
"""The column of each member of an item."""


def list_review_policy_results_for_hit(transaction: Transaction, params: Params) -> Result:
    """Return the HIT's policies, each with a page of its report."""
    policies = _read_policies(transaction, params)
    parts = [part for part, parameter in _PARTS.items() if params.get(parameter, True)]
    size = params.get("MaxResults", _DEFAULT_RESULTS)
    found = _read_page(transaction, params, [*policies], parts, size + 1)
    answer: dict[str, Any] = {"HITId": params["HITId"]}
    for level, policy in policies.items():
        answer[f"{level}ReviewPolicy"] = policy
        answer[f"{level}ReviewReport"] = _build_report(found[:size], level, parts)
    if len(found) > size:
        answer["NextToken"] = transaction.tokens.sign(found[size - 1].serial)
    return answer


def _read_policies(transaction: Transaction, params: Params) -> Mapping[str, Any]:
    """Return the policy of each level that is requested and has one."""
    own = and_(hits.c.id == params["HITId"], hits.c.account == transaction.account)
    policies = select(hits.c.assignment_policy, hits.c.hit_policy)
    row = transaction.execute(policies.where(own, hits.c.status != DISPOSED)).first()
    if row is None:
        raise HITDoesNotExistError(params["HITId"])
    levels = params.get("PolicyLevels") or _LEVELS
    return {
        level: policy
        for level, policy in zip(_LEVELS, row, strict=True)
        if policy is not None and level in levels
    }


def _read_page(
    transaction: Transaction,
    params: Params,
    levels: Sequence[str],
    parts: Sequence[str],
    size: int,
) -> Sequence[Row]:
    token = params.get("NextToken")
    after = transaction.tokens.verify(token) if token is not None else 0
    condition = and_(
        review_details.c.hit_id == params["HITId"],
        review_details.c.level.in_(levels),
        review_details.c.part.in_(parts),
        review_details.c.serial > after,
    )
    page = select(review_details).where(condition).order_by(review_details.c.serial).limit(size)
    return transaction.execute(page).all()


def _build_report(rows: Sequence[Row], level: str, parts: Sequence[str]) -> Mapping[str, Any]:
    return {
        part: [_build_item(row) for row in rows if (row.level, row.part) == (level, part)]
        for part in parts
    }


def _build_item(row: Row) -> Mapping[str, Any]:
    members = {member: getattr(row, column) for member, column in _COLUMNS[row.part].items()}
    return {member: value for member, value in members.items() if value is not None}
