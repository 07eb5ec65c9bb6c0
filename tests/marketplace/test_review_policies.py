"""Review policies score, approve, reject and extend, and report it.

The right values are those of Amazon's pages "Assignment Review Policies", "HIT Review Policies",
"Review Policy Use Cases" and "GetReviewResultsForHIT" (2014-08-15), and of the sample
`ReviewPolicyExample` in Amazon's Java SDK.
"""

from datetime import timedelta
from functools import partial

import pytest
from support.market import ME, NOON
from support.work import LIFE, TYPE, make, money, shown, status

from adapter.marketplace.documents import build_answers
from adapter.marketplace.storage.tables import hits
from adapter.marketplace.workers import Worker

HOUR = "3600"


def policy(name, **parameters):
    """The policy with these parameters: a mapping is an answer key."""
    written = []
    for key, value in parameters.items():
        if isinstance(value, dict):
            entries = [{"Key": each, "Values": list(right)} for each, right in value.items()]
            written.append({"Key": key, "MapEntries": entries})
        else:
            written.append({"Key": key, "Values": value if isinstance(value, list) else [value]})
    return {"PolicyName": f"{name}/2011-09-01", "Parameters": written}


def known(**parameters):
    key = {"q1": ["2"], "q2": ["4"]}
    return {"AssignmentReviewPolicy": policy("ScoreMyKnownAnswers", AnswerKey=key, **parameters)}


def plurality(*questions, threshold="50", **parameters):
    given = {"QuestionIds": list(questions), "QuestionAgreementThreshold": threshold}
    return {"HITReviewPolicy": policy("SimplePlurality", **given, **parameters)}


def submit(market, hit_id, worker_id, **answers):
    """The id of the assignment in which a worker gave these answers."""
    worker = Worker(market.service, worker_id)
    assignment_id = worker.accept(hit_id)["AssignmentId"]
    worker.submit(assignment_id, build_answers(None, answers))
    return assignment_id


def read(market, hit_id, **params):
    """The operation's answer; Amazon's model has a pattern for QuestionId that few names match."""
    params = {"HITId": hit_id, **params}
    return market.service.call(ME, "ListReviewPolicyResultsForHIT", params)


def report(market, hit_id, level):
    """The results as (subject, question, key, value) and the actions as (name, subject, ...)."""
    answer = read(market, hit_id, PolicyLevels=[level])
    found = answer[f"{level}ReviewReport"]
    results = [
        (each["SubjectId"], each.get("QuestionId"), each["Key"], each["Value"])
        for each in found["ReviewResults"]
    ]
    actions = [
        (each["ActionName"], each["TargetId"], each["Status"], each["Result"])
        for each in found["ReviewActions"]
    ]
    return results, actions


def feedback(market, assignment_id):
    found = market("GetAssignment", AssignmentId=assignment_id)["Assignment"]
    return found["AssignmentStatus"], found.get("RequesterFeedback")


# Known answers.


def test_right_answers_are_approved_and_reported_as_in_the_sample(market):
    decided = {"ApproveIfKnownAnswerScoreIsAtLeast": "100", "ApproveReason": "You can count"}
    hit_id = make(market, MaxAssignments=2, **known(**decided))
    first = submit(market, hit_id, "AFIRST", q1=" 2 ", q2="4")
    assert feedback(market, first) == ("Approved", "You can count")
    assert report(market, hit_id, "Assignment") == (
        [
            (first, "q1", "KnownAnswerCorrect", "1"),
            (first, "q2", "KnownAnswerCorrect", "1"),
            (first, None, "KnownAnswerScore", "100"),
        ],
        [
            ("review", first, "Succeeded", "Reviewed 2 known answers; 2/2 correct"),
            ("approve", first, "Succeeded", "Approved"),
        ],
    )
    assert shown(market, hit_id) == ("Assignable", 1, 0, 1)
    assert money(market) == ("9998.80", "0.60")


