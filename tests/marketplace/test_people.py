"""Blocks, mails and notifications."""

import json

import pytest
from sqlalchemy import select
from support.market import ME, OTHER
from support.work import accept, make, make_type, refusal, submit_work

from adapter.marketplace.storage.tables import messages
from adapter.marketplace.workers import Worker

SPECIFICATION = {
    "Destination": "me@example.test",
    "Transport": "Email",
    "Version": "2006-05-05",
    "EventTypes": ["HITReviewable"],
}
MAIL = {"Subject": "New work", "MessageText": "There are new maps."}


def sent(market):
    with market.service.begin_read(ME) as transaction:
        found = transaction.connection.execute(select(messages).order_by(messages.c.serial)).all()
    return [(each.account, each.recipient, each.kind, each.subject, each.text) for each in found]


def blocked(market, account=ME):
    return [
        (each["WorkerId"], each["Reason"])
        for each in market.walk("ListWorkerBlocks", "WorkerBlocks", account)
    ]


def test_a_block_is_an_accounts_own_and_stays_one(market):
    hit_id = make(market, MaxAssignments=2)
    for worker in ("AONE", "ATWO"):
        accept(market, hit_id, worker)
        market("CreateWorkerBlock", WorkerId=worker, Reason="Slow.")
    market("CreateWorkerBlock", WorkerId="AONE", Reason="Wrong.")
    assert blocked(market) == [("AONE", "Wrong."), ("ATWO", "Slow.")]
    assert blocked(market, OTHER) == []
    market("DeleteWorkerBlock", OTHER, WorkerId="AONE")
    assert len(blocked(market)) == 2
    market("DeleteWorkerBlock", WorkerId="AONE", Reason="Forgiven.")
    assert blocked(market) == [("ATWO", "Slow.")]
    market("DeleteWorkerBlock", WorkerId="AONE")


def test_a_worker_who_has_done_nothing_can_be_blocked_as_a_laboratorys_list_says(market):
    market("CreateWorkerBlock", WorkerId="ANOBODY", Reason="R")
    assert blocked(market) == [("ANOBODY", "R")]
    assert refusal(Worker(market.service, "ANOBODY").accept, make(market))


def test_what_is_no_worker_id_cannot_be_blocked(market):
    """The reference: a bad WorkerId fails."""
    assert market.invalid("CreateWorkerBlock", WorkerId="no body", Reason="R") == (
        'InvalidParameterValue: The value "no body" is not valid for the parameter WorkerId.'
    )
    assert blocked(market) == []


def test_blocks_are_listed_page_by_page(market):
    hit_id = make(market, MaxAssignments=101)
    for number in range(101):
        accept(market, hit_id, f"A{number:03}")
        market("CreateWorkerBlock", WorkerId=f"A{number:03}", Reason="R")
    assert [worker for worker, _ in blocked(market)] == [f"A{number:03}" for number in range(101)]


def test_mails_go_to_those_whose_work_was_decided(market):
    hit_id = make(market, MaxAssignments=3)
    market("ApproveAssignment", AssignmentId=submit_work(market, hit_id, "AONE"))
    rejected = submit_work(market, hit_id, "ATWO")
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="No.")
    submit_work(market, hit_id, "ATHREE")
    workers = ["ATHREE", "AONE", "ANOBODY", "ATWO", "AONE"]
    answer = market("NotifyWorkers", **MAIL, WorkerIds=workers)
    failed = "Cannot send a notification to a worker who has not done any work for you"
    assert answer["NotifyWorkersFailureStatuses"] == [
        {
            "NotifyWorkersFailureCode": "HardFailure",
            "NotifyWorkersFailureMessage": failed,
            "WorkerId": worker,
        }
        for worker in ("ATHREE", "ANOBODY")
    ]
    assert sent(market) == [
        (ME, worker, "NotifyWorkers", "New work", "There are new maps.")
        for worker in ("AONE", "ATWO")
    ]
    other = market("NotifyWorkers", OTHER, **MAIL, WorkerIds=["AONE"])
    assert len(other["NotifyWorkersFailureStatuses"]) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Subject": ""}, "The parameter Subject must not be empty."),
        ({"MessageText": ""}, "The parameter MessageText must not be empty."),
        (
            {"Subject": "x" * 201},
            "The parameter Subject is too long: it has at most 200 characters.",
        ),
        (
            {"MessageText": "x" * 4097},
            "The parameter MessageText is too long: it has at most 4096 characters.",
        ),
        ({"WorkerIds": []}, "The number of WorkerIds is to be from 1 to 100."),
        (
            {"WorkerIds": [f"A{number}" for number in range(101)]},
            "The number of WorkerIds is to be from 1 to 100.",
        ),
    ],
)
def test_mails_have_limits(market, given, told):
    mail = {**MAIL, "WorkerIds": ["AONE"], **given}
    assert market.invalid("NotifyWorkers", **mail) == f"InvalidParameterValue: {told}"


