"""Every statistic over every period, by the words of Amazon's pages of both operations.

GetRequesterStatistic: OneDay has one data point "for each of 12 calendar days leading up to the
current date, including the current day"; the percentages and the average are changes "due to
activity for that day". GetRequesterWorkerStatistic: "the number of assignments approved divided by
the number of assignments approved or rejected".
"""

import pytest
from support.legacy import LegacyMarket, problem
from support.work import accept, make, submit_work

from adapter.marketplace.documents import build_answers
from adapter.marketplace.workers import Worker

LATER = {"AutoApprovalDelayInSeconds": 2_592_000}
KNOWN = {
    "AssignmentReviewPolicy": {
        "PolicyName": "ScoreMyKnownAnswers/2011-09-01",
        "Parameters": [
            {
                "Key": "AnswerKey",
                "MapEntries": [{"Key": "q1", "Values": ["2"]}, {"Key": "q2", "Values": ["4"]}],
            }
        ],
    }
}
AGREED = {
    "HITReviewPolicy": {
        "PolicyName": "SimplePlurality/2011-09-01",
        "Parameters": [
            {"Key": "QuestionIds", "Values": ["q1"]},
            {"Key": "QuestionAgreementThreshold", "Values": ["50"]},
        ],
    }
}

# By statistic: LifeToDate, and each of the five days of `five_days`.
EXPECTED = {
    "NumberHITsAssignable": (0, [1, 0, 0, -1, 0]),
    "NumberHITsReviewable": (1, [0, 1, -1, 1, 0]),
    "NumberHITsCreated": (2, [1, 1, 0, 0, 0]),
    "NumberHITsCompleted": (1, [0, 0, 1, 0, 0]),
    "NumberAssignmentsAvailable": (0, [3, -1, 0, -2, 0]),
    "NumberAssignmentsAccepted": (5, [3, 2, 0, 0, 0]),
    "NumberAssignmentsPending": (0, [1, 1, -2, 0, 0]),
    "NumberAssignmentsApproved": (2, [0, 1, 1, 0, 0]),
    "NumberAssignmentsRejected": (1, [0, 0, 1, 0, 0]),
    "NumberAssignmentsReturned": (1, [1, 0, 0, 0, 0]),
    "NumberAssignmentsAbandoned": (1, [1, 0, 0, 0, 0]),
    "PercentAssignmentsApproved": (2 / 3, [0, 1, -1 / 3, 0, 0]),
    "PercentAssignmentsRejected": (1 / 3, [0, 0, 1 / 3, 0, 0]),
    "TotalRewardPayout": (1.0, [0, 0.5, 0.5, 0, 0]),
    "TotalRewardFeePayout": (0.2, [0, 0.1, 0.1, 0, 0]),
    "TotalFeePayout": (0.4, [0, 0.3, 0.1, 0, 0]),
    "TotalRewardAndFeePayout": (1.2, [0, 0.6, 0.6, 0, 0]),
    "TotalBonusPayout": (1.0, [0, 1, 0, 0, 0]),
    "TotalBonusFeePayout": (0.2, [0, 0.2, 0, 0, 0]),
    "AverageRewardAmount": (0.5, [0, 0.5, 0, 0, 0]),
    "EstimatedRewardLiability": (0, [2, 0, -1, -1, 0]),
    "EstimatedFeeLiability": (0, [0.4, 0, -0.2, -0.2, 0]),
    "EstimatedTotalLiability": (0, [2.4, 0, -1.2, -1.2, 0]),
    "NumberKnownAnswersCorrect": (1, [0, 1, 0, 0, 0]),
    "NumberKnownAnswersIncorrect": (1, [0, 1, 0, 0, 0]),
    "NumberKnownAnswersEvaluated": (2, [0, 2, 0, 0, 0]),
    "PercentKnownAnswersCorrect": (0.5, [0, 0.5, 0, 0, 0]),
    "NumberPluralityAnswersCorrect": (1, [0, 1, 0, 0, 0]),
    "NumberPluralityAnswersIncorrect": (0, [0, 0, 0, 0, 0]),
    "NumberPluralityAnswersEvaluated": (1, [0, 1, 0, 0, 0]),
    "PercentPluralityAnswersCorrect": (1.0, [0, 1, 0, 0, 0]),
}
DAYS = [f"2018-06-0{day}T07:00:00Z" for day in range(1, 6)]
"""Midnight in the Pacific time zone, as in Amazon's sample of 2011."""


@pytest.fixture
def five_days(market):
    """Two HITs, one of which is disposed of, and five assignments, over five days."""
    first = make(market, MaxAssignments=4, LifetimeInSeconds=3 * 86400, **LATER)
    approved = submit_work(market, first, "AONE")
    Worker(market.service, "ATWO").return_assignment(accept(market, first, "ATWO"))
    accept(market, first, "ATHREE")
    market.clock.move(days=1)
    market("ApproveAssignment", AssignmentId=approved)
    bonus = {"WorkerId": "AONE", "BonusAmount": "1.00", "Reason": "R", "AssignmentId": approved}
    market("SendBonus", **bonus)
    rejected = submit_work(market, first, "AFOUR")
    second = make(market, **LATER, **KNOWN, **AGREED)
    worker = Worker(market.service, "AFIVE")
    scored = worker.accept(second)["AssignmentId"]
    worker.submit(scored, build_answers(None, {"q1": "2", "q2": "5"}))
    market.clock.move(days=1)
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="No.")
    market("ApproveAssignment", AssignmentId=scored)
    market("DeleteHIT", HITId=second)
    market.clock.move(days=2)
    return LegacyMarket(market)


