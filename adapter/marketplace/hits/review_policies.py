"""Review policies, which are stored with the HIT and reported, but not carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.marketplace.errors import HITDoesNotExistError, InvalidValueError
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_POLICIES = {
    "AssignmentReviewPolicy": "ScoreMyKnownAnswers/2011-09-01",
    "HITReviewPolicy": "SimplePlurality/2011-09-01",
}
_LEVELS = ("Assignment", "HIT")
_REPORTS = {"Assignment": "AssignmentReviewReport", "HIT": "HITReviewReport"}

_FIND = select(hits.c.assignment_policy, hits.c.hit_policy).where(
    hits.c.id == bindparam("hit_id"),
    hits.c.account == bindparam("account"),
    hits.c.status != DISPOSED,
)


def check_policies(params: Params) -> None:
    """Raise an error if the service does not have the policy at this level."""
    for parameter, name in _POLICIES.items():
        policy = params.get(parameter)
        if policy is not None and policy["PolicyName"] != name:
            raise InvalidValueError(f"{parameter}.PolicyName", policy["PolicyName"])


def list_review_policy_results_for_hit(transaction: Transaction, params: Params) -> Result:
    """Return the HIT's policies, each with a report without results and actions."""
    key = {"hit_id": params["HITId"], "account": transaction.account}
    row = transaction.execute(_FIND, key).first()
    if row is None:
        raise HITDoesNotExistError(params["HITId"])
    token = params.get("NextToken")
    if token is not None:
        transaction.tokens.verify(token)
    answer = {"HITId": params["HITId"]}
    levels = params.get("PolicyLevels") or _LEVELS
    for level, policy in zip(_LEVELS, row, strict=True):
        if policy is not None and level in levels:
            answer[f"{level}ReviewPolicy"] = policy
            answer[_REPORTS[level]] = _build_report(params)
    return answer


def _build_report(params: Params) -> Result:
    """Return an empty list for each part that the parameters request."""
    parts = {"ReviewResults": "RetrieveResults", "ReviewActions": "RetrieveActions"}
    return {part: [] for part, parameter in parts.items() if params.get(parameter, True)}
