"""One assignment with its history, and those beside it that wait."""

from datetime import timedelta

import pytest
from support.market import ME, NOON, OTHER

from adapter.marketplace import RequestError
from adapter.marketplace.reviewing import (
    Action,
    Bonus,
    Neighbours,
    WorkerRecord,
    find_details,
    find_neighbours,
)


def find(market, assignment_id, account=ME):
    return market.service.read(account, lambda each: find_details(each, assignment_id))


def find_beside(market, assignment_id):
    def read(transaction):
        return find_neighbours(transaction, find_details(transaction, assignment_id))

    return market.service.read(ME, read)


def test_the_history(market, batch):
    made = batch.submit("AONE", seconds=131)
    market.clock.move(hours=1)
    market("RejectAssignment", AssignmentId=made, RequesterFeedback="Empty")
    bonus = {"AssignmentId": made, "WorkerId": "AONE", "BonusAmount": "0.10"}
    market("SendBonus", Reason="For the time", **bonus)
    market("CreateWorkerBlock", WorkerId="AONE", Reason="Too quick")
    found = find(market, made)
    assert (found.status, found.title, found.seconds) == ("Rejected", "Copy a receipt", 131)
    assert (found.batch, found.reward_cents, found.feedback) == (batch.type_id, 50, "Empty")
    now = NOON + timedelta(hours=1, seconds=131)
    assert (found.rejected, found.approved) == (now, None)
    assert found.bonuses == (Bonus(10, "For the time", now),)
    assert found.record == WorkerRecord(rejected=1)
    assert found.block_reason == "Too quick"


@pytest.mark.parametrize(
    ("operation", "actions"),
    [
        (None, {Action.APPROVE, Action.REJECT, Action.BONUS}),
        ("ApproveAssignment", {Action.BONUS}),
        ("RejectAssignment", {Action.OVERTURN, Action.BONUS}),
    ],
)
def test_what_can_be_decided(market, batch, operation, actions):
    made = batch.submit("AONE")
    if operation is not None:
        market(operation, AssignmentId=made, RequesterFeedback="So")
    assert find(market, made).actions == actions | {Action.BLOCK, Action.UNBLOCK}


def test_another_accounts_assignment_does_not_exist(market, batch):
    with pytest.raises(RequestError, match="does not exist"):
        find(market, batch.submit("AONE"), OTHER)


def test_those_that_wait_before_and_after(market, batch):
    first, second, third = (batch.submit(each) for each in ("AONE", "ATWO", "ASIX"))
    assert find_beside(market, second) == Neighbours(first, third, 3)
    assert find_beside(market, first) == Neighbours(None, second, 3)
    assert find_beside(market, third) == Neighbours(second, first, 3)
    market("ApproveAssignment", AssignmentId=second)
    assert find_beside(market, second) == Neighbours(first, third, 2)
    assert find_beside(market, first) == Neighbours(None, third, 2)
    for each in (first, third):
        market("ApproveAssignment", AssignmentId=each)
    assert find_beside(market, second) == Neighbours(None, None, 0)