def test_wrong_answers_are_rejected_and_replaced(market):
    decided = {"RejectIfKnownAnswerScoreIsLessThan": "50", "RejectReason": "You flunked math"}
    extended = {"ExtendIfKnownAnswerScoreIsLessThan": "50", "ExtendMinimumTimeInSeconds": HOUR}
    hit_id = make(market, **known(**decided, **extended))
    market("UpdateNotificationSettings", **events(market, hit_id))
    wrong = submit(market, hit_id, "AFIRST", q1="3", q2="5")
    assert feedback(market, wrong) == ("Rejected", "You flunked math")
    assert report(market, hit_id, "Assignment")[1] == [
        ("review", wrong, "Succeeded", "Reviewed 2 known answers; 0/2 correct"),
        ("reject", wrong, "Succeeded", "Rejected"),
        ("extend", hit_id, "Succeeded", "Extended"),
    ]
    assert shown(market, hit_id) == ("Assignable", 1, 0, 1)
    hit = market("GetHIT", HITId=hit_id)["HIT"]
    assert hit["MaxAssignments"] == 2
    assert hit["Expiration"] == NOON + timedelta(days=1, hours=1)


def events(market, hit_id):
    type_id = market("GetHIT", HITId=hit_id)["HIT"]["HITTypeId"]
    notified = {"Destination": "a@example.test", "Transport": "Email", "Version": "2006-05-05"}
    kinds = ["HITReviewable", "HITExtended", "AssignmentSubmitted", "AssignmentRejected"]
    return {"HITTypeId": type_id, "Notification": {**notified, "EventTypes": kinds}, "Active": True}


def test_between_the_thresholds_the_assignment_stays_submitted(market):
    decided = {
        "ApproveIfKnownAnswerScoreIsAtLeast": "100",
        "RejectIfKnownAnswerScoreIsLessThan": "50",
    }
    hit_id = make(market, **known(**decided))
    half = submit(market, hit_id, "AFIRST", q1="2", q2="5")
    assert status(market, half) == "Submitted"
    assert report(market, hit_id, "Assignment")[1] == [
        ("review", half, "Succeeded", "Reviewed 2 known answers; 1/2 correct")
    ]


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("ApproveIfKnownAnswerScoreIsAtLeast", "0", "Approved"),
        ("ApproveIfKnownAnswerScoreIsAtLeast", "101", "Submitted"),
        ("RejectIfKnownAnswerScoreIsLessThan", "0", "Submitted"),
        ("RejectIfKnownAnswerScoreIsLessThan", "101", "Rejected"),
    ],
)
def test_the_ends_of_the_range_mean_always_and_never(market, parameter, value, expected):
    hit_id = make(market, **known(**{parameter: value}))
    assert status(market, submit(market, hit_id, "AFIRST", q1="2", q2="5")) == expected


@pytest.mark.parametrize(
    ("right", "given", "score"),
    [
        (["A"], "A", "100"),
        (["A"], " A ", "100"),
        ([" A "], "A", "100"),
        (["A"], "a", "0"),
        (["A", "B"], "A", "0"),
        (["A"], ["A", "B"], "0"),
        (["B", "A"], ["A", "B"], "100"),
        (["A", "B"], "A|B", "100"),
        ([], "A", "0"),
        ([], "", "100"),
        (["A"], "", "0"),
    ],
)
def test_an_answer_is_right_if_it_has_exactly_the_values(market, right, given, score):
    scored = policy("ScoreMyKnownAnswers", AnswerKey={"q": right})
    hit_id = make(market, AssignmentReviewPolicy=scored)
    submit(market, hit_id, "AFIRST", q=given)
    assert report(market, hit_id, "Assignment")[0][-1][-1] == score


