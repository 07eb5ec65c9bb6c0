"""What a requester changes of a HIT, and what its states let them."""

from datetime import UTC, datetime, timedelta

import pytest
from support.market import NOON, OTHER
from support.work import accept, make, make_type, money, shown, submit_work

PAST = datetime(2008, 6, 1, tzinfo=UTC)
DELETABLE = "This operation can be called with a status of: Reviewing, Reviewable"


def expiration(market, hit_id):
    return market("GetHIT", HITId=hit_id)["HIT"]["Expiration"]


def in_state(state, *words):
    return f"InvalidHITState: This HIT is currently in the state '{state}'.  {''.join(words)}"


@pytest.mark.parametrize("at", [0, PAST, NOON, NOON - timedelta(seconds=1)])
def test_a_time_that_has_passed_ends_the_hit_now(market, at):
    hit_id = make(market, MaxAssignments=3)
    assert money(market) == ("9998.20", "1.80")
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=at)
    assert shown(market, hit_id) == ("Reviewable", 3, 0, 0)
    assert expiration(market, hit_id) == NOON
    assert money(market) == ("10000.00", "0.00")


def test_an_ended_hit_still_says_how_many_were_not_taken(market):
    """Captured by REST in 2011 and by SOAP in 2014: Reviewable, completed 0, available 1 of 1."""
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    assert shown(market, hit_id) == ("Reviewable", 1, 0, 0)
    assert market("ListHITs")["HITs"][0]["NumberOfAssignmentsAvailable"] == 1


def test_what_was_accepted_can_be_submitted_after_the_end(market):
    hit_id = make(market, MaxAssignments=3)
    submit_work(market, hit_id, "AONE")
    accept(market, hit_id, "ATWO")
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    assert shown(market, hit_id) == ("Unassignable", 1, 1, 0)
    assert money(market) == ("9998.80", "1.20")


def test_a_later_time_extends_and_an_ended_hit_comes_back(market):
    hit_id, later = make(market), NOON + timedelta(days=3)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=later)
    assert expiration(market, hit_id) == later
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    assert money(market) == ("10000.00", "0.00")
    soon = NOON + timedelta(seconds=60)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=soon)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    assert money(market) == ("9999.40", "0.60")


@pytest.mark.parametrize("seconds", [-3600, 0, 11, 59, 31536001])
def test_a_lifetime_is_extended_by_a_minute_to_a_year(market, seconds):
    hit_id = make(market)
    at = NOON + timedelta(days=1, seconds=seconds)
    assert market.invalid("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=at) == (
        f"AWS.ParameterOutOfRange: The value {seconds} is invalid for "
        "ExpirationIncrementInSeconds. Valid values range from 60 to 31536000."
    )
    assert expiration(market, hit_id) == NOON + timedelta(days=1)


def test_the_same_time_is_refused_for_a_day(market):
    hit_id, other = make(market, LifetimeInSeconds=31536000), make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    token = f'"{hit_id}Thu Jan 01 00:00:00 UTC 1970"'
    again = f"RequestAlreadyProcessed: The idempotency token {token} has already been processed."
    market.clock.move(hours=23, minutes=59)
    assert market.refused("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0) == again
    market("UpdateExpirationForHIT", HITId=other, ExpireAt=0)
    market.clock.move(minutes=1)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)


def test_a_refused_time_can_be_sent_again(market):
    hit_id, at = make(market), NOON + timedelta(days=1, seconds=30)
    market.invalid("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=at)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    market.clock.move(hours=23)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=at)


def test_more_assignments_bring_a_done_hit_back(market):
    hit_id = make(market)
    submit_work(market, hit_id)
    market("UpdateHITReviewStatus", HITId=hit_id)
    market("CreateAdditionalAssignmentsForHIT", HITId=hit_id, NumberOfAdditionalAssignments=2)
    assert shown(market, hit_id) == ("Assignable", 2, 0, 0)
    assert money(market) == ("9998.20", "1.80")


def test_more_assignments_of_an_ended_hit_cost_nothing_until_it_is_extended(market):
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    market("CreateAdditionalAssignmentsForHIT", HITId=hit_id, NumberOfAdditionalAssignments=2)
    assert shown(market, hit_id) == ("Reviewable", 3, 0, 0)
    assert money(market) == ("10000.00", "0.00")
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=NOON + timedelta(hours=1))
    assert shown(market, hit_id) == ("Assignable", 3, 0, 0)
    assert money(market) == ("9998.20", "1.80")


@pytest.mark.parametrize(("first", "more"), [(9, 1), (1, 9), (5, 20)])
def test_from_nine_there_is_no_way_to_ten(market, first, more):
    hit_id = make(market, MaxAssignments=first)
    given = {"HITId": hit_id, "NumberOfAdditionalAssignments": more}
    assert market.refused("CreateAdditionalAssignmentsForHIT", **given) == (
        "InvalidMaximumAssignmentsIncrease: The number of assignments of a HIT cannot be raised "
        "from less than 10 to 10 or more."
    )


@pytest.mark.parametrize(("first", "more"), [(1, 8), (10, 1)])
def test_on_either_side_of_ten_there_is_more(market, first, more):
    hit_id = make(market, MaxAssignments=first)
    given = {"HITId": hit_id, "NumberOfAdditionalAssignments": more}
    market("CreateAdditionalAssignmentsForHIT", **given)
    assert shown(market, hit_id) == ("Assignable", first + more, 0, 0)


