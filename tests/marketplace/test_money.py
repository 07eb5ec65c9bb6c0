"""Rewards, fees and bonuses: held, paid, given back, and refused when short."""

import pytest
from support.market import ME, NOON, OTHER
from support.work import QUESTION, TYPE, accept, make, make_type, money, status, submit_work

SHORT = (
    "InsufficientFunds: This Requester has insufficient funds in their account to complete "
    "this transaction."
)
BONUS = {"WorkerId": "AWORKER", "Reason": "Quick and right."}


@pytest.mark.parametrize(
    ("reward", "count", "held"),
    [
        ("0.50", 1, "0.60"),
        ("0.50", 9, "5.40"),
        ("0.50", 10, "7.00"),  # the fee is 40 %
        ("0.01", 3, "0.06"),  # no fee is less than a cent
        ("0.00", 1, "0.01"),
        ("0.12", 1, "0.14"),  # 2.4 cents
        ("0.13", 1, "0.16"),  # 2.6 cents
    ],
)
def test_reward_and_fee_are_held_for_every_assignment(market, reward, count, held):
    make(market, Reward=reward, MaxAssignments=count)
    available, on_hold = money(market)
    assert on_hold == held
    assert f"{float(available) + float(on_hold):.2f}" == "10000.00"


@pytest.mark.parametrize("count", [2, 1_000_000_000])
def test_a_hit_that_costs_more_than_there_is_is_not_made(market, count):
    assert market.refused("CreateHIT", **_hit(Reward="5000.00", MaxAssignments=count)) == SHORT
    assert money(market) == ("10000.00", "0.00")
    assert market("ListHITs")["NumResults"] == 0


def test_the_last_cent_can_be_spent(market):
    make(market, Reward="8333.33")
    assert money(market) == ("0.00", "10000.00")
    assert market.refused("CreateHIT", **_hit(Reward="0.00")) == SHORT


def test_what_is_not_there_can_neither_extend_nor_change_the_price(market):
    hit_id = make(market, Reward="4000.00")
    more = {"HITId": hit_id, "NumberOfAdditionalAssignments": 2}
    assert market.refused("CreateAdditionalAssignmentsForHIT", **more) == SHORT
    dear = make_type(market, Reward="9000.00")
    assert market.refused("UpdateHITTypeOfHIT", HITId=hit_id, HITTypeId=dear) == SHORT
    assert money(market) == ("5200.00", "4800.00")
    assert market("GetHIT", HITId=hit_id)["HIT"]["MaxAssignments"] == 1


