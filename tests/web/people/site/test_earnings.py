"""Earnings by day, with feedback and bonuses."""

import re

import pytest
from support.market import ME, OTHER
from support.work import make

from adapter.marketplace.payouts import Payment, record_payouts
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

SLOW = {"AutoApprovalDelayInSeconds": 2_592_000}


@pytest.fixture
def done(market, ann):
    """Four assignments that Ann submitted: one waits, two are approved, one is rejected."""
    worker = Worker(market.service, People(market.service).derive_worker_id("name", "ann"))
    ids = []
    for number in range(4):
        ids.append(worker.accept(make(market, Title=f"Task {number}", **SLOW))["AssignmentId"])
        worker.submit(ids[-1], {"q": "a"})
        market.clock.move(hours=10)
    market("ApproveAssignment", AssignmentId=ids[0], RequesterFeedback="Good work")
    market("RejectAssignment", AssignmentId=ids[1], RequesterFeedback="All answers alike")
    market("ApproveAssignment", AssignmentId=ids[2])
    bonus = {"AssignmentId": ids[0], "BonusAmount": "0.10", "Reason": "Thanks <b>"}
    market("SendBonus", WorkerId=worker.id, **bonus)
    return ids


def test_days_and_totals(ann, done):
    page = ann.open("/dashboard?format=json").json
    assert page["totals"] == {
        "earned_cents": 110,
        "waiting_cents": 50,
        "paid_cents": 0,
        "owed_cents": 110,
        "submitted": 4,
        "approved": 2,
        "rejected": 1,
    }
    days = [(each["date"], each["submitted"], each["earned_cents"]) for each in page["days"]]
    assert days == [("2018-06-02", 2, 50), ("2018-06-01", 2, 60)]
    figures = re.findall(r"<dd>([^<]+)</dd>", ann.open("/earnings").text)
    assert figures == ["$1.10", "$0.50", "$0.00", "$1.10", "4", "2", "1"]


def test_what_was_paid_is_no_longer_owed_by_each_requester(ann, market, done):
    worker_id = People(market.service).derive_worker_id("name", "ann")
    with market.service.begin_write(ME) as transaction:
        record_payouts(transaction, [Payment(1, worker_id, 60, "June")])
    work = make(market, OTHER, Reward="0.01", **SLOW)
    assignment_id = Worker(market.service, worker_id).accept(work)["AssignmentId"]
    Worker(market.service, worker_id).submit(assignment_id, {"q": "a"})
    page = ann.open("/earnings?format=json").json
    names = ("earned_cents", "waiting_cents", "paid_cents", "owed_cents")
    assert [page["totals"][name] for name in names] == [110, 51, 60, 50]
    assert [[each[name] for name in names] for each in page["requesters"]] == [
        [110, 50, 60, 50],
        [0, 1, 0, 0],
    ]
    html = ann.open("/earnings").text
    assert "By requester" in html
    assert f"/requesters/{page['requesters'][0]['requester_id']}/projects" in html
    assert ME not in html


def test_a_day_tells_each_piece_with_feedback_and_bonus(ann, done):
    page = ann.open("/status_details/2018-06-01").text
    assert "1 June 2018: $0.60 earned" in page
    for text in ("“Good work”", "“All answers alike”", "$0.10", "“Thanks &lt;b&gt;”"):
        assert text in page
    rows = ann.open("/status_details/2018-06-01?format=json").json["results"]
    assert [each["state"] for each in rows] == ["Rejected", "Approved"]
    assert rows[1]["bonuses"] == [{"cents": 10, "reason": "Thanks <b>"}]


def test_what_is_approved_by_time_alone_counts(ann, market, done):
    market.clock.move(days=31)
    assert ann.open("/dashboard?format=json").json["totals"]["earned_cents"] == 160


def test_a_day_without_work_and_no_day(ann):
    assert "You submitted nothing" in ann.open("/status_details/2018-06-01").text
    assert ann.open("/status_details/yesterday").status_code == 404
    assert "You have not submitted a task yet" in ann.open("/earnings").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_are_days(ann, day):
    assert "You submitted nothing" in ann.open(f"/status_details/{day}").text