@pytest.mark.parametrize("more", [0, -1, 1000000001])
def test_more_means_some(market, more):
    given = {"HITId": make(market), "NumberOfAdditionalAssignments": more}
    assert market.invalid("CreateAdditionalAssignmentsForHIT", **given) == (
        f"AWS.ParameterOutOfRange: The value {more} is invalid for NumberOfAdditionalAssignments. "
        "Valid values range from 1 to 1000000000."
    )


def test_hits_from_before_the_fees_of_2015_cannot_have_more(market):
    market.clock.now = datetime(2015, 7, 21, 23, 59, tzinfo=UTC)
    given = {"HITId": make(market), "NumberOfAdditionalAssignments": 1}
    assert market.refused("CreateAdditionalAssignmentsForHIT", **given) == (
        "HITTooOldForExtension: This HIT was created before July 22, 2015 and cannot be extended."
    )
    market.clock.move(minutes=1)
    market("CreateAdditionalAssignmentsForHIT", HITId=make(market), NumberOfAdditionalAssignments=1)


def test_another_type_gives_other_properties_and_another_price(market):
    hit_id = make(market, MaxAssignments=3)
    submit_work(market, hit_id)
    dear = make_type(market, Title="Copy two", Reward="1.00")
    market("UpdateHITTypeOfHIT", HITId=hit_id, HITTypeId=dear)
    hit = market("GetHIT", HITId=hit_id)["HIT"]
    assert (hit["HITTypeId"], hit["Title"], hit["Reward"]) == (dear, "Copy two", "1.00")
    # What was submitted costs what it did.
    assert money(market) == ("9997.00", "3.00")


def test_a_type_is_ones_own(market):
    hit_id = make(market)
    for type_id in ("3X", make_type(market, OTHER)):
        assert market.refused("UpdateHITTypeOfHIT", HITId=hit_id, HITTypeId=type_id) == (
            f"HITTypeDoesNotExist: HITType {type_id} does not exist."
        )


def test_reviewing_and_back(market):
    hit_id = make(market)
    assert market.refused("UpdateHITReviewStatus", HITId=hit_id) == in_state(
        "Assignable", "This operation can be called with a status of: Reviewable"
    )
    submit_work(market, hit_id)
    assert shown(market, hit_id)[0] == "Reviewable"
    market("UpdateHITReviewStatus", HITId=hit_id)
    assert shown(market, hit_id)[0] == "Reviewing"
    assert market.refused("UpdateHITReviewStatus", HITId=hit_id, Revert=False) == in_state(
        "Reviewing", "This operation can be called with a status of: Reviewable"
    )
    market("UpdateHITReviewStatus", HITId=hit_id, Revert=True)
    assert shown(market, hit_id)[0] == "Reviewable"
    assert market.refused("UpdateHITReviewStatus", HITId=hit_id, Revert=True) == in_state(
        "Reviewable", "This operation can be called with a status of: Reviewing"
    )


def test_reviewing_stays_while_work_is_decided_and_time_passes(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    market("UpdateHITReviewStatus", HITId=hit_id)
    market("RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="No.")
    market.clock.move(days=2)
    assert shown(market, hit_id) == ("Reviewing", 0, 0, 1)


def test_a_hit_is_disposed_of_when_all_of_it_is_decided(market):
    hit_id = make(market, MaxAssignments=2)
    assert market.refused("DeleteHIT", HITId=hit_id) == in_state("Assignable", DELETABLE)
    first = submit_work(market, hit_id, "AONE")
    accept(market, hit_id, "ATWO")
    assert market.refused("DeleteHIT", HITId=hit_id) == in_state("Unassignable", DELETABLE)
    market.clock.move(seconds=600)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    assert market.refused("DeleteHIT", HITId=hit_id) == in_state("Reviewable", DELETABLE)
    market("UpdateHITReviewStatus", HITId=hit_id)
    assert market.refused("DeleteHIT", HITId=hit_id) == in_state("Reviewing", DELETABLE)
    market("ApproveAssignment", AssignmentId=first)
    market("DeleteHIT", HITId=hit_id)
    assert market.refused("DeleteHIT", HITId=hit_id) == (
        f"HITDoesNotExist: Hit {hit_id} does not exist."
    )


def test_a_full_hit_that_is_disposed_of_stays_so_past_its_end(market):
    hit_id = make(market)
    market("ApproveAssignment", AssignmentId=submit_work(market, hit_id))
    market("DeleteHIT", HITId=hit_id)
    market.clock.move(days=3)
    assert shown(market, hit_id) == ("Disposed", 0, 0, 1)
    assert money(market) == ("9999.40", "0.00")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("UpdateExpirationForHIT", {"ExpireAt": 0}),
        ("CreateAdditionalAssignmentsForHIT", {"NumberOfAdditionalAssignments": 1}),
        ("UpdateHITTypeOfHIT", {"HITTypeId": "3X"}),
        ("UpdateHITReviewStatus", {}),
        ("DeleteHIT", {}),
        ("ListAssignmentsForHIT", {}),
        ("ListReviewPolicyResultsForHIT", {}),
    ],
)
def test_anothers_hit_does_not_exist(market, operation, more):
    theirs = make(market, OTHER)
    for hit_id in ("3X", theirs):
        assert market.refused(operation, HITId=hit_id, **more) == (
            f"HITDoesNotExist: Hit {hit_id} does not exist."
        )
    assert shown(market, theirs, OTHER) == ("Assignable", 1, 0, 0)