def test_a_hit_is_extended_up_to_its_limit_which_is_a_success(market):
    extended = {"ExtendIfKnownAnswerScoreIsLessThan": "101", "ExtendMaximumAssignments": "2"}
    hit_id = make(market, **known(**extended))
    for worker in ("AFIRST", "ASECOND"):
        submit(market, hit_id, worker, q1="2", q2="4")
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 0)
    assert [each for each in report(market, hit_id, "Assignment")[1] if each[0] == "extend"] == [
        ("extend", hit_id, "Succeeded", "Extended"),
        ("extend", hit_id, "Succeeded", "Already extended"),
    ]


def test_a_hit_of_less_than_ten_is_not_extended_to_ten(market):
    extended = {"ExtendIfKnownAnswerScoreIsLessThan": "101", "ExtendMaximumAssignments": "25"}
    hit_id = make(market, MaxAssignments=9, **known(**extended))
    submit(market, hit_id, "AFIRST", q1="2", q2="4")
    assert market("GetHIT", HITId=hit_id)["HIT"]["MaxAssignments"] == 9


def test_an_extension_without_money_fails_and_the_work_stays(market):
    extended = {"ExtendIfKnownAnswerScoreIsLessThan": "101"}
    hit_id = make(market, Reward="6000.00", **known(**extended))
    done = submit(market, hit_id, "AFIRST", q1="2", q2="4")
    found = read(market, hit_id)["AssignmentReviewReport"]
    action = found["ReviewActions"][-1]
    assert (action["Status"], action["ErrorCode"]) == (
        "Failed",
        "AWS.MechanicalTurk.InsufficientFunds",
    )
    assert status(market, done) == "Submitted"
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 0)


# Plurality.

CHART = [
    {"A": "coat", "B": "blue", "C": "large", "D": "Furry"},
    {"A": "sweater", "B": "blue", "C": "large", "D": "fur"},
    {"A": "coat", "B": "green", "C": "large", "D": "furr"},
]
"""The answers of three workers in the example chart of Amazon's page."""


def work_through_the_chart(market, **parameters):
    hit_id = make(market, MaxAssignments=3, **plurality(*"ABCD", **parameters))
    done = [submit(market, hit_id, f"A{number}", **each) for number, each in enumerate(CHART)]
    return hit_id, done


def test_the_example_chart_gives_its_scores(market):
    hit_id, done = work_through_the_chart(market)
    results, actions = report(market, hit_id, "HIT")
    assert actions == []
    assert results == [
        (hit_id, "A", "AgreedAnswerFound", "true"),
        (hit_id, "A", "AgreedAnswer", "coat"),
        (hit_id, "A", "AnswerAgreementScore", "66"),
        (hit_id, "B", "AgreedAnswerFound", "true"),
        (hit_id, "B", "AgreedAnswer", "blue"),
        (hit_id, "B", "AnswerAgreementScore", "66"),
        (hit_id, "C", "AgreedAnswerFound", "true"),
        (hit_id, "C", "AgreedAnswer", "large"),
        (hit_id, "C", "AnswerAgreementScore", "100"),
        (hit_id, "D", "AgreedAnswerFound", "false"),
        (hit_id, None, "HitAgreementScore", "75"),
        *scores(done[0], "100", "3", "0"),
        *scores(done[1], "66", "2", "1"),
        *scores(done[2], "66", "2", "1"),
    ]


def scores(assignment_id, score, right, wrong):
    return [
        (assignment_id, None, "WorkerAgreementScore", score),
        (assignment_id, None, "PluralityAnswersCorrect", right),
        (assignment_id, None, "PluralityAnswersIncorrect", wrong),
    ]


def test_workers_who_agree_are_approved_and_others_rejected(market):
    hit_id, done = work_through_the_chart(
        market,
        ApproveIfWorkerAgreementScoreIsAtLeast="100",
        RejectIfWorkerAgreementScoreIsLessThan="67",
        RejectReason="Nobody agreed",
    )
    assert [feedback(market, each) for each in done] == [
        ("Approved", None),
        ("Rejected", "Nobody agreed"),
        ("Rejected", "Nobody agreed"),
    ]
    assert [each[:3] for each in report(market, hit_id, "HIT")[1]] == [
        ("approve", done[0], "Succeeded"),
        ("reject", done[1], "Succeeded"),
        ("reject", done[2], "Succeeded"),
    ]
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 3)


