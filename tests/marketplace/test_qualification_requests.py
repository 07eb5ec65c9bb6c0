"""What workers asked for: listed, granted and rejected by the type's owner."""

import pytest
from support.market import ME, NOON, OTHER

from adapter.marketplace.workers import Worker

PENDING_ONLY = (
    "InvalidQualificationRequestState: This operation can be called with a status of: Pending"
)
DENIED = "PermissionDenied: This user is not authorized to perform the requested operation."
TYPE = {"Description": "D", "QualificationTypeStatus": "Active"}


@pytest.fixture
def sky(market):
    """A type that anybody may ask for."""
    answer = market("CreateQualificationType", Name="Sky", **TYPE)
    return answer["QualificationType"]["QualificationTypeId"]


def ask(market, type_id, worker="AWORKER"):
    asked = Worker(market.service, worker).request_qualification(type_id)
    assert asked["Status"] == "Pending"
    return asked["QualificationRequestId"]


def pending(market, account=ME, **params):
    listed = market.walk("ListQualificationRequests", "QualificationRequests", account, **params)
    return [item["QualificationRequestId"] for item in listed]


def test_a_request_is_listed_with_what_there_is_of_it(market, sky):
    identifier = ask(market, sky)
    assert market("ListQualificationRequests") == {
        "NumResults": 1,
        "QualificationRequests": [
            {
                "QualificationRequestId": identifier,
                "QualificationTypeId": sky,
                "WorkerId": "AWORKER",
                "SubmitTime": NOON,
            }
        ],
    }


def test_requests_of_one_type_and_of_all(market, sky):
    other = market("CreateQualificationType", Name="Sea", **TYPE)
    sea = other["QualificationType"]["QualificationTypeId"]
    asked = [ask(market, sky), ask(market, sea), ask(market, sky, "AOTHER")]
    assert pending(market) == asked
    assert pending(market, QualificationTypeId=sky) == [asked[0], asked[2]]
    assert pending(market, OTHER) == []


def test_a_list_of_a_type_that_is_not_there_or_anothers(market, sky):
    missing = "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    assert market.refused("ListQualificationRequests", QualificationTypeId="3X") == missing
    assert market.refused("ListQualificationRequests", OTHER, QualificationTypeId=sky) == DENIED


@pytest.mark.parametrize(("given", "value"), [({}, 1), ({"IntegerValue": -3}, -3)])
def test_granting_gives_the_qualification_and_ends_the_request(market, sky, given, value):
    identifier = ask(market, sky)
    market.clock.move(hours=1)
    market("AcceptQualificationRequest", QualificationRequestId=identifier, **given)
    assert pending(market) == []
    held = market("GetQualificationScore", QualificationTypeId=sky, WorkerId="AWORKER")
    assert held["Qualification"] == {
        "QualificationTypeId": sky,
        "WorkerId": "AWORKER",
        "GrantTime": market.clock.now,
        "IntegerValue": value,
        "Status": "Granted",
    }


def test_rejecting_ends_the_request_and_leaves_what_is_held(market, sky):
    market(
        "AssociateQualificationWithWorker", QualificationTypeId=sky, WorkerId="AB", IntegerValue=7
    )
    market("UpdateQualificationType", QualificationTypeId=sky, RetryDelayInSeconds=0)
    identifier = ask(market, sky, "AB")
    market("RejectQualificationRequest", QualificationRequestId=identifier, Reason="No.")
    assert pending(market) == []
    held = market("GetQualificationScore", QualificationTypeId=sky, WorkerId="AB")
    assert held["Qualification"]["IntegerValue"] == 7


@pytest.mark.parametrize("first", ["AcceptQualificationRequest", "RejectQualificationRequest"])
@pytest.mark.parametrize("second", ["AcceptQualificationRequest", "RejectQualificationRequest"])
def test_a_request_is_decided_once(market, sky, first, second):
    identifier = ask(market, sky)
    market(first, QualificationRequestId=identifier)
    assert market.refused(second, QualificationRequestId=identifier) == PENDING_ONLY


