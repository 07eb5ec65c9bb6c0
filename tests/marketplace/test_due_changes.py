"""What time alone changes, and that a call which only looks finds it done."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.market import ME, NOON, Market
from support.work import accept, make, make_type, money, shown, status, submit_work

from adapter.marketplace.storage.tables import messages
from adapter.marketplace.workers import Worker

SPECIFICATION = {
    "Destination": "me@example.test",
    "Transport": "Email",
    "Version": "2006-05-05",
    "EventTypes": [
        "AssignmentAccepted",
        "AssignmentAbandoned",
        "AssignmentReturned",
        "AssignmentSubmitted",
        "AssignmentApproved",
        "AssignmentRejected",
        "HITCreated",
        "HITExpired",
        "HITReviewable",
        "HITExtended",
        "HITDisposed",
    ],
}


def told(market):
    """The events that were told, in order, with their times since noon in minutes."""
    with market.service.begin_read(ME) as transaction:
        found = transaction.connection.execute(select(messages).order_by(messages.c.serial)).all()
    assert {each.recipient for each in found} <= {"me@example.test"}
    return [(each.kind, (each.sent - NOON) // timedelta(minutes=1)) for each in found]


def test_a_hit_ends_by_the_clock(market):
    hit_id = make(market, MaxAssignments=2, LifetimeInSeconds=60)
    market.clock.move(seconds=59)
    assert shown(market, hit_id) == ("Assignable", 2, 0, 0)
    market.clock.move(seconds=1)
    assert money(market) == ("10000.00", "0.00")
    assert shown(market, hit_id) == ("Reviewable", 2, 0, 0)
    assert market("ListReviewableHITs")["NumResults"] == 1


def test_a_worker_who_lets_the_time_pass_leaves_the_work_to_others(market):
    hit_id = make(market)
    assignment_id = accept(market, hit_id)
    market.clock.move(minutes=10)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    assert market.refused("GetAssignment", AssignmentId=assignment_id).startswith("InvalidAssig")
    assert money(market) == ("9999.40", "0.60")


def test_after_the_end_such_work_is_given_back(market):
    hit_id = make(market, LifetimeInSeconds=60)
    accept(market, hit_id)
    market.clock.move(seconds=60)
    assert shown(market, hit_id) == ("Unassignable", 0, 1, 0)
    assert money(market) == ("9999.40", "0.60")
    market.clock.move(minutes=10)
    assert money(market) == ("10000.00", "0.00")
    assert shown(market, hit_id) == ("Reviewable", 1, 0, 0)


def test_work_that_nobody_decides_is_approved(market):
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id)
    market.clock.move(minutes=59)
    assert status(market, assignment_id) == "Submitted"
    market.clock.move(days=3)
    found = market("GetAssignment", AssignmentId=assignment_id)["Assignment"]
    assert (found["AssignmentStatus"], found["ApprovalTime"]) == (
        "Approved",
        NOON + timedelta(hours=1),
    )
    assert market.refused(
        "RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="Late."
    ).startswith("InvalidAssignmentState: ")
    assert money(market) == ("9999.40", "0.00")
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 1)


def test_without_a_delay_work_is_approved_at_once(market):
    hit_id = make(market, AutoApprovalDelayInSeconds=0)
    assert status(market, submit_work(market, hit_id)) == "Approved"


@pytest.mark.parametrize("look", ["GetAccountBalance", "ListHITs", "ListReviewableHITs"])
def test_a_call_that_only_looks_finds_it_done(market, look):
    make(market, LifetimeInSeconds=60)
    market.clock.move(minutes=2)
    market(look)
    # Another adapter on the database finds it too, whatever its clock.
    beside = Market(market.url)
    assert money(beside) == ("10000.00", "0.00")
    beside.service.close()


def test_everything_due_happens_in_order_and_at_its_own_time(market):
    type_id = make_type(market)
    market("UpdateNotificationSettings", HITTypeId=type_id, Notification=SPECIFICATION, Active=True)
    hit_id = make(market, MaxAssignments=3, LifetimeInSeconds=300)
    submit_work(market, hit_id, "AONE")
    accept(market, hit_id, "ATWO")
    Worker(market.service, "ATHREE").return_assignment(accept(market, hit_id, "ATHREE"))
    market.clock.move(days=10)
    assert shown(market, hit_id) == ("Reviewable", 2, 0, 1)
    market("DeleteHIT", HITId=hit_id)
    assert told(market) == [
        ("HITCreated", 0),
        ("AssignmentAccepted", 0),
        ("AssignmentSubmitted", 0),
        ("AssignmentAccepted", 0),
        ("AssignmentAccepted", 0),
        ("AssignmentReturned", 0),
        ("HITExpired", 5),
        ("AssignmentAbandoned", 10),
        ("HITReviewable", 10),
        ("AssignmentApproved", 60),
        ("HITDisposed", 14400),
    ]


def subjects(market):
    """What was told of which assignment or HIT, in order."""
    with market.service.begin_read(ME) as transaction:
        found = transaction.connection.execute(
            select(messages.c.text).order_by(messages.c.serial)
        ).all()
    events = [event for each in found for event in json.loads(each.text)["Events"]]
    return [(each["EventType"], each.get("AssignmentId", each["HITId"])) for each in events]


def test_of_one_moment_work_is_given_back_then_hits_end_then_work_is_approved(market):
    type_id = make_type(market, AutoApprovalDelayInSeconds=600)
    market("UpdateNotificationSettings", HITTypeId=type_id, Notification=SPECIFICATION, Active=True)
    same = {"MaxAssignments": 3, "LifetimeInSeconds": 600, "AutoApprovalDelayInSeconds": 600}
    first, second = make(market, **same), make(market, **same)
    submitted = [submit_work(market, each) for each in (second, first)]
    given_back = [accept(market, each, "ASLOW") for each in (second, first)]
    before = len(subjects(market))
    market.clock.move(days=1)
    assert shown(market, first) == shown(market, second) == ("Reviewable", 2, 0, 1)
    assert subjects(market)[before:] == [
        *(("AssignmentAbandoned", each) for each in given_back),
        *((kind, each) for each in (first, second) for kind in ("HITReviewable", "HITExpired")),
        *(("AssignmentApproved", each) for each in submitted),
    ]


def test_what_is_due_earlier_happens_first_whatever_it_is(market):
    type_id = make_type(market, AutoApprovalDelayInSeconds=60)
    market("UpdateNotificationSettings", HITTypeId=type_id, Notification=SPECIFICATION, Active=True)
    hit_id = make(market, MaxAssignments=2, LifetimeInSeconds=300, AutoApprovalDelayInSeconds=60)
    submit_work(market, hit_id)
    accept(market, hit_id, "ASLOW")
    before = len(told(market))
    market.clock.move(days=1)
    assert shown(market, hit_id) == ("Reviewable", 1, 0, 1)
    assert told(market)[before:] == [
        ("AssignmentApproved", 1),
        ("HITExpired", 5),
        ("AssignmentAbandoned", 10),
        ("HITReviewable", 10),
    ]


def test_only_what_was_asked_for_is_told_and_as_a_document(market):
    type_id = make_type(market)
    only = {**SPECIFICATION, "EventTypes": ["HITCreated"]}
    market("UpdateNotificationSettings", HITTypeId=type_id, Notification=only, Active=True)
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)
    market("UpdateNotificationSettings", HITTypeId=type_id, Active=False)
    make(market)
    with market.service.begin_read(ME) as transaction:
        [sent] = transaction.connection.execute(select(messages)).all()
    assert json.loads(sent.text)["Events"] == [
        {
            "EventType": "HITCreated",
            "EventTimestamp": "2018-06-01T12:00:00Z",
            "HITTypeId": type_id,
            "HITId": hit_id,
        }
    ]