def test_what_the_requester_decided_before_stays(market):
    hit_id = make(
        market, MaxAssignments=3, **plurality("q", ApproveIfWorkerAgreementScoreIsAtLeast="50")
    )
    approved, rejected = (submit(market, hit_id, each, q="a") for each in ("A1", "A2"))
    market("ApproveAssignment", AssignmentId=approved)
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="Too late")
    last = submit(market, hit_id, "A3", q="a")
    wrong = "Assignment was in an invalid state for this operation."
    assert report(market, hit_id, "HIT")[1] == [
        ("approve", approved, "Succeeded", "Already approved"),
        ("approve", rejected, "Failed", wrong),
        ("approve", last, "Succeeded", "Approved"),
    ]


def test_without_agreement_the_hit_is_extended_and_reviewed_again(market):
    extended = {
        "ExtendIfHITAgreementScoreIsLessThan": "100",
        "ExtendMaximumAssignments": "3",
        "ExtendMinimumTimeInSeconds": HOUR,
    }
    hit_id = make(market, MaxAssignments=2, **plurality("q", **extended))
    for worker, answer in (("A1", "a"), ("A2", "b")):
        submit(market, hit_id, worker, q=answer)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    submit(market, hit_id, "A3", q="b")
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 0)
    results, actions = report(market, hit_id, "HIT")
    assert [each[-1] for each in results if each[2] == "HitAgreementScore"] == ["0", "100"]
    assert actions == [("extend", hit_id, "Succeeded", "Extended")]


@pytest.mark.parametrize(("flag", "score"), [("T", "100"), ("F", "50")])
def test_rejected_assignments_count_unless_they_are_disregarded(market, flag, score):
    hit_id = make(
        market,
        MaxAssignments=2,
        **plurality("q", threshold="0", DisregardAssignmentIfRejected=flag),
    )
    bad = submit(market, hit_id, "A1", q="a")
    market("RejectAssignment", AssignmentId=bad, RequesterFeedback="No")
    submit(market, hit_id, "A2", q="b")
    found = [each[-1] for each in report(market, hit_id, "HIT")[0] if each[1] == "q"]
    assert found[-1] == (score if flag == "T" else "false")


def test_assignments_with_a_low_known_answer_score_are_disregarded(market):
    both = known() | plurality("q3", DisregardAssignmentIfKnownAnswerScoreIsLessThan="80")
    hit_id = make(market, MaxAssignments=2, **both)
    submit(market, hit_id, "A1", q1="1", q2="1", q3="green")
    good = submit(market, hit_id, "A2", q1="2", q2="4", q3="blue")
    results, _ = report(market, hit_id, "HIT")
    assert (hit_id, "q3", "AgreedAnswer", "blue") in results
    assert {each[0] for each in results} == {hit_id, good}


@pytest.mark.parametrize(
    ("first", "second", "agreed"),
    [
        ("a", " a ", "true"),
        ("a", "A", "false"),
        (["a", "b"], ["b", "a"], "true"),
        (["a", "b"], "a", "false"),
        ("x" * 256, "x" * 256, "true"),
        ("x" * 257, "x" * 257, "false"),
        ("", "", "false"),
    ],
)
def test_answers_agree_if_they_have_the_same_values(market, first, second, agreed):
    # Amazon's use cases have a threshold of 100, which is to be exceeded by the page's words.
    hit_id = make(market, MaxAssignments=2, **plurality("q", threshold="100"))
    submit(market, hit_id, "A1", q=first)
    submit(market, hit_id, "A2", q=second)
    assert report(market, hit_id, "HIT")[0][0][-1] == agreed


