"""What workers submitted, and what requesters decide of it."""

from datetime import timedelta

import pytest
from support.market import NOON, OTHER
from support.work import ANSWERS, accept, make, money, shown, status, submit_work

SUBMITTED_ONLY = "InvalidAssignmentState: This operation can be called with a status of: Submitted"
GONE = "AssignmentDoesNotExist: Assignment {} does not exist."


def listed(market, hit_id, **params):
    found = market.walk("ListAssignmentsForHIT", "Assignments", HITId=hit_id, **params)
    return [each["AssignmentId"] for each in found]


def test_what_was_submitted_is_shown_with_its_hit(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    found = market("GetAssignment", AssignmentId=assignment_id)
    assert found["Assignment"] == {
        "AssignmentId": assignment_id,
        "WorkerId": "AWORKER",
        "HITId": hit_id,
        "AssignmentStatus": "Submitted",
        "AutoApprovalTime": NOON + timedelta(hours=1),
        "AcceptTime": NOON,
        "SubmitTime": NOON,
        "Deadline": NOON + timedelta(minutes=10),
        "Answer": ANSWERS,
    }
    assert found["HIT"] == market("GetHIT", HITId=hit_id)["HIT"]


def test_what_is_still_being_done_is_not_shown(market):
    hit_id = make(market)
    assignment_id = accept(market, hit_id)
    assert market.refused("GetAssignment", AssignmentId=assignment_id) == (
        "InvalidAssignmentState: This operation can be called with a status of: "
        "Reviewable,Approved,Rejected"
    )
    assert listed(market, hit_id) == []


def test_approving_pays_once(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    assert money(market) == ("9999.40", "0.60")
    market("ApproveAssignment", AssignmentId=assignment_id, RequesterFeedback="Well done.")
    assert money(market) == ("9999.40", "0.00")
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 1)
    found = market("GetAssignment", AssignmentId=assignment_id)["Assignment"]
    assert (found["AssignmentStatus"], found["ApprovalTime"]) == ("Approved", NOON)
    assert found["RequesterFeedback"] == "Well done."
    for more in ({}, {"OverrideRejection": True}):
        again = market.refused("ApproveAssignment", AssignmentId=assignment_id, **more)
        assert again == SUBMITTED_ONLY
    assert money(market) == ("9999.40", "0.00")


def test_rejecting_gives_the_money_back_and_not_the_assignment(market):
    hit_id = make(market, MaxAssignments=2)
    assignment_id = submit_work(market, hit_id)
    market("RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="Read again.")
    assert money(market) == ("9999.40", "0.60")
    assert shown(market, hit_id) == ("Assignable", 1, 0, 1)
    found = market("GetAssignment", AssignmentId=assignment_id)["Assignment"]
    assert (found["AssignmentStatus"], found["RejectionTime"]) == ("Rejected", NOON)
    assert found["RequesterFeedback"] == "Read again."
    again = {"AssignmentId": assignment_id, "RequesterFeedback": "No."}
    assert market.refused("RejectAssignment", **again) == SUBMITTED_ONLY
    assert market.refused("ApproveAssignment", AssignmentId=assignment_id) == SUBMITTED_ONLY


def test_a_rejection_can_be_overridden_for_thirty_days(market):
    hit_id = make(market, MaxAssignments=2)
    first, second = submit_work(market, hit_id, "AONE"), submit_work(market, hit_id, "ATWO")
    for each in (first, second):
        market("RejectAssignment", AssignmentId=each, RequesterFeedback="No.")
    assert money(market) == ("10000.00", "0.00")
    market.clock.move(days=30)
    market("ApproveAssignment", AssignmentId=first, OverrideRejection=True)
    assert money(market) == ("9999.40", "0.00")
    found = market("GetAssignment", AssignmentId=first)["Assignment"]
    assert found["ApprovalTime"] == market.clock.now
    assert "RejectionTime" not in found
    market.clock.move(seconds=1)
    late = {"AssignmentId": second, "OverrideRejection": True}
    assert market.refused("ApproveAssignment", **late) == SUBMITTED_ONLY
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 2)


def test_overriding_approves_what_was_not_rejected_too(market):
    assignment_id = submit_work(market, make(market))
    market("ApproveAssignment", AssignmentId=assignment_id, OverrideRejection=True)
    assert status(market, assignment_id) == "Approved"


def test_nothing_is_decided_of_what_is_still_being_done(market):
    assignment_id = accept(market, make(market))
    assert market.refused("ApproveAssignment", AssignmentId=assignment_id) == SUBMITTED_ONLY
    given = {"AssignmentId": assignment_id, "RequesterFeedback": "No."}
    assert market.refused("RejectAssignment", **given) == SUBMITTED_ONLY


@pytest.mark.parametrize("operation", ["ApproveAssignment", "RejectAssignment"])
def test_feedback_has_limits(market, operation):
    given = {"AssignmentId": submit_work(market, make(market))}
    assert market.invalid(operation, **given, RequesterFeedback="x" * 1025) == (
        "InvalidParameterValue: The parameter RequesterFeedback is too long: "
        "it has at most 1024 characters."
    )
    told = market.invalid(operation, **given, RequesterFeedback="a\x00b")
    assert told.endswith("is not valid for the parameter RequesterFeedback.")
    market(operation, **given, RequesterFeedback="x" * 1024)


def test_assignments_are_listed_by_state(market):
    hit_id, other = make(market, MaxAssignments=4), make(market)
    first, second, third = (
        submit_work(market, hit_id, each) for each in ("AONE", "ATWO", "ATHREE")
    )
    accept(market, hit_id, "AFOUR")
    submit_work(market, other)
    market("ApproveAssignment", AssignmentId=first)
    market("RejectAssignment", AssignmentId=second, RequesterFeedback="No.")
    assert listed(market, hit_id) == [first, second, third]
    for state, expected in (("Approved", first), ("Rejected", second), ("Submitted", third)):
        assert listed(market, hit_id, AssignmentStatuses=[state]) == [expected]
    assert listed(market, hit_id, AssignmentStatuses=["Submitted", "Approved"]) == [first, third]
    assert listed(market, hit_id, AssignmentStatuses=[]) == [first, second, third]


def test_assignments_are_listed_page_by_page(market):
    hit_id = make(market, MaxAssignments=101)
    made = [submit_work(market, hit_id, f"A{number}") for number in range(101)]
    assert listed(market, hit_id) == made
    assert len(market("ListAssignmentsForHIT", HITId=hit_id)["Assignments"]) == 10
    assert len(market("ListAssignmentsForHIT", HITId=hit_id, MaxResults=100)["Assignments"]) == 100


def test_approving_while_walking_skips_nothing(market):
    hit_id = make(market, MaxAssignments=4)
    made = [submit_work(market, hit_id, f"A{number}") for number in range(4)]
    given = {"HITId": hit_id, "AssignmentStatuses": ["Submitted"], "MaxResults": 2}
    first = market("ListAssignmentsForHIT", **given)
    for each in first["Assignments"]:
        market("ApproveAssignment", AssignmentId=each["AssignmentId"])
    second = market("ListAssignmentsForHIT", **given, NextToken=first["NextToken"])
    assert [each["AssignmentId"] for each in second["Assignments"]] == made[2:]


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetAssignment", {}),
        ("ApproveAssignment", {}),
        ("RejectAssignment", {"RequesterFeedback": "No."}),
        ("GetFileUploadURL", {"QuestionIdentifier": "photo"}),
        ("SendBonus", {"WorkerId": "AWORKER", "BonusAmount": "1.00", "Reason": "R"}),
    ],
)
def test_anothers_assignment_does_not_exist(market, operation, more):
    theirs = submit_work(market, make(market, OTHER))
    for each in ("3X", theirs):
        assert market.refused(operation, AssignmentId=each, **more) == GONE.format(each)
    assert status(market, theirs, OTHER) == "Submitted"


def test_what_was_submitted_for_a_disposed_hit_is_gone(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    market("RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="No.")
    market("DeleteHIT", HITId=hit_id)
    gone = GONE.format(assignment_id)
    assert market.refused("GetAssignment", AssignmentId=assignment_id) == gone
    late = {"AssignmentId": assignment_id, "OverrideRejection": True}
    assert market.refused("ApproveAssignment", **late) == gone


def test_bonuses_of_a_deleted_hit_are_listed_and_may_still_be_paid(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    paid = {"AssignmentId": assignment_id, "WorkerId": "AWORKER", "BonusAmount": "1.00"}
    market("ApproveAssignment", AssignmentId=assignment_id)
    market("SendBonus", **paid, Reason="before")
    market("DeleteHIT", HITId=hit_id)
    market("SendBonus", **paid, Reason="after")
    for by in ({"HITId": hit_id}, {"AssignmentId": assignment_id}):
        payments = market.walk("ListBonusPayments", "BonusPayments", **by)
        assert [each["Reason"] for each in payments] == ["before", "after"]