def test_overriding_a_rejection_needs_the_money_again(market):
    assignment_id = submit_work(market, make(market, Reward="8000.00"))
    market("RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="No.")
    hold = make(market, Reward="1000.00")
    again = {"AssignmentId": assignment_id, "OverrideRejection": True}
    assert market.refused("ApproveAssignment", **again) == SHORT
    assert status(market, assignment_id) == "Rejected"
    market("UpdateExpirationForHIT", HITId=hold, ExpireAt=0)
    market("ApproveAssignment", **again)
    assert money(market) == ("400.00", "0.00")


def test_a_bonus_is_paid_with_its_fee(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    market("SendBonus", AssignmentId=assignment_id, BonusAmount="2.5", **BONUS)
    assert money(market) == ("9996.40", "0.60")
    paid = {
        "WorkerId": "AWORKER",
        "AssignmentId": assignment_id,
        "BonusAmount": "2.50",
        "Reason": "Quick and right.",
        "GrantTime": NOON,
    }
    for of in ({"HITId": hit_id}, {"AssignmentId": assignment_id}):
        assert market("ListBonusPayments", **of) == {"NumResults": 1, "BonusPayments": [paid]}


def test_bonuses_are_listed_by_hit_and_by_assignment(market):
    hit_id = make(market, MaxAssignments=2)
    first, second = submit_work(market, hit_id, "AONE"), submit_work(market, hit_id, "ATWO")
    for number in range(101):
        amount = f"{number + 1}"
        market("SendBonus", AssignmentId=first, WorkerId="AONE", BonusAmount=amount, Reason="R")
        market.clock.move(seconds=1)
    market("SendBonus", AssignmentId=second, WorkerId="ATWO", BonusAmount="0.01", Reason="R")
    of_first = market.walk("ListBonusPayments", "BonusPayments", AssignmentId=first)
    assert [each["BonusAmount"] for each in of_first] == [f"{n}.00" for n in range(1, 102)]
    of_hit = market.walk("ListBonusPayments", "BonusPayments", HITId=hit_id, MaxResults=100)
    assert len(of_hit) == 102


def test_a_bonus_goes_to_who_submitted(market):
    hit_id = make(market, MaxAssignments=2)
    working = accept(market, hit_id)
    assert market.refused("SendBonus", AssignmentId=working, BonusAmount="1", **BONUS) == (
        "InvalidAssignmentState: This operation can be called with a status of: "
        "Submitted,Approved,Rejected"
    )
    done = submit_work(market, hit_id, "AOTHER")
    assert market.invalid("SendBonus", AssignmentId=done, BonusAmount="1", **BONUS) == (
        'InvalidParameterValue: The value "AWORKER" is not valid for the parameter WorkerId.'
    )
    assert money(market) == ("9998.80", "1.20")


@pytest.mark.parametrize("amount", ["0", "0.00", "1000000000.01", "9" * 400])
def test_a_bonus_is_some_money(market, amount):
    assignment_id = submit_work(market, make(market))
    told = market.invalid("SendBonus", AssignmentId=assignment_id, BonusAmount=amount, **BONUS)
    assert told.endswith("is not valid for the parameter BonusAmount.")


def test_a_bonus_that_is_not_there_is_not_paid(market):
    assignment_id = submit_work(market, make(market))
    given = {"AssignmentId": assignment_id, "BonusAmount": "8333.00", **BONUS}
    assert market.refused("SendBonus", **given) == SHORT
    assert market("ListBonusPayments", AssignmentId=assignment_id)["NumResults"] == 0


def test_a_bonus_has_a_reason(market):
    given = {**BONUS, "AssignmentId": submit_work(market, make(market)), "Reason": ""}
    assert market.invalid("SendBonus", BonusAmount="1", **given) == (
        "InvalidParameterValue: The parameter Reason must not be empty."
    )


def test_a_bonus_outlives_its_hit(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    market("ApproveAssignment", AssignmentId=assignment_id)
    market("DeleteHIT", HITId=hit_id)
    market("SendBonus", AssignmentId=assignment_id, BonusAmount="1", **BONUS)
    assert market("ListBonusPayments", HITId=hit_id)["NumResults"] == 1


def test_bonuses_of_one_thing_are_listed(market):
    hit_id = make(market, OTHER)
    assignment_id = submit_work(market, hit_id)
    told = (
        "InvalidParameterValue: Exactly one of the parameters HITId and AssignmentId is required."
    )
    both = {"HITId": hit_id, "AssignmentId": assignment_id}
    assert market.invalid("ListBonusPayments") == told
    assert market.invalid("ListBonusPayments", **both) == told
    assert market.refused("ListBonusPayments", HITId=hit_id) == (
        f"HITDoesNotExist: Hit {hit_id} does not exist."
    )
    assert market.refused("ListBonusPayments", AssignmentId=assignment_id) == (
        f"AssignmentDoesNotExist: Assignment {assignment_id} does not exist."
    )


def test_every_account_has_its_own_money(market):
    make(market, ME)
    assert money(market, OTHER) == ("10000.00", "0.00")


def _hit(**more):
    life = {"LifetimeInSeconds": 60, "Question": QUESTION}
    return {**TYPE, **life, **more}
