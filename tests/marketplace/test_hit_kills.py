"""A process that is killed in the middle of a call leaves things as before it, or as after it."""

import pytest
from support.kills import run_killed
from support.market import NOON
from support.work import LIFE, TYPE, accept, make, money, shown, submit_work

ONE = 'market.call("AKIDME", *calls[0])'
SEVERAL = """
with market.begin_calls("AKIDME") as make_call:
    for each in calls:
        make_call(*each)
"""


def killed(market, look, *calls):
    """What is seen after each death, and how it is when the calls at last came through.

    Several calls are those of one legacy call, in one transaction.
    """
    return run_killed(market, look, ONE if len(calls) == 1 else SEVERAL, calls=calls)


def test_a_hit_is_made_with_its_money_or_not_at_all(market):
    def look():
        return market("ListHITs")["NumResults"], money(market)

    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}
    before, after = killed(market, look, ("CreateHIT", given))
    assert len(before) > 5
    assert set(before) == {(0, ("10000.00", "0.00"))}
    assert after == (1, ("9999.40", "0.60"))


@pytest.mark.parametrize(
    ("operation", "left"),
    [("ApproveAssignment", "9998.80"), ("RejectAssignment", "9999.40")],
)
def test_work_is_decided_with_its_money_or_not_at_all(market, operation, left):
    hit_id = make(market, MaxAssignments=2)
    assignment_id = submit_work(market, hit_id)

    def look():
        return shown(market, hit_id), money(market)

    given = {"AssignmentId": assignment_id, "RequesterFeedback": "F"}
    before, after = killed(market, look, (operation, given))
    assert len(before) > 5
    assert set(before) == {(("Assignable", 1, 0, 0), ("9998.80", "1.20"))}
    assert after == (("Assignable", 1, 0, 1), (left, "0.60"))


def test_what_is_due_is_carried_out_whole_or_not_at_all(market):
    hit_id = make(market, MaxAssignments=3, LifetimeInSeconds=60)
    submit_work(market, hit_id, "AONE")
    accept(market, hit_id, "ATWO")

    def look():
        # At noon nothing is due: what is seen was carried out by who died.
        market.clock.now = NOON
        return shown(market, hit_id), money(market)

    market.clock.move(days=1)
    before, after = killed(market, look, ("GetAccountBalance", {}))
    assert len(before) > 10
    assert set(before) == {(("Assignable", 1, 1, 0), ("9998.20", "1.80"))}
    assert after == (("Reviewable", 2, 0, 1), ("9999.40", "0.00"))


def test_a_hit_is_extended_by_assignments_and_lifetime_or_not_at_all(market):
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)

    def look():
        return shown(market, hit_id)[0], money(market)

    later = market.clock.now.timestamp() + 7200
    added = {"HITId": hit_id, "NumberOfAdditionalAssignments": 2}
    before, after = killed(
        market,
        look,
        ("CreateAdditionalAssignmentsForHIT", added),
        ("UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": later}),
    )
    assert len(before) > 10
    assert set(before) == {("Reviewable", ("10000.00", "0.00"))}
    assert after == ("Assignable", ("9998.20", "1.80"))


def test_a_hit_is_disabled_whole_or_not_at_all(market):
    hit_id = make(market, MaxAssignments=2)
    assignment_id = submit_work(market, hit_id)

    def look():
        return shown(market, hit_id)[0], money(market)

    before, after = killed(
        market,
        look,
        ("UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": 0}),
        ("ListAssignmentsForHIT", {"HITId": hit_id, "AssignmentStatuses": ["Submitted"]}),
        ("ApproveAssignment", {"AssignmentId": assignment_id}),
        ("DeleteHIT", {"HITId": hit_id}),
    )
    assert len(before) > 15
    assert set(before) == {("Assignable", ("9998.80", "1.20"))}
    assert after == ("Disposed", ("9999.40", "0.00"))
