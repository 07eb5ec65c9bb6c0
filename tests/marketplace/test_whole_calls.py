"""A legacy call of several current ones takes effect whole, once for a token, or not at all."""

import pytest
from support.legacy import problem
from support.work import QUESTION, make, make_type, money, submit_work

from adapter.marketplace import RequestError

BOTH = {"MaxAssignmentsIncrement": "2", "ExpirationIncrementInSeconds": "259200"}


def state(market, hit_id):
    hit = market("GetHIT", HITId=hit_id)["HIT"]
    return hit["HITStatus"], hit["MaxAssignments"], hit["Expiration"], money(market)


def is_success(root):
    return root.findtext(".//IsValid") == "True"


def test_an_extension_with_too_many_assignments_changes_nothing(market, legacy):
    """Found by a real client: the HIT went live for three days, and money went on hold."""
    hit_id = make(market, MaxAssignments=3, Reward="0.05")
    legacy("ForceExpireHIT", HITId=hit_id)
    before = state(market, hit_id)
    asked = {**BOTH, "MaxAssignmentsIncrement": "100"}
    refused = legacy("ExtendHIT", HITId=hit_id, **asked)
    assert problem(refused).startswith("InvalidMaximumAssignmentsIncrease: ")
    assert state(market, hit_id) == before


def test_an_extension_that_cannot_be_paid_changes_nothing(market, legacy):
    """Assignments of an expired HIT cost nothing: it is the second call that is refused."""
    hit_id = make(market, MaxAssignments=2, Reward="3000.00")
    legacy("ForceExpireHIT", HITId=hit_id)
    before = state(market, hit_id)
    refused = legacy("ExtendHIT", HITId=hit_id, **BOTH)
    assert problem(refused).startswith("InsufficientFunds: ")
    assert state(market, hit_id) == before


def test_a_call_that_is_refused_in_a_transaction_changes_nothing_and_the_others_count(market):
    hit_id = make(market)
    more = {"HITId": hit_id, "NumberOfAdditionalAssignments": 1}
    with market.service.begin_calls("AKIDME") as call:
        call("CreateAdditionalAssignmentsForHIT", more)
        with pytest.raises(RequestError):
            call("CreateAdditionalAssignmentsForHIT", {**more, "NumberOfAdditionalAssignments": 8})
        with pytest.raises(RequestError):
            call("UpdateExpirationForHIT", {"HITId": "3GONE", "ExpireAt": 0})
    assert state(market, hit_id)[1] == 2


def test_a_hit_that_is_disabled_is_disposed_of_with_its_work_approved(market, legacy):
    hit_id = make(market, MaxAssignments=2)
    submit_work(market, hit_id)
    assert is_success(legacy("DisableHIT", HITId=hit_id))
    assert state(market, hit_id)[0] == "Disposed"
    assert money(market) == ("9999.40", "0.00")


def test_a_hit_is_created_once_for_a_token_and_the_refusal_names_it(market, legacy):
    """Source: the JUnit and NUnit suites of Amazon's Java and .NET SDKs expect this code."""
    create = {
        "HITTypeId": make_type(market),
        "LifetimeInSeconds": "3600",
        "Question": QUESTION,
        "UniqueRequestToken": "t",
    }
    hit_id = legacy("CreateHIT", **create).findtext("HIT/HITId")
    repeated = problem(legacy("CreateHIT", **create))
    assert repeated.startswith(f"HITAlreadyExists: HIT {hit_id} ")
    assert market("ListHITs")["NumResults"] == 1


@pytest.mark.parametrize(
    "asked",
    [
        BOTH,
        {"MaxAssignmentsIncrement": "2"},
        {"ExpirationIncrementInSeconds": "3600"},
    ],
    ids=["both", "assignments", "lifetime"],
)
def test_a_hit_is_extended_once_for_a_token(market, legacy, asked):
    """Source: the same suites expect "has already been processed" and the token."""
    extend = {"HITId": make(market), **asked, "UniqueRequestToken": "t-1"}
    assert is_success(legacy("ExtendHIT", **extend))
    after = state(market, extend["HITId"])
    told = 'RequestAlreadyProcessed: The idempotency token "t-1" has already been processed.'
    assert problem(legacy("ExtendHIT", **extend)) == told
    assert state(market, extend["HITId"]) == after
    market.clock.move(hours=24)
    assert is_success(legacy("ExtendHIT", **extend | {"ExpirationIncrementInSeconds": "7200"}))


def test_a_refused_extension_leaves_its_token_free(market, legacy):
    extend = {"HITId": make(market), **BOTH, "UniqueRequestToken": "t"}
    problem(legacy("ExtendHIT", **{**extend, "MaxAssignmentsIncrement": "9"}))
    assert is_success(legacy("ExtendHIT", **extend))


def test_a_bonus_is_paid_once_for_a_token(market, legacy):
    """Source: SendBonus of the current reference: a subsequent call returns an error."""
    hit_id = make(market)
    bonus = {
        "WorkerId": "AWORKER",
        "AssignmentId": submit_work(market, hit_id),
        "BonusAmount__1__Amount": "1.00",
        "BonusAmount__1__CurrencyCode": "USD",
        "Reason": "well done",
        "UniqueRequestToken": "t",
    }
    assert is_success(legacy("GrantBonus", **bonus))
    told = 'RequestAlreadyProcessed: The idempotency token "t" has already been processed.'
    assert problem(legacy("GrantBonus", **bonus)) == told
    assert market("ListBonusPayments", HITId=hit_id)["NumResults"] == 1


def test_two_calls_without_a_token_are_two_calls(market, legacy):
    hit_id = make(market)
    for _ in range(2):
        assert is_success(legacy("ExtendHIT", HITId=hit_id, MaxAssignmentsIncrement="1"))
    assert state(market, hit_id)[1] == 3