def expire(market, hit_id):
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=NOON - timedelta(days=1))


def run_out(market, _hit_id):
    market.clock.move(days=2)


@pytest.mark.parametrize("end", [expire, run_out])
def test_a_hit_that_ends_is_reviewed_too(market, end):
    hit_id = make(market, MaxAssignments=2, AutoApprovalDelayInSeconds=2_592_000, **plurality("q"))
    submit(market, hit_id, "A1", q="a")
    end(market, hit_id)
    assert report(market, hit_id, "HIT")[0][0] == (hit_id, "q", "AgreedAnswerFound", "true")


@pytest.mark.parametrize("abandon", [True, False])
def test_a_hit_whose_last_work_is_given_up_is_reviewed_too(market, abandon):
    hit_id = make(market, MaxAssignments=2, **plurality("q"))
    submit(market, hit_id, "A1", q="a")
    worker = Worker(market.service, "A2")
    accepted = worker.accept(hit_id)["AssignmentId"]
    expire(market, hit_id)
    assert report(market, hit_id, "HIT") == ([], [])
    if abandon:
        market.clock.move(minutes=11)
    else:
        worker.return_assignment(accepted)
    assert report(market, hit_id, "HIT")[0][0] == (hit_id, "q", "AgreedAnswerFound", "true")


def test_a_hit_without_answers_is_not_reviewed(market):
    extended = {"ExtendIfHITAgreementScoreIsLessThan": "100", "ExtendMaximumAssignments": "9"}
    hit_id = make(market, **plurality("q", **extended))
    expire(market, hit_id)
    assert shown(market, hit_id)[0] == "Reviewable"
    assert report(market, hit_id, "HIT") == ([], [])


# Reports.


def flatten(page):
    """The items of a page, of which the second level's come last."""
    reports = (page["AssignmentReviewReport"], page["HITReviewReport"])
    return [each for report in reports for each in report["ReviewResults"]]


def test_a_report_is_read_page_by_page_in_the_order_of_events(market):
    hit_id = make(market, MaxAssignments=2, **known(), **plurality("q1"))
    for worker in ("A1", "A2"):
        submit(market, hit_id, worker, q1="2", q2="5")
    whole = read(market, hit_id, RetrieveActions=False)
    assert "NextToken" not in whole
    pages, token = [], {}
    while not pages or token:
        page = read(market, hit_id, RetrieveActions=False, MaxResults=3, **token)
        pages.append(page)
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else {}
    assert [each for page in pages for each in flatten(page)] == flatten(whole)
    assert {len(flatten(page)) for page in pages[:-1]} == {3}


def test_results_have_the_identifier_of_their_review(market):
    hit_id = make(market, **known(ApproveIfKnownAnswerScoreIsAtLeast="0"))
    submit(market, hit_id, "A1", q1="2", q2="4")
    found = read(market, hit_id)["AssignmentReviewReport"]
    review, approve = found["ReviewActions"]
    assert {each["ActionId"] for each in found["ReviewResults"]} == {review["ActionId"]}
    assert approve["ActionId"] != review["ActionId"]
    assert approve["CompleteTime"] == NOON


# Refusals.

KEY = {"q": ["a"]}