@pytest.mark.parametrize("operation", ["AcceptQualificationRequest", "RejectQualificationRequest"])
def test_only_the_owner_decides_and_only_what_is_there(market, sky, operation):
    identifier = ask(market, sky)
    assert market.refused(operation, OTHER, QualificationRequestId=identifier) == DENIED
    assert market.refused(operation, QualificationRequestId="3X\n") == (
        "QualificationRequestDoesNotExist: QualificationRequest 3X\ufffd does not exist."
    )
    assert pending(market) == [identifier]


# Pages


def fill(market, sky, number):
    return [ask(market, sky, f"A{each:04}") for each in range(number)]


@pytest.mark.parametrize("size", [1, 7, 10, 100])
def test_pages_join_to_the_whole_list(market, sky, size):
    asked = fill(market, sky, 21)
    assert pending(market, MaxResults=size) == asked
    assert pending(market, MaxResults=size, QualificationTypeId=sky) == asked


def test_ten_come_at_once_where_no_number_is_given(market, sky):
    fill(market, sky, 11)
    assert market("ListQualificationRequests")["NumResults"] == 10


def test_a_last_page_that_is_full_has_no_token(market, sky):
    fill(market, sky, 10)
    assert "NextToken" not in market("ListQualificationRequests")


def test_granting_while_paging_skips_and_repeats_nothing(market, sky):
    asked, seen, token = fill(market, sky, 25), [], {}
    while True:
        answer = market("ListQualificationRequests", MaxResults=4, **token)
        for item in answer["QualificationRequests"]:
            seen.append(item["QualificationRequestId"])
            market("AcceptQualificationRequest", QualificationRequestId=seen[-1])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert seen == asked


def test_what_is_asked_while_paging_comes_at_the_end(market, sky):
    fill(market, sky, 3)
    first = market("ListQualificationRequests", MaxResults=2)
    late = ask(market, sky, "ALATE")
    rest = market("ListQualificationRequests", NextToken=first["NextToken"])
    assert rest["QualificationRequests"][-1]["QualificationRequestId"] == late


def token_of(market, sky):
    fill(market, sky, 2)
    return market("ListQualificationRequests", MaxResults=1)["NextToken"]


def test_a_token_is_opaque_and_short(market, sky):
    token = token_of(market, sky)
    assert len(token) <= 255
    assert sky not in token


def test_a_token_takes_another_page_size(market, sky):
    token = token_of(market, sky)
    assert market("ListQualificationRequests", NextToken=token, MaxResults=50)["NumResults"] == 1


@pytest.mark.parametrize(
    ("operation", "account", "params"),
    [
        ("ListQualificationRequests", OTHER, {}),
        ("ListQualificationRequests", ME, {"QualificationTypeId": "sky"}),
        ("ListQualificationTypes", ME, {"MustBeRequestable": True}),
    ],
)
def test_a_token_is_good_for_its_own_list_only(market, sky, operation, account, params):
    token = token_of(market, sky)
    given = {name: sky if value == "sky" else value for name, value in params.items()}
    says = market.invalid(operation, account, **given, NextToken=token)
    assert says.startswith('InvalidParameterValue: The value "')
    assert says.endswith("is not valid for the parameter NextToken.")


@pytest.mark.parametrize("forged", ["x", "MQ.x.y", "é", "1"])
def test_a_forged_token_is_refused(market, forged):
    assert "NextToken" in market.invalid("ListQualificationRequests", NextToken=forged)


def test_a_changed_token_is_refused(market, sky):
    token = token_of(market, sky)
    assert "NextToken" in market.invalid("ListQualificationRequests", NextToken=f"{token[:-2]}AA")


def test_a_token_lasts_an_hour(market, sky):
    token = token_of(market, sky)
    market.clock.move(seconds=3600)
    market("ListQualificationRequests", NextToken=token)
    market.clock.move(seconds=1)
    assert "NextToken" in market.invalid("ListQualificationRequests", NextToken=token)
