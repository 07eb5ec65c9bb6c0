"""HITs: made, shown and listed."""

from datetime import timedelta

import pytest
from support.market import ME, NOON, OTHER
from support.work import LIFE, QUESTION, TYPE, make, make_type, money, submit_work

GONE = "HITDoesNotExist: Hit 3X does not exist."
MASTERS = "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH"


def listed(market, operation="ListHITs", account=ME, **params):
    return [hit["HITId"] for hit in market.walk(operation, "HITs", account, **params)]


def test_a_hit_is_shown_with_all_that_made_it(market):
    needed = {"QualificationTypeId": MASTERS, "Comparator": "Exists"}
    given = {"Keywords": "receipt", "MaxAssignments": 2, "RequesterAnnotation": "batch 7"}
    made = market("CreateHIT", **TYPE, **LIFE, **given, QualificationRequirements=[needed])["HIT"]
    assert made == {
        **TYPE,
        **given,
        "HITId": made["HITId"],
        "HITTypeId": made["HITTypeId"],
        "HITGroupId": made["HITGroupId"],
        "CreationTime": NOON,
        "Expiration": NOON + timedelta(days=1),
        "Question": QUESTION,
        "HITStatus": "Assignable",
        "HITReviewStatus": "NotReviewed",
        "QualificationRequirements": [
            {**needed, "ActionsGuarded": "Accept", "RequiredToPreview": False}
        ],
        "NumberOfAssignmentsPending": 0,
        "NumberOfAssignmentsAvailable": 2,
        "NumberOfAssignmentsCompleted": 0,
    }
    assert market("GetHIT", HITId=made["HITId"]) == {"HIT": made}
    assert market("ListHITs") == {"NumResults": 1, "HITs": [made]}


def test_a_hit_of_a_type_has_its_properties(market):
    type_id = make_type(market, Title="Say what the map shows")
    made = market("CreateHITWithHITType", HITTypeId=type_id, **LIFE)["HIT"]
    assert (made["HITTypeId"], made["Title"]) == (type_id, "Say what the map shows")
    assert (made["MaxAssignments"], made["AutoApprovalDelayInSeconds"]) == (1, 3600)


def test_what_is_not_said_has_the_documented_default(market):
    type_of = {**TYPE, **LIFE}
    del type_of["AutoApprovalDelayInSeconds"]
    made = market("CreateHIT", **type_of)["HIT"]
    assert (made["MaxAssignments"], made["AutoApprovalDelayInSeconds"]) == (1, 2592000)


def test_a_type_that_is_not_there_or_anothers_makes_no_hit(market):
    theirs = make_type(market, OTHER)
    for type_id in ("3X", theirs):
        assert market.refused("CreateHITWithHITType", HITTypeId=type_id, **LIFE) == (
            f"HITTypeDoesNotExist: HITType {type_id} does not exist."
        )
    assert listed(market) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"MaxAssignments": 0},
            (
                "AWS.ParameterOutOfRange: The value 0 is invalid for MaxAssignments. "
                "Valid values range from 1 to 1000000000."
            ),
        ),
        (
            {"LifetimeInSeconds": 29},
            (
                "AWS.ParameterOutOfRange: The value 29 is invalid for LifetimeInSeconds. "
                "Valid values range from 30 to 31536000."
            ),
        ),
        (
            {"RequesterAnnotation": "x" * 256},
            (
                "InvalidParameterValue: The parameter RequesterAnnotation is too long: "
                "it has at most 255 characters."
            ),
        ),
        (
            {"HITLayoutId": "3LAYOUT"},
            (
                "InvalidParameterValue: Exactly one of the parameters Question and HITLayoutId is "
                "required."
            ),
        ),
        (
            {"HITLayoutParameters": [{"Name": "url", "Value": "x"}]},
            (
                "InvalidParameterValue: The parameter HITLayoutParameters can only be used with "
                "HITLayoutId."
            ),
        ),
        (
            {"HITReviewPolicy": {"PolicyName": "ScoreMyKnownAnswers/2011-09-01"}},
            (
                'InvalidParameterValue: The value "ScoreMyKnownAnswers/2011-09-01" is not valid '
                "for the parameter HITReviewPolicy.PolicyName."
            ),
        ),
    ],
)
def test_what_makes_no_hit_is_refused(market, given, told):
    assert market.invalid("CreateHIT", **{**TYPE, **LIFE, **given}) == told
    assert listed(market) == []
    assert money(market) == ("10000.00", "0.00")


