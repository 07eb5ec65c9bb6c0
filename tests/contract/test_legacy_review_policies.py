"""Review policies by the legacy API: with the names of Amazon's pages, and their sample report."""

from support.legacy import problem
from support.work import QUESTION

from adapter.marketplace.documents import build_answers
from adapter.marketplace.workers import Worker

KNOWN = "AssignmentReviewPolicy."
HIT = {
    "Title": "T",
    "Description": "D",
    "Reward.1.Amount": "0.50",
    "AssignmentDurationInSeconds": "600",
    "LifetimeInSeconds": "3600",
    "Question": QUESTION,
}
POLICY = {
    f"{KNOWN}PolicyName": "ScoreMyKnownAnswers/2011-09-01",
    f"{KNOWN}Parameter.1.Key": "AnswerKey",
    f"{KNOWN}Parameter.1.MapEntry.1.Key": "Question_2",
    f"{KNOWN}Parameter.1.MapEntry.1.Value": "B",
    f"{KNOWN}Parameter.2.Key": "ApproveIfKnownAnswerScoreIsAtLeast",
    f"{KNOWN}Parameter.2.Value": "80",
}


def test_the_report_is_as_in_amazons_sample(market, legacy):
    hit_id = legacy("CreateHIT", **HIT, **POLICY).findtext("HIT/HITId")
    worker = Worker(market.service, "AWORKER")
    assignment_id = worker.accept(hit_id)["AssignmentId"]
    worker.submit(assignment_id, build_answers(None, {"Question_2": "B"}))

    report = legacy("GetReviewResultsForHIT", HITId=hit_id).find(".//AssignmentReviewReport")
    results = [[part.text for part in each[1:]] for each in report.iter("ReviewResult")]
    assert results == [
        [assignment_id, "Assignment", "Question_2", "KnownAnswerCorrect", "1"],
        [assignment_id, "Assignment", "KnownAnswerScore", "100"],
    ]
    actions = [[part.text for part in each[1:]] for each in report.iter("ReviewAction")]
    now = "2018-06-01T12:00:00Z"
    assert actions == [
        [
            "review",
            assignment_id,
            "Assignment",
            "Succeeded",
            now,
            "Reviewed one known answer; 1/1 correct",
        ],
        ["approve", assignment_id, "Assignment", "Succeeded", now, "Approved"],
    ]
    assert report.findtext("TotalNumResults") == "4"


def test_a_policy_without_an_answer_key_is_refused(legacy):
    short = {name: text for name, text in POLICY.items() if "Parameter.1" not in name}
    assert problem(legacy("CreateHIT", **HIT, **short)) == (
        "InvalidParameterValue: The parameter AnswerKey of the AssignmentReviewPolicy is required."
    )
