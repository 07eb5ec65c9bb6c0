"""Answers have the elements that the retired service's answers had, in that order.

Each row names the public file in which the answer was captured. What stands in a captured answer
and not here is NumberOfSimilarHITs, which ended with version 2012-03-25.
"""

import pytest
from support.serving import CATALOGUE
from support.work import QUESTION, submit_work

IDS = ["HITId", "HITTypeId"]
COUNTS = ["NumResults", "TotalNumResults", "PageNumber"]
PRICE = ["Amount", "CurrencyCode", "FormattedPrice"]
TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
HIT = {
    "Title": "Copy",
    "Description": "D",
    "Reward.1.Amount": "0.10",
    "AssignmentDurationInSeconds": "3600",
    "AutoApprovalDelayInSeconds": "3600",
    "LifetimeInSeconds": "3600",
    "Question": QUESTION,
}


def children(element):
    return [child.tag for child in element if child.tag != "Request"]


def create_hit(legacy, **more):
    return legacy("CreateHIT", **HIT, **more).findtext("HIT/HITId")


def test_the_balance_is_one_sum(legacy):
    """Reference, 2014-08-15: "Not used. This value is always 0."; no sample has OnHoldBalance."""
    [balance] = legacy("GetAccountBalance").iter("GetAccountBalanceResult")
    assert children(balance) == ["AvailableBalance"]
    assert children(balance[1]) == PRICE


def test_a_created_hit_is_its_two_ids(legacy):
    """crowdmob/goamz, exp/mturk/responses_test.go, 2011; rturk, create_hit.xml, 2009."""
    assert children(legacy("CreateHIT", **HIT).find("HIT")) == IDS


def test_a_hit_of_before_layouts(legacy):
    """rturk, spec/fake_responses/get_hit.xml, 2009; HITGroupId as in a SearchHITs of 2014."""
    requirement = {
        "QualificationTypeId": "000000000000000000L0",
        "Comparator": "GreaterThan",
        "IntegerValue": "90",
    }
    sent = {f"QualificationRequirement.1.{name}": text for name, text in requirement.items()}
    hit_id = create_hit(legacy, Keywords="sky", RequesterAnnotation="note", **sent)
    hit = legacy("GetHIT", HITId=hit_id).find("HIT")
    assert children(hit) == [
        *IDS, "HITGroupId", "CreationTime", "Title", "Description", "Question", "Keywords",
        "HITStatus", "MaxAssignments", "Reward", "AutoApprovalDelayInSeconds", "Expiration",
        "AssignmentDurationInSeconds", "RequesterAnnotation", "QualificationRequirement",
        "HITReviewStatus",
    ]  # fmt: skip
    assert children(hit.find("QualificationRequirement")) == [*requirement, "RequiredToPreview"]


def test_a_hit_that_was_searched_for(legacy):
    """A SearchHITs answer of 2014 in a public Scala program; goamz's of 2011 lacks HITGroupId."""
    create_hit(legacy)
    result = legacy("SearchHITs").find("SearchHITsResult")
    assert children(result) == [*COUNTS, "HIT"]
    assert children(result.find("HIT")) == [
        *IDS, "HITGroupId", "CreationTime", "Title", "Description", "HITStatus", "MaxAssignments",
        "Reward", "AutoApprovalDelayInSeconds", "Expiration", "AssignmentDurationInSeconds",
        "HITReviewStatus", "NumberOfAssignmentsPending", "NumberOfAssignmentsAvailable",
        "NumberOfAssignmentsCompleted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("decide", "decided"),
    [
        # rturk, spec/fake_responses/get_submitted_assignments.xml, 2009
        (None, []),
        # calendreco/goamz, exp/mturk/responses_test.go, 2014
        ("ApproveAssignment", ["ApprovalTime"]),
        # rturk, get_rejected_assignments.xml, 2009: a submitted one with another status and text
        ("RejectAssignment", ["RejectionTime"]),
    ],
)
def test_an_assignment_has_no_deadline_once_it_is_submitted(legacy, market, decide, decided):
    hit_id = create_hit(legacy)
    assignment_id = submit_work(market, hit_id)
    if decide is not None:
        legacy(decide, AssignmentId=assignment_id)
    expected = [
        "AssignmentId", "WorkerId", "HITId", "AssignmentStatus", "AutoApprovalTime", "AcceptTime",
        "SubmitTime", *decided, "Answer",
    ]  # fmt: skip
    result = legacy("GetAssignmentsForHIT", HITId=hit_id).find("GetAssignmentsForHITResult")
    assert children(result) == [*COUNTS, "Assignment"]
    assert children(result.find("Assignment")) == expected
    result = legacy("GetAssignment", AssignmentId=assignment_id).find("GetAssignmentResult")
    assert children(result) == ["Assignment", "HIT"]
    assert children(result.find("Assignment")) == expected


