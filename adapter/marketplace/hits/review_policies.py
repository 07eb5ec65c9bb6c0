"""Review policies, which are stored with the HIT and reported, but not carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select

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
_PARTS = {"ReviewResults": "RetrieveResults", "ReviewActions": "RetrieveActions"}
"""The parameter that requests each part of a report."""


def check_policies(params: Params) -> None:
    """Raise an error if the service does not have the policy at this level."""
    for parameter, name in _POLICIES.items():
        policy = params.get(parameter)
        if policy is not None and policy["PolicyName"] != name:
            raise InvalidValueError(f"{parameter}.PolicyName", policy["PolicyName"])


def list_review_policy_results_for_hit(transaction: Transaction, params: Params) -> Result:
    """Return the HIT's policies, each with a report without results and actions."""
    own = and_(hits.c.id == params["HITId"], hits.c.account == transaction.account)
    policies = select(hits.c.assignment_policy, hits.c.hit_policy)
    row = transaction.execute(policies.where(own, hits.c.status != DISPOSED)).first()
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
            answer[f"{level}ReviewReport"] = {
                part: [] for part, parameter in _PARTS.items() if params.get(parameter, True)
            }
    return answer