def test_where_events_are_told_is_kept_when_it_is_switched_off_and_on(market):
    type_id = make_type(market)
    market("UpdateNotificationSettings", HITTypeId=type_id, Notification=SPECIFICATION)
    submit_work(market, make(market))
    assert sent(market) == []
    market("UpdateNotificationSettings", HITTypeId=type_id, Active=True)
    submit_work(market, make(market))
    [(_, recipient, kind, _, _)] = sent(market)
    assert (recipient, kind) == ("me@example.test", "HITReviewable")


def test_a_test_event_is_told_at_once(market):
    given = {"Notification": SPECIFICATION, "TestEventType": "Ping"}
    assert market("SendTestEventNotification", **given) == {}
    [(_, recipient, kind, _, text)] = sent(market)
    assert (recipient, kind) == ("me@example.test", "Ping")
    assert json.loads(text)["Events"][0]["EventType"] == "Ping"


@pytest.mark.parametrize(
    ("transport", "destination", "fit"),
    [
        ("Email", "nobody", False),
        ("SQS", "https://sqs.us-east-1.amazonaws.com/123456789012/hits", True),
        ("SQS", "http://127.0.0.1:8080/123456789012/hits", True),
        ("SQS", "ftp://sqs.us-east-1.amazonaws.com/123456789012/hits", False),
        ("REST", "http://example.test:80/mt/notifications.cgi?a=1", True),
        ("REST", "me@example.test", False),
        ("SOAP", "https://example.test/", True),
        ("SOAP", "http://[example.test/", False),
        ("SNS", "arn:aws:sns:us-east-1:123456789012:hits", True),
        ("SNS", "me@example.test", False),
    ],
)
def test_events_go_where_they_can_be_told(market, transport, destination, fit):
    specification = {**SPECIFICATION, "Transport": transport, "Destination": destination}
    given = {"Notification": specification, "TestEventType": "Ping"}
    if fit:
        market("SendTestEventNotification", **given)
    else:
        assert market.refused("SendTestEventNotification", **given) == (
            f"InvalidTransportEndpoint: The notification could not be delivered to {destination}."
        )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "At least one of the parameters Notification and Active is required."),
        ({"Active": True}, 'The value "true" is not valid for the parameter Active.'),
        (
            {"Notification": {**SPECIFICATION, "Version": "2014-08-15"}},
            'The value "2014-08-15" is not valid for the parameter Notification.Version.',
        ),
        (
            {"Notification": {**SPECIFICATION, "EventTypes": []}},
            'The value "" is not valid for the parameter Notification.EventTypes.',
        ),
    ],
)
def test_settings_that_say_nothing_usable_are_refused(market, given, told):
    refused = market.invalid("UpdateNotificationSettings", HITTypeId=make_type(market), **given)
    assert refused == f"InvalidParameterValue: {told}"


def test_settings_are_of_ones_own_types(market):
    for type_id in ("3X", make_type(market, OTHER)):
        told = market.refused("UpdateNotificationSettings", HITTypeId=type_id, Active=False)
        assert told == f"HITTypeDoesNotExist: HITType {type_id} does not exist."