def ask(legacy, statistic, period, operation="GetRequesterStatistic", **more):
    """The dates and the values of the data points."""
    root = legacy(operation, Statistic=statistic, TimePeriod=period, **more)
    assert root.findtext(".//IsValid") == "True", problem(root)
    points = root.findall(".//DataPoint")
    return (
        [each.findtext("Date") for each in points],
        [float(each.findtext("LongValue") or each.findtext("DoubleValue")) for each in points],
    )


def test_every_statistic_of_the_requester_over_every_period(five_days):
    for statistic, (ever, days) in EXPECTED.items():
        assert ask(five_days, statistic, "OneDay", Count="5") == (DAYS, pytest.approx(days)), (
            statistic
        )
        assert ask(five_days, statistic, "LifeToDate") == (DAYS[-1:], pytest.approx([ever])), (
            statistic
        )
        # All that happened lies within: a change is the change from nothing.
        for period in ("SevenDays", "ThirtyDays"):
            found = ask(five_days, statistic, period)
            assert found == (DAYS[-1:], pytest.approx([ever])), (statistic, period)


@pytest.mark.parametrize(
    ("worker", "statistic", "value"),
    [
        ("AONE", "NumberAssignmentsApproved", 1),
        ("AONE", "NumberAssignmentsRejected", 0),
        ("AONE", "PercentAssignmentsApproved", 1),
        ("AFOUR", "PercentAssignmentsApproved", 0),
        ("AFOUR", "PercentAssignmentsRejected", 1),
        ("AFIVE", "NumberKnownAnswersCorrect", 1),
        ("AFIVE", "NumberKnownAnswersIncorrect", 1),
        ("AFIVE", "NumberKnownAnswersEvaluated", 2),
        ("AFIVE", "PercentKnownAnswersCorrect", 0.5),
        ("AONE", "NumberKnownAnswersEvaluated", 0),
        ("AFIVE", "NumberPluralityAnswersCorrect", 1),
        ("AFIVE", "NumberPluralityAnswersIncorrect", 0),
        ("AFIVE", "NumberPluralityAnswersEvaluated", 1),
        ("AFIVE", "PercentPluralityAnswersCorrect", 1),
        ("ANOBODY", "PercentAssignmentsApproved", 0),
    ],
)
@pytest.mark.parametrize("period", ["SevenDays", "ThirtyDays", "LifeToDate"])
def test_every_statistic_of_a_worker(five_days, worker, statistic, value, period):
    operation = "GetRequesterWorkerStatistic"
    assert ask(five_days, statistic, period, operation, WorkerId=worker)[1] == [value]


def test_what_is_over_after_the_end_of_a_hit_is_counted_when_it_is(market):
    """An assignment that is abandoned after its HIT ended is offered to nobody."""
    hit_id = make(market, MaxAssignments=2, AssignmentDurationInSeconds=86400, **LATER)
    accept(market, hit_id)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    market.clock.move(days=1)
    legacy = LegacyMarket(market)
    assert ask(legacy, "NumberAssignmentsAvailable", "OneDay", Count="2")[1] == [0, 0]
    assert ask(legacy, "EstimatedRewardLiability", "OneDay", Count="2")[1] == [0.5, -0.5]
    assert ask(legacy, "NumberAssignmentsAbandoned", "OneDay", Count="2")[1] == [0, 1]


def test_a_payment_keeps_the_reward_it_was_handed_in_for(market):
    hit_id = make(market, **LATER)
    market("ApproveAssignment", AssignmentId=submit_work(market, hit_id))
    type_id = market("GetHIT", HITId=make(market, Reward="2.00", **LATER))["HIT"]["HITTypeId"]
    market("UpdateHITTypeOfHIT", HITId=hit_id, HITTypeId=type_id)
    legacy = LegacyMarket(market)
    assert ask(legacy, "TotalRewardPayout", "LifeToDate")[1] == [0.5]
    assert ask(legacy, "TotalRewardFeePayout", "LifeToDate")[1] == [0.1]


def test_ten_years_of_days_are_the_most(market):
    legacy = LegacyMarket(market)
    asked = {"Statistic": "NumberHITsCreated", "TimePeriod": "OneDay"}
    assert len(ask(legacy, "NumberHITsCreated", "OneDay", Count="3660")[1]) == 3660
    refused = problem(legacy("GetRequesterStatistic", **asked, Count="3661"))
    assert refused.startswith('InvalidParameterValue: The value "3661" is not valid for')


def test_what_is_none_of_a_workers_work_is_refused(market):
    asked = {"Statistic": "NumberHITsCreated", "TimePeriod": "OneDay", "WorkerId": "AONE"}
    refused = problem(LegacyMarket(market)("GetRequesterWorkerStatistic", **asked))
    assert refused.endswith("It is none of one worker's work. Use GetRequesterStatistic.")
