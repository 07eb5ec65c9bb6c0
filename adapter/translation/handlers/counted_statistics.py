"""Every statistic of the reference, for an upstream that counts in its own records.

The marketplace deletes nothing, so it can answer all of them over every period.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from adapter.translation.handlers.statistic_table import average_amounts, sum_amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.queries import Amount

MAX_COUNTED_DAYS = 3660
"""Ten years of data points."""

_DAYS = ("OneDay", "SevenDays", "ThirtyDays")
_ROUNDED = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CountedStatistic:
    """How a statistic is counted.

    Attributes:
        measure: the name that `SortedLists.read_amounts` knows its amounts by.
        member: of a data point, for the value; by the statistic's documented type.
        aggregate: returns a value for amounts.
        present: the measure of the present, which is the value of LifeToDate; None if `measure`
            is, too.
        changes_over: the periods whose value is the change of the value over all time.
    """

    measure: str
    member: str = "LongValue"
    aggregate: Callable[[Sequence[Amount]], Decimal] = sum_amounts
    present: str | None = None
    changes_over: tuple[str, ...] = ()

    def find_measure(self, period: str) -> str:
        """Return the measure of this period."""
        return self.present if self.present and period == "LifeToDate" else self.measure


def round_average(found: Sequence[Amount]) -> Decimal:
    """Return the mean as a rounded percentage, which is a fraction of two digits."""
    return average_amounts(found).quantize(_ROUNDED)


def _change(name: str, member: str = "LongValue") -> CountedStatistic:
    """Return a statistic of the present, whose value over days is its change, as documented."""
    return CountedStatistic(f"{name}Changes", member, present=name)


def _sum_money(measure: str) -> CountedStatistic:
    return CountedStatistic(measure, "DoubleValue")


def _average(measure: str, *changes_over: str) -> CountedStatistic:
    return CountedStatistic(measure, "DoubleValue", average_amounts, changes_over=changes_over)


_APPROVED, _REJECTED = (CountedStatistic(f"Assignments{each}") for each in ("Approved", "Rejected"))
_ANSWERS: Mapping[str, CountedStatistic] = {
    "NumberKnownAnswersCorrect": CountedStatistic("KnownAnswersCorrect"),
    "NumberKnownAnswersIncorrect": CountedStatistic("KnownAnswersIncorrect"),
    "NumberKnownAnswersEvaluated": CountedStatistic("KnownAnswersEvaluated"),
    "PercentKnownAnswersCorrect": CountedStatistic(
        "KnownAnswersCorrect", "DoubleValue", round_average
    ),
    "NumberPluralityAnswersCorrect": CountedStatistic("PluralityAnswersCorrect"),
    "NumberPluralityAnswersIncorrect": CountedStatistic("PluralityAnswersIncorrect"),
    "NumberPluralityAnswersEvaluated": CountedStatistic("PluralityAnswersEvaluated"),
    "PercentPluralityAnswersCorrect": CountedStatistic(
        "PluralityAnswersCorrect", "DoubleValue", round_average
    ),
}

COUNTED_OF_REQUESTER: Mapping[str, CountedStatistic] = {
    "NumberHITsAssignable": _change("HITsAssignable"),
    "NumberHITsReviewable": _change("HITsReviewable"),
    "NumberHITsCreated": CountedStatistic("HITsCreated"),
    "NumberHITsCompleted": CountedStatistic("HITsCompleted"),
    "NumberAssignmentsAvailable": _change("AssignmentsAvailable"),
    "NumberAssignmentsAccepted": CountedStatistic("AssignmentsAccepted"),
    "NumberAssignmentsPending": _change("AssignmentsSubmitted"),
    "NumberAssignmentsApproved": _APPROVED,
    "NumberAssignmentsRejected": _REJECTED,
    "NumberAssignmentsReturned": CountedStatistic("AssignmentsReturned"),
    "NumberAssignmentsAbandoned": CountedStatistic("AssignmentsAbandoned"),
    # The value for a day is the change of the overall percentage.
    "PercentAssignmentsApproved": _average("ApprovedOfDecided", "OneDay"),
    "PercentAssignmentsRejected": _average("RejectedOfDecided", "OneDay"),
    "TotalRewardPayout": _sum_money("RewardsPaid"),
    "TotalRewardFeePayout": _sum_money("RewardFeesPaid"),
    "TotalFeePayout": _sum_money("FeesPaid"),
    "TotalRewardAndFeePayout": _sum_money("RewardsAndFeesPaid"),
    "TotalBonusPayout": _sum_money("BonusesPaid"),
    "TotalBonusFeePayout": _sum_money("BonusFeesPaid"),
    # The change in the average amount of the rewards.
    "AverageRewardAmount": _average("RewardsPaid", *_DAYS),
    "EstimatedRewardLiability": _change("RewardsOwed", "DoubleValue"),
    "EstimatedFeeLiability": _change("FeesOwed", "DoubleValue"),
    "EstimatedTotalLiability": _change("TotalOwed", "DoubleValue"),
    **_ANSWERS,
}
"""The statistics of GetRequesterStatistic: those of its reference, and the schema's others."""

COUNTED_OF_WORKER: Mapping[str, CountedStatistic] = {
    "NumberAssignmentsApproved": _APPROVED,
    "NumberAssignmentsRejected": _REJECTED,
    "PercentAssignmentsApproved": _average("ApprovedOfDecided"),
    "PercentAssignmentsRejected": _average("RejectedOfDecided"),
    **_ANSWERS,
}
"""The statistics of GetRequesterWorkerStatistic, as its reference has them."""
