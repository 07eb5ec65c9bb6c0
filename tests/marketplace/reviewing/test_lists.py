"""Lists of a batch's assignments, by status, worker, HIT and order."""

import json
from itertools import chain

import pytest
from support.market import ME, OTHER
from support.reviewing import Reviewer
from support.work import make_type

from adapter.marketplace.reviewing import Selection, WorkerRecord
from adapter.marketplace.seeds import dump, reset


def ids(found):
    return [each.id for each in found]


def test_each_status_is_a_list_of_its_own(market, batch, reviewer):
    waits = batch.submit("AONE")
    approved, rejected, in_work = batch.submit("ATWO"), batch.submit("AONE"), batch.accept("ASIX")
    market("ApproveAssignment", AssignmentId=approved)
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="Empty")
    chosen = {
        status: ids(reviewer.list(Selection(batch.type_id, status)))
        for status in ("Submitted", "Approved", "Rejected", "Accepted")
    }
    assert chosen == {
        "Submitted": [waits],
        "Approved": [approved],
        "Rejected": [rejected],
        "Accepted": [in_work],
    }
    assert reviewer.count(Selection(batch.type_id)) == dict.fromkeys(chosen, 1)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("submitted", [0, 1, 2]),
        ("-submitted", [2, 1, 0]),
        ("spent", [1, 2, 0]),
        ("-spent", [0, 2, 1]),
        ("worker", [2, 0, 1]),
        ("-worker", [1, 0, 2]),
    ],
)
def test_orders(batch, reviewer, order, expected):
    made = [batch.submit("AB", seconds=9), batch.submit("AC", seconds=1), batch.submit("AA")]
    made[2:] = [batch.submit("AA", seconds=5)]
    market = batch.market
    [extra] = [each.id for each in reviewer.list(Selection(batch.type_id)) if each.id not in made]
    market("ApproveAssignment", AssignmentId=extra)
    assert ids(reviewer.list(Selection(batch.type_id), order)) == [made[each] for each in expected]


def test_parts_follow_each_other_where_values_are_equal(batch, reviewer):
    made = [batch.submit(f"A{number}", seconds=0) for number in range(7)]
    parts = [
        ids(reviewer.list(Selection(batch.type_id), "-submitted", offset, 3))
        for offset in (0, 3, 6, 9)
    ]
    assert [len(each) for each in parts] == [3, 3, 1, 0]
    assert sorted(chain(*parts)) == sorted(made)


def test_one_worker_and_one_hit(batch, reviewer):
    hit_id = batch.post(MaxAssignments=2)
    first, second = batch.submit("AONE", hit_id), batch.submit("ATWO", hit_id)
    other = batch.submit("AONE")
    of_worker = Selection(batch.type_id, worker_id="AONE")
    assert ids(reviewer.list(of_worker)) == [first, other]
    assert reviewer.count(of_worker) == {"Submitted": 2}
    assert ids(reviewer.list(Selection(batch.type_id, hit_id=hit_id))) == [first, second]
    both = Selection(batch.type_id, worker_id="ATWO", hit_id=hit_id)
    assert ids(reviewer.list(both)) == [second]


def test_a_row_says_what_was_answered_paid_and_decided(market, batch, reviewer):
    for _ in range(2):
        market("ApproveAssignment", AssignmentId=batch.submit("AONE"))
    market("RejectAssignment", AssignmentId=batch.submit("AONE"), RequesterFeedback="Empty")
    batch.submit("AONE", seconds=131, colour="blue")
    bonus = {"AssignmentId": reviewer.list(Selection(batch.type_id))[0].id, "WorkerId": "AONE"}
    for amount in ("0.10", "0.05"):
        market("SendBonus", BonusAmount=amount, Reason="Thanks", **bonus)
    market("CreateWorkerBlock", WorkerId="AONE", Reason="Too quick")
    [found] = reviewer.list(Selection(batch.type_id))
    assert (found.seconds, found.reward_cents, found.bonus_cents) == (131, 50, 15)
    assert "blue" in found.answer
    assert found.record == WorkerRecord(approved=2, rejected=1)
    assert found.record.percent == 66
    assert found.is_blocked


def test_nothing_decided_is_no_rate(batch, reviewer):
    batch.accept("AONE")
    [found] = reviewer.list(Selection(batch.type_id, "Accepted"))
    assert (found.record.percent, found.seconds, found.answer) == (None, None, None)
    assert found.reward_cents == 50


def test_an_answer_that_is_too_long_for_a_list_is_left_out(batch, reviewer):
    batch.submit("AONE", q="x" * 50_000)
    [found] = reviewer.list(Selection(batch.type_id))
    assert found.answer is None
    assert found.answer_length > 50_000


def test_time_alone_changes_lists(market, batch, reviewer):
    batch.submit("AONE")
    batch.accept("ATWO")
    market.clock.move(days=31)
    assert reviewer.count(Selection(batch.type_id)) == {"Approved": 1, "Abandoned": 1}


def test_a_record_is_of_one_account(market, batch, reviewer):
    batch.submit("AONE")
    theirs = Reviewer(market, OTHER)
    assert theirs.list(Selection(batch.type_id)) == []
    assert theirs.count(Selection(batch.type_id)) == {}
    [found] = reviewer.list(Selection(batch.type_id))
    assert found.record == WorkerRecord()


def test_a_hit_that_changes_its_type_changes_its_batch(market, batch, reviewer):
    hit_id = batch.post()
    batch.submit("AONE", hit_id)
    other = make_type(market, Title="Another")
    market("UpdateHITTypeOfHIT", HITId=hit_id, HITTypeId=other)
    assert reviewer.count(Selection(batch.type_id)) == {}
    assert reviewer.count(Selection(other)) == {"Submitted": 1}


def test_hits_with_a_batch_id_are_a_batch_of_their_own(market, batch, reviewer):
    for label in ("17", "18"):
        batch.submit("AONE", batch.post(RequesterAnnotation=f"BatchId:{label};Row:1;"))
    batch.submit("AONE")
    for name in (batch.type_id, f"{batch.type_id}-17", f"{batch.type_id}-18"):
        assert reviewer.count(Selection(name)) == {"Submitted": 1}


def test_work_of_a_seed_has_a_batch_too(market, batch, reviewer):
    batch.submit("AONE", batch.post(RequesterAnnotation="BatchId:17;"))
    text = json.dumps(dump(market.service, ME))
    reset(market.service, [(text, "seed.json")])
    assert reviewer.count(Selection(f"{batch.type_id}-17")) == {"Submitted": 1}
