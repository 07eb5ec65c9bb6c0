from datetime import UTC, datetime

import pytest
from support.flat import flat

from adapter.model import CheckedCall, RequestContext
from adapter.translation.handlers import HANDLERS
from adapter.translation.handlers.review_results import POLICIES, REPORTS
from adapter.upstream.pagination import read_list

NOON = RequestContext(datetime(2026, 11, 21, 12, tzinfo=UTC), "0")
OPERATION = "ListReviewPolicyResultsForHIT"


def talk_about(**values):
    paging = {"PageNumber": 1, "PageSize": 400}
    return flat(
        HANDLERS["review_results"](CheckedCall({"HITId": "H", **paging, **values}, NOON, {}))
    )


def result(number, about="A1"):
    return {"ActionId": f"R{number}", "SubjectId": about, "Key": "k", "Value": str(number)}


def action(number, about="A1"):
    return {"ActionId": f"D{number}", "TargetId": about, "Status": "Succeeded"}


def report(results=(), actions=()):
    return {"ReviewResults": list(results), "ReviewActions": list(actions)}


def answered(*pages, **values):
    """The review, when the upstream answers these pages."""
    talk = talk_about(**values)
    tokens = [{"NextToken": str(number)} for number in range(1, len(pages))] + [{}]
    answers = iter([page | token for page, token in zip(pages, tokens, strict=True)])
    with pytest.raises(StopIteration) as end:
        talk.send(read_list(lambda _: next(answers), next(talk), 1000))
    return end.value.value["review"]


def counts(report):
    return [report[name] for name in ("PageNumber", "NumResults", "TotalNumResults")]


def test_everything_is_asked_for_that_the_caller_chose():
    talk = talk_about(PolicyLevel=("HIT",), RetrieveActions=False, RetrieveResults=True)
    chosen = {"PolicyLevels": ["HIT"], "RetrieveActions": False, "RetrieveResults": True}
    walk = next(talk)
    assert (walk.operation, walk.params) == (OPERATION, {"HITId": "H", **chosen})


def test_a_hit_without_policies_answers_its_id_alone():
    assert answered({}) == {"HITId": "H"}


def test_policies_and_both_reports_are_told():
    policies = {name: {"PolicyName": name} for name in POLICIES}
    both = {name: report([result(1)], [action(1)]) for name in REPORTS}
    told = answered({"HITId": "H", **policies, **both})
    assert {name: told[name] for name in policies} == policies
    for name in both:
        assert counts(told[name]) == [1, 2, 2]
        assert told[name]["ReviewResults"] == [result(1)]
        assert told[name]["ReviewActions"] == [action(1)]


def test_an_empty_report_is_told_with_its_counts():
    told = answered({"HITReviewReport": {}})
    assert counts(told["HITReviewReport"]) == [1, 0, 0]
    assert "AssignmentReviewReport" not in told


def test_every_page_is_read_and_its_lists_joined():
    page = {"HITReviewReport": report([result(1)], [action(1)])}
    # The list moved on between the calls: the second result comes again.
    last = {"HITReviewReport": report([result(1), result(2)], [action(2)])}
    told = answered(page, last)["HITReviewReport"]
    assert told["ReviewResults"] == [result(1), result(2)]
    assert told["ReviewActions"] == [action(1), action(2)]
    assert counts(told) == [1, 4, 4]


def test_two_equal_results_of_one_page_are_two():
    assert counts(answered({"HITReviewReport": report([result(1)] * 2)})["HITReviewReport"])[2] == 2


@pytest.mark.parametrize(
    ("number", "results", "actions"),
    [
        (1, range(100), ()),
        (2, range(100, 150), range(50)),
        (3, (), range(50, 60)),
        (4, (), ()),
    ],
)
def test_a_page_is_cut_from_the_results_followed_by_the_actions(number, results, actions):
    whole = report(map(result, range(150)), map(action, range(60)))
    told = answered({"HITReviewReport": whole}, PageNumber=number, PageSize=100)
    told = told["HITReviewReport"]
    assert told["ReviewResults"] == [result(each) for each in results]
    assert told["ReviewActions"] == [action(each) for each in actions]
    assert counts(told) == [number, len(results) + len(actions), 210]


def test_one_assignment_is_picked_out_before_counting():
    whole = report([result(1), result(2, "A2")], [action(1, "A2"), action(2)])
    told = answered({"AssignmentReviewReport": whole}, AssignmentId="A2")
    told = told["AssignmentReviewReport"]
    assert told["ReviewResults"] == [result(2, "A2")]
    assert told["ReviewActions"] == [action(1, "A2")]
    assert counts(told) == [1, 2, 2]


def test_empty_pages_in_between_do_not_end_it():
    found = [report([result(number)]) if number % 10 == 0 else report() for number in range(50)]
    told = answered(*({"HITReviewReport": each} for each in found))
    assert counts(told["HITReviewReport"])[2] == 5