def test_a_hit_asks_something(market):
    told = market.invalid("CreateHIT", **TYPE, LifetimeInSeconds=60)
    assert told.startswith("InvalidParameterValue: Exactly one of the parameters Question and")


@pytest.mark.parametrize("question", ["<QuestionForm>", "plain", "<!DOCTYPE a><a/>", QUESTION * 2])
def test_a_question_is_a_document(market, question):
    told = market.refused("CreateHIT", **{**TYPE, **LIFE, "Question": question})
    assert told.startswith("XMLParseError: There was an error parsing the XML question")
    assert listed(market) == []


def test_an_account_sees_its_own_hits(market):
    mine, theirs = make(market), make(market, OTHER)
    assert listed(market) == [mine]
    assert listed(market, account=OTHER) == [theirs]
    assert market.refused("GetHIT", OTHER, HITId=mine) == (
        f"HITDoesNotExist: Hit {mine} does not exist."
    )
    assert market.refused("GetHIT", HITId="3X") == GONE


def test_what_was_disposed_of_is_shown_alone_and_not_listed(market):
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    assert listed(market, "ListReviewableHITs") == [hit_id]
    market("DeleteHIT", HITId=hit_id)
    assert market("GetHIT", HITId=hit_id)["HIT"]["HITStatus"] == "Disposed"
    assert listed(market) == listed(market, "ListReviewableHITs") == []


def test_reviewable_hits_are_listed_by_state_and_type(market):
    other_type = make_type(market, Title="Other")
    first, second = make(market), make(market)
    third = market("CreateHITWithHITType", HITTypeId=other_type, **LIFE)["HIT"]["HITId"]
    make(market)
    make(market, OTHER)
    for each in (first, second, third):
        submit_work(market, each)
    market("UpdateHITReviewStatus", HITId=second)
    assert listed(market, "ListReviewableHITs") == [first, third]
    assert listed(market, "ListReviewableHITs", Status="Reviewing") == [second]
    assert listed(market, "ListReviewableHITs", HITTypeId=other_type) == [third]
    assert listed(market, "ListReviewableHITs", HITTypeId="3X") == []
    [shown, _] = market("ListReviewableHITs")["HITs"]
    assert shown.keys() == {"HITId", "HITTypeId"}


def test_hits_are_listed_by_what_they_require(market):
    needed = [{"QualificationTypeId": MASTERS, "Comparator": "Exists"}]
    first = make(market, QualificationRequirements=needed)
    make(market)
    make(market, OTHER, QualificationRequirements=needed)
    operation = "ListHITsForQualificationType"
    assert listed(market, operation, QualificationTypeId=MASTERS) == [first]
    assert market.refused(operation, QualificationTypeId="3X") == (
        "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    )


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101])
def test_a_list_is_whole_however_many_there_are(market, count):
    made = [make(market) for _ in range(count)]
    assert listed(market, MaxResults=100) == made


def test_a_walk_neither_repeats_nor_skips_while_the_list_changes(market):
    made = [make(market) for _ in range(6)]
    first = market("ListHITs", MaxResults=2)
    for gone in (made[0], made[3]):
        market("UpdateExpirationForHIT", HITId=gone, ExpireAt=0)
        market("DeleteHIT", HITId=gone)
    late = make(market)
    second = market("ListHITs", MaxResults=2, NextToken=first["NextToken"])
    third = market("ListHITs", MaxResults=2, NextToken=second["NextToken"])
    assert [hit["HITId"] for hit in (*second["HITs"], *third["HITs"])] == [
        made[2],
        made[4],
        made[5],
        late,
    ]
    assert "NextToken" not in third
