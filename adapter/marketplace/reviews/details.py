"""The results and actions of a review, as they are stored and reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.storage.tables import review_details

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction

RESULTS = "ReviewResults"
ACTIONS = "ReviewActions"
ASSIGNMENT = "Assignment"
HIT = "HIT"


@dataclass(frozen=True, slots=True)
class Detail:
    """A result, or an action if it has a status.

    Attributes:
        subject_type: `ASSIGNMENT` or `HIT`.
        name: the result's Key, or the action's ActionName.
        value: the result's Value, or the action's Result.
        status: an action's Succeeded or Failed.
    """

    subject_type: str
    subject_id: str
    name: str
    value: str
    question_id: str | None = None
    status: str | None = None
    error_code: str | None = None


def store_details(
    transaction: Transaction, hit_id: str, level: str, details: Sequence[Detail], when: datetime
) -> None:
    """Store what one review found and did; its results have the identifier of the review."""
    review_id = transaction.generate_id()
    rows = [
        {
            **asdict(each),
            "account": transaction.account,
            "hit_id": hit_id,
            "level": level,
            "part": RESULTS if each.status is None else ACTIONS,
            "action_id": review_id if _is_of_review(each) else transaction.generate_id(),
            "completed": when,
        }
        for each in details
    ]
    if rows:
        transaction.execute(insert(review_details), rows)


REVIEW = "review"
"""The name of the action that gives an assignment's results, as in Amazon's sample."""


def _is_of_review(detail: Detail) -> bool:
    return detail.status is None or detail.name == REVIEW