def test_an_assignment_comes_with_the_ids_of_its_hit(legacy, market):
    """calendreco/goamz, exp/mturk/responses_test.go, 2014: under the default groups."""
    assignment_id = submit_work(market, create_hit(legacy))
    for groups in ({}, {"ResponseGroup": "Minimal"}, {"ResponseGroup": "AssignmentFeedback"}):
        answer = legacy("GetAssignment", AssignmentId=assignment_id, **groups)
        assert children(answer.find("GetAssignmentResult/HIT")) == IDS


def test_a_reviewable_hit_is_its_id(legacy, market):
    """Reference: Minimal is its only group. rturk takes all text in the HIT for the id."""
    submit_work(market, create_hit(legacy))
    result = legacy("GetReviewableHITs").find("GetReviewableHITsResult")
    assert children(result) == [*COUNTS, "HIT"]
    assert children(result.find("HIT")) == ["HITId"]


@pytest.mark.parametrize(
    ("more", "behind"),
    [
        # rturk, spec/fake_responses/create_qualification_type.xml, 2009
        ({}, ["AutoGranted"]),
        # comments in a public JavaScript program, 2015
        (
            {"AutoGranted": "true", "AutoGrantedValue": "1", "RetryDelayInSeconds": "1800"},
            ["RetryDelayInSeconds", "AutoGranted", "AutoGrantedValue"],
        ),
    ],
)
def test_a_created_qualification_type_does_not_say_who_may_request_it(legacy, more, behind):
    made = legacy("CreateQualificationType", **TYPE, **more).find("QualificationType")
    assert children(made) == [
        "QualificationTypeId", "CreationTime", "Name", "Description", "QualificationTypeStatus",
        *behind,
    ]  # fmt: skip
    # Reference: samples of GetQualificationType and UpdateQualificationType have IsRequestable.
    type_id = made.findtext("QualificationTypeId")
    for operation in ("GetQualificationType", "UpdateQualificationType"):
        shown = legacy(operation, QualificationTypeId=type_id).find("QualificationType")
        assert shown.findtext("IsRequestable") == "1"


def test_a_qualification(legacy):
    """A capture of 2015; rturk, get_qualifications_for_qualification_type.xml, 2009."""
    made = legacy("CreateQualificationType", **TYPE).find("QualificationType")
    of = {"QualificationTypeId": made.findtext("QualificationTypeId")}
    legacy("AssignQualification", WorkerId="AWORKER", **of)
    listed = legacy("GetQualificationsForQualificationType", **of)
    result = listed.find("GetQualificationsForQualificationTypeResult")
    assert children(result) == [*COUNTS, "Qualification"]
    assert children(result.find("Qualification")) == [
        "QualificationTypeId", "SubjectId", "GrantTime", "IntegerValue", "Status",
    ]  # fmt: skip


def test_a_bonus(legacy, market):
    """rturk, spec/fake_responses/get_bonus_payments.xml, 2010."""
    hit_id = create_hit(legacy)
    assignment_id = submit_work(market, hit_id)
    of = {"WorkerId": "AWORKER", "AssignmentId": assignment_id, "Reason": "Quick."}
    legacy("GrantBonus", BonusAmount__1__Amount="0.04", **of)
    result = legacy("GetBonusPayments", HITId=hit_id).find("GetBonusPaymentsResult")
    assert children(result) == [*COUNTS, "BonusPayment"]
    assert children(result.find("BonusPayment")) == [
        "WorkerId", "BonusAmount", "AssignmentId", "Reason", "GrantTime",
    ]  # fmt: skip


def test_a_worker_who_was_not_reached(legacy):
    """cloudyr/MTurkR, issue 29, 2013."""
    sent = {"Subject": "s", "MessageText": "m", "WorkerId.1": "A11VGV0ZAI1EQ2"}
    result = legacy("NotifyWorkers", **sent).find("NotifyWorkersResult")
    assert result.findtext("Request/IsValid") == "True"
    status = result.find("NotifyWorkersFailureStatus")
    assert children(status) == [
        "WorkerId", "NotifyWorkersFailureMessage", "NotifyWorkersFailureCode",
    ]  # fmt: skip
    assert [each.text for each in status] == [
        "A11VGV0ZAI1EQ2",
        "Cannot send a notification to a worker who has not done any work for you",
        "HardFailure",
    ]


@pytest.mark.parametrize("operation", sorted(CATALOGUE.mappings))
def test_no_group_hides_a_nested_structure(operation):
    """What a structure has in the smallest group is in every answer that has the structure."""
    members = CATALOGUE.mappings[operation].response.members
    assert [member.name for member in members if member.shape and member.groups] == []
