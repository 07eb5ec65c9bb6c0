"""The statistics that a live service's lists tell, over which periods, and why no others.

The legacy service kept every statistic for ever. The current API has none, and lists a HIT with its
assignments and bonuses until it is deleted, by hand or after 120 days. So statistics of the present
can be counted in full, statistics of recent days without deleted HITs, and others not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from adapter.translation.handlers import amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from adapter.model import CheckedCall
    from adapter.queries import Amount
    from adapter.translation.handlers.amounts import AmountsConversation, Worth

MAX_DAYS = 120
"""Older HITs are deleted, so the count of an older day would always be 0."""


@dataclass(frozen=True, slots=True)
class Periods:
    """The supported periods, and why others are refused."""

    supported: tuple[str, ...]
    reason: str


NOW = Periods(
    ("LifeToDate",),
    "Over days its value was the change within them, and the current API tells only what is so"
    " now. Use LifeToDate.",
)
DATED = Periods(
    ("OneDay", "SevenDays", "ThirtyDays"),
    "The current API no longer lists what was deleted, and deletes every HIT after 120 days. Use"
    f" OneDay with a Count up to {MAX_DAYS}, SevenDays or ThirtyDays.",
)
SHARE = Periods(
    ("SevenDays", "ThirtyDays"),
    "For a day its value was the change of the share over all time, which the current API cannot"
    " tell. Use SevenDays or ThirtyDays, or NumberAssignmentsApproved and"
    " NumberAssignmentsRejected.",
)


def sum_amounts(found: Sequence[Amount]) -> Decimal:
    """Return the sum of all amounts."""
    return sum((each.total for each in found), amounts.NOTHING)


def average_amounts(found: Sequence[Amount]) -> Decimal:
    """Return the mean, which of ones and zeros is a fraction as documented; 0 without amounts."""
    number = sum(each.number for each in found)
    return sum_amounts(found) / number if number else amounts.NOTHING


@dataclass(frozen=True, slots=True)
class Statistic:
    """How a statistic is computed.

    Attributes:
        amounts: begins the conversation that reads its amounts from lists.
        periods: the supported ones.
    """

    amounts: Callable[[CheckedCall], AmountsConversation]
    periods: Periods


def _build_review_sum(
    statuses: tuple[str, ...], worth: Worth
) -> Callable[[CheckedCall], AmountsConversation]:
    return partial(amounts.sum_reviewed_assignments, statuses=statuses, worth=worth)


_BOTH = ("Approved", "Rejected")
_APPROVED = Statistic(_build_review_sum(("Approved",), amounts.count_one), DATED)
_REJECTED = Statistic(_build_review_sum(("Rejected",), amounts.count_one), DATED)
_SHARE_APPROVED = Statistic(_build_review_sum(_BOTH, amounts.count_approved), DATED)
_SHARE_REJECTED = Statistic(_build_review_sum(_BOTH, amounts.count_rejected), DATED)
_IN_STATUS = {
    status: Statistic(partial(amounts.count_hits_in_status, status=status), NOW)
    for status in ("Assignable", "Reviewable")
}
_PAYOUT = _build_review_sum(("Approved",), amounts.count_reward)

REQUESTER: Mapping[str, Statistic] = {
    # Of the present: nothing is lost, since no deleted HIT is in any of these states.
    "NumberHITsAssignable": _IN_STATUS["Assignable"],
    "NumberHITsReviewable": _IN_STATUS["Reviewable"],
    "NumberAssignmentsAvailable": Statistic(amounts.count_available_assignments, NOW),
    "NumberAssignmentsPending": Statistic(amounts.count_submitted_assignments, NOW),
    "EstimatedRewardLiability": Statistic(amounts.list_reward_liabilities, NOW),
    # Of recent days: assignments and bonuses of deleted HITs are lost.
    "NumberHITsCreated": Statistic(amounts.count_created_hits, DATED),
    "NumberAssignmentsApproved": _APPROVED,
    "NumberAssignmentsRejected": _REJECTED,
    "PercentAssignmentsApproved": replace(_SHARE_APPROVED, periods=SHARE),
    "PercentAssignmentsRejected": replace(_SHARE_REJECTED, periods=SHARE),
    "TotalRewardPayout": Statistic(_PAYOUT, DATED),
    "TotalBonusPayout": Statistic(amounts.list_bonuses, DATED),
}
"""The statistics of GetRequesterStatistic that lists of the current API tell."""

WORKER: Mapping[str, Statistic] = {
    "NumberAssignmentsApproved": _APPROVED,
    "NumberAssignmentsRejected": _REJECTED,
    # For one worker the reference defines a plain division, whatever the period.
    "PercentAssignmentsApproved": _SHARE_APPROVED,
    "PercentAssignmentsRejected": _SHARE_REJECTED,
}
"""The statistics of GetRequesterWorkerStatistic that lists of the current API tell."""

_FEES = (
    "The current API tells no fees. Use TotalRewardPayout and TotalBonusPayout, and work the fees"
    " out from Mechanical Turk's price list."
)
_LIABLE_FEES = (
    "The current API tells no fees. Use EstimatedRewardLiability, and work the fees out from"
    " Mechanical Turk's price list."
)
_UNLISTED_WORK = (
    "The current API lists an assignment only once it was submitted. Use"
    " NumberAssignmentsApproved, NumberAssignmentsRejected and NumberAssignmentsPending."
)
_ANSWERS = (
    "The current API keeps no such count. Use GetReviewResultsForHIT for each HIT, which still"
    " gives the results of its review policies."
)

UNSUPPORTED: Mapping[str, str] = {
    "NumberHITsCompleted": (
        "The current API no longer lists HITs that are disposed of or disabled. Count them as your"
        " program disposes of them."
    ),
    "AverageRewardAmount": (
        "It is the change of an average over all time, which the current API cannot tell. Divide"
        " TotalRewardPayout by NumberAssignmentsApproved."
    ),
    "TotalRewardFeePayout": _FEES,
    "TotalFeePayout": _FEES,
    "TotalRewardAndFeePayout": _FEES,
    "TotalBonusFeePayout": _FEES,
    "EstimatedFeeLiability": _LIABLE_FEES,
    "EstimatedTotalLiability": _LIABLE_FEES,
    "NumberAssignmentsAccepted": _UNLISTED_WORK,
    "NumberAssignmentsReturned": _UNLISTED_WORK,
    "NumberAssignmentsAbandoned": _UNLISTED_WORK,
    "NumberKnownAnswersCorrect": _ANSWERS,
    "NumberKnownAnswersIncorrect": _ANSWERS,
    "NumberKnownAnswersEvaluated": _ANSWERS,
    "PercentKnownAnswersCorrect": _ANSWERS,
    "NumberPluralityAnswersCorrect": _ANSWERS,
    "NumberPluralityAnswersIncorrect": _ANSWERS,
    "NumberPluralityAnswersEvaluated": _ANSWERS,
    "PercentPluralityAnswersCorrect": _ANSWERS,
}
"""Why each of the others cannot be computed, and what to use instead."""