@pytest.mark.parametrize(
    ("level", "written", "told"),
    [
        (
            "AssignmentReviewPolicy",
            policy("ScoreMyKnownAnswers", ApproveReason="x"),
            "The parameter AnswerKey of the AssignmentReviewPolicy is required.",
        ),
        (
            "AssignmentReviewPolicy",
            policy("ScoreMyKnownAnswers", AnswerKey={}),
            'The value "" is not valid for the parameter AnswerKey.',
        ),
        (
            "AssignmentReviewPolicy",
            policy("ScoreMyKnownAnswers", AnswerKey=KEY, RejectReason=["a", "b"]),
            'The value "a,b" is not valid for the parameter RejectReason.',
        ),
        (
            "AssignmentReviewPolicy",
            policy("ScoreMyKnownAnswers", AnswerKey=KEY, RejectIf="50"),
            (
                'The value "RejectIf" is not valid for the parameter '
                "AssignmentReviewPolicy.Parameter.Key."
            ),
        ),
        (
            "AssignmentReviewPolicy",
            policy("ScoreMyKnownAnswers", AnswerKey=KEY, RejectIfKnownAnswerScoreIsLessThan="x"),
            'The value "x" is not valid for the parameter RejectIfKnownAnswerScoreIsLessThan.',
        ),
        (
            "HITReviewPolicy",
            policy("SimplePlurality", QuestionAgreementThreshold="50"),
            "The parameter QuestionIds of the HITReviewPolicy is required.",
        ),
        (
            "HITReviewPolicy",
            policy("SimplePlurality", QuestionIds="q"),
            "The parameter QuestionAgreementThreshold of the HITReviewPolicy is required.",
        ),
        (
            "HITReviewPolicy",
            policy(
                "SimplePlurality",
                QuestionIds="q",
                QuestionAgreementThreshold="50",
                ExtendIfHITAgreementScoreIsLessThan="50",
            ),
            "The parameter ExtendMaximumAssignments of the HITReviewPolicy is required.",
        ),
        (
            "HITReviewPolicy",
            plurality("q", DisregardAssignmentIfRejected="maybe")["HITReviewPolicy"],
            'The value "maybe" is not valid for the parameter DisregardAssignmentIfRejected.',
        ),
    ],
)
def test_a_policy_that_cannot_be_carried_out_is_refused(market, level, written, told):
    params = {**TYPE, **LIFE, level: written}
    assert market.invalid("CreateHIT", **params) == f"InvalidParameterValue: {told}"


@pytest.mark.parametrize(
    ("given", "name", "value", "low", "high"),
    [
        (known, "ApproveIfKnownAnswerScoreIsAtLeast", "102", 0, 101),
        (known, "ExtendMaximumAssignments", "26", 2, 25),
        (known, "ExtendMinimumTimeInSeconds", "60", 3600, 31536000),
        (partial(plurality, "q"), "ExtendIfHITAgreementScoreIsLessThan", "0", 1, 100),
    ],
)
def test_a_number_outside_its_range_is_refused(market, given, name, value, low, high):
    assert market.invalid("CreateHIT", **TYPE, **LIFE, **given(**{name: value})) == (
        f"AWS.ParameterOutOfRange: The value {value} is invalid for {name}. "
        f"Valid values range from {low} to {high}."
    )


def test_what_amazons_samples_send_is_taken(market):
    """The Java SDK's names and a list with commas, and the old name of a parameter."""
    java = {
        "QuestionIDs": "q3, q4",
        "QuestionAgreementThreshold": "49",
        "ExtendIfHITAgreementScoreIsLessThan": "100",
        "ExtendAssignments": "2",
        "ExtendMaximumAssignments ": "10",
        "ApproveIfWorkerAgreementScoreIsNotLessThan": "100",
    }
    hit_id = make(market, HITReviewPolicy=policy("SimplePlurality", **java))
    submit(market, hit_id, "A1", q3="a")
    results, actions = report(market, hit_id, "HIT")
    assert (hit_id, None, "HitAgreementScore", "50") in results
    assert [each[0] for each in actions] == ["approve", "extend"]
    assert market("GetHIT", HITId=hit_id)["HIT"]["MaxAssignments"] == 3


def test_a_policy_that_an_older_version_stored_unchecked_is_not_carried_out(market):
    hit_id = make(market)
    stored = {"PolicyName": "SimplePlurality/2011-09-01"}
    with market.service.database.begin_write() as connection:
        connection.execute(hits.update().values(hit_policy=stored, assignment_policy=stored))
    assert status(market, submit(market, hit_id, "A1", q="a")) == "Submitted"
