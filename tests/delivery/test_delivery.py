"""Notifications arrive at real receivers: in Amazon's forms, once each, and after failures.

The forms are those of Amazon's pages "Elements of a Notification Message", "The REST Transport" and
"The SOAP Transport"; boto's `NotificationMessage` reads and verifies the first.
"""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import etree
from support.market import ME, Market
from support.receiver import receiving
from support.work import accept, make, make_type

from adapter.auth.legacy.signature import sign
from adapter.delivery import Deliverer, build_senders
from adapter.delivery.http import HttpSender
from adapter.marketplace import Marketplace
from adapter.marketplace.notifications.outbox import Outbox
from adapter.marketplace.seeds import dump, dump_messages, load
from adapter.marketplace.workers import Worker

SECRET = "the secret of ME"
SIGNED = "AWSMechanicalTurkRequesterNotificationNotify"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The machine's time, which has nothing to do with the marketplace's."""


@pytest.fixture
def market(database):
    market = delivering(database)
    yield market
    market.service.close()


def delivering(url, *transports):
    """A marketplace whose notifications are sent."""
    market = Market(url)
    environment = replace(
        market.service.environment, delivers=frozenset(transports or ("REST", "SOAP"))
    )
    market.service.close()
    market.service = Marketplace(url, environment, threads=4)
    return market


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def deliverer(market, now=NOW, hosts=()):
    senders = build_senders(HttpSender(hosts), {ME: SECRET}, market.clock)
    return Deliverer(Outbox(market.service.database), senders, lambda: now)


def specify(url, transport="REST", *events):
    return {
        "Destination": url,
        "Transport": transport,
        "Version": "2006-05-05",
        "EventTypes": [*events] or ["AssignmentAccepted", "AssignmentSubmitted", "HITReviewable"],
    }


def notify(market, *args):
    """Tell the receiver of what happens to the HITs of support.work."""
    given = {"HITTypeId": make_type(market), "Notification": specify(*args), "Active": True}
    market("UpdateNotificationSettings", **given)


def send_test(market, url, event="Ping"):
    market("SendTestEventNotification", Notification=specify(url), TestEventType=event)


def outcomes(market):
    return [(each["Kind"], each.get("State"), each.get("Failure")) for each in messages(market)]


def messages(market):
    return [each for each in dump_messages(market.service) if "Transport" in each]


def test_a_rest_notification_is_the_documented_get_request(market, receiver):
    notify(market, f"{receiver.url}?of=mine")
    hit_id = make(market)
    assignment_id = accept(market, hit_id)
    assert receiver.requests.empty()
    assert deliverer(market).deliver_due() == 1

    taken = receiver.take()
    assert (taken.method, taken.body) == ("GET", b"")
    assert parse_qsl(urlsplit(taken.target).query) == [
        ("of", "mine"),
        ("method", "Notify"),
        (
            "Signature",
            sign(SECRET, "AWSMechanicalTurkRequesterNotificationNotify2018-06-01T12:00:00Z"),
        ),
        ("Timestamp", "2018-06-01T12:00:00Z"),
        ("Version", "2006-05-05"),
        ("Event.1.EventType", "AssignmentAccepted"),
        ("Event.1.EventTime", "2018-06-01T12:00:00Z"),
        ("Event.1.HITTypeId", make_type(market)),
        ("Event.1.HITId", hit_id),
        ("Event.1.AssignmentId", assignment_id),
    ]
    assert outcomes(market) == [("AssignmentAccepted", "Delivered", None)]


def test_boto_reads_and_verifies_it(market, receiver):
    pytest.importorskip("support.boto_249")
    from boto.mturk.notification import NotificationMessage  # noqa: PLC0415

    notify(market, receiver.url)
    hit_id = make(market)
    accept(market, hit_id)
    deliverer(market).deliver_due()
    message = NotificationMessage(dict(parse_qsl(urlsplit(receiver.take().target).query)))
    assert [(each.event_type, each.hit_id) for each in message.events] == [
        ("AssignmentAccepted", hit_id)
    ]
    assert message.version == "2006-05-05"


def test_a_soap_notification_is_the_documented_message(market, receiver):
    notify(market, receiver.url, "SOAP")
    hit_id = make(market)
    assignment_id = accept(market, hit_id)
    deliverer(market).deliver_due()

    taken = receiver.take()
    assert (taken.method, taken.headers["content-type"]) == ("POST", "text/xml; charset=utf-8")
    assert taken.headers["soapaction"] == '"http://soap.amazon.com"'
    [body] = etree.fromstring(taken.body)
    [message] = body
    namespace = "{http://requester.mturk.amazonaws.com/doc/2006-05-05}"
    assert message.tag == f"{namespace}Notify"
    written = [(each.tag.removeprefix(namespace), each.text) for each in message.iter()][1:]
    stamp = "2018-06-01T12:00:00Z"
    assert written == [
        ("Signature", sign(SECRET, f"{SIGNED}{stamp}")),
        ("Timestamp", stamp),
        ("Version", "2006-05-05"),
        ("Event", None),
        ("EventType", "AssignmentAccepted"),
        ("EventTime", stamp),
        ("HITTypeId", make_type(market)),
        ("HITId", hit_id),
        ("AssignmentId", assignment_id),
    ]


def test_each_event_arrives_once_and_in_order(market, receiver):
    notify(market, receiver.url)
    assignment_id = accept(market, make(market))
    Worker(market.service, "AWORKER").submit(assignment_id, {"q": "a"})
    sender = deliverer(market)
    while sender.deliver_due():
        pass
    kinds = [dict(parse_qsl(receiver.take().target))["Event.1.EventType"] for _ in range(3)]
    assert kinds == ["AssignmentAccepted", "AssignmentSubmitted", "HITReviewable"]
    assert receiver.requests.empty()


def test_an_error_is_an_answer_and_ends_it(market, receiver):
    notify(market, receiver.url)
    receiver.statuses.append(500)
    accept(market, make(market))
    assert deliverer(market).deliver_due() == 1
    assert deliverer(market, NOW + timedelta(days=1)).deliver_due() == 0
    assert outcomes(market) == [("AssignmentAccepted", "Failed", "answered with status 500")]


def test_without_an_answer_it_is_sent_again_later(market, receiver):
    notify(market, receiver.url)
    receiver.statuses.append(None)
    accept(market, make(market))
    assert deliverer(market).deliver_due() == 1
    assert outcomes(market) == [
        ("AssignmentAccepted", "Waiting", "no answer: ProtocolError"),
    ]
    assert deliverer(market).deliver_due() == 0
    assert deliverer(market, NOW + timedelta(seconds=1)).deliver_due() == 1
    assert receiver.take().target == receiver.take().target
    assert outcomes(market)[0][1] == "Delivered"


def test_a_dead_address_delays_nobody_and_is_given_up(market, receiver):
    with receiving() as gone:
        dead = gone.url
    for _ in range(3):
        send_test(market, dead, "HITExpired")
    send_test(market, receiver.url)
    # One attempt at the dead address, whatever waits for it.
    assert deliverer(market).deliver_due() == 2
    assert dict(parse_qsl(receiver.take().target))["Event.1.EventType"] == "Ping"
    for hour in range(1, 6):
        assert deliverer(market, NOW + timedelta(hours=hour)).deliver_due() == 1
    states = sorted(state for _, state, _ in outcomes(market))
    assert states == ["Delivered", "Failed", "Waiting", "Waiting"]


def test_an_address_that_is_not_allowed_is_not_called(market, receiver):
    elsewhere = receiver.url.replace("127.0.0.1", "localhost.localdomain")
    send_test(market, elsewhere)
    deliverer(market).deliver_due()
    [(_, state, failure)] = outcomes(market)
    assert (state, failure) == (
        "Failed",
        "localhost.localdomain is neither loopback's nor in the setting notification_hosts",
    )
    assert receiver.requests.empty()


@pytest.mark.parametrize(
    "url", [r"http://example.test\@127.0.0.1/", "http://127.0.0.1@example.test/"]
)
def test_another_reading_of_an_address_leads_nowhere(market, url):
    send_test(market, url)
    deliverer(market).deliver_due()
    [(_, state, failure)] = outcomes(market)
    assert state == "Failed"
    assert failure.startswith("example.test is neither")


def test_a_redirect_is_not_followed(market, receiver):
    receiver.statuses.append(302)
    send_test(market, receiver.url)
    deliverer(market).deliver_due()
    assert outcomes(market)[0][1] == "Delivered"
    receiver.take()
    assert receiver.requests.empty()


@pytest.mark.parametrize("transport", ["Email", "SQS", "SNS"])
def test_other_transports_are_kept(market, transport):
    destination = {
        "Email": "me@example.test",
        "SQS": "https://sqs.us-east-1.amazonaws.com/123456789012/hits",
        "SNS": "arn:aws:sns:us-east-1:123456789012:hits",
    }[transport]
    given = specify(destination, transport)
    market("SendTestEventNotification", Notification=given, TestEventType="Ping")
    assert deliverer(market).deliver_due() == 0
    assert outcomes(market) == [("Ping", None, None)]


def test_a_refused_call_sends_nothing(market, receiver):
    notify(market, receiver.url, "REST", "HITCreated")
    market.refused("CreateHITWithHITType", HITTypeId="3NONE", LifetimeInSeconds=60, Question="<a/>")
    assert deliverer(market).deliver_due() == 0


def test_what_time_alone_causes_is_sent_without_a_call(market, receiver):
    notify(market, receiver.url, "REST", "HITExpired")
    make(market)
    market.clock.move(days=2)
    senders = build_senders(HttpSender(()), {}, market.clock)
    outbox = Outbox(market.service.database)
    sender = Deliverer(outbox, senders, apply_changes=market.service.apply_notified_changes)
    sender.start()
    sent = dict(parse_qsl(urlsplit(receiver.take().target).query))
    sender.stop()
    assert (sent["Event.1.EventType"], sent["Event.1.EventTime"]) == (
        "HITExpired",
        "2018-06-02T12:00:00Z",
    )


def test_a_dump_shows_what_was_sent_and_loads_again(market, receiver):
    notify(market, receiver.url)
    accept(market, make(market))
    deliverer(market).deliver_due()
    whole = dump(market.service, ME)
    [message] = whole["Messages"]
    assert (message["Transport"], message["State"]) == ("REST", "Delivered")
    assert sum(load(market.service, json.dumps(whole), "the dump").values()) == 0


def test_two_adapters_on_one_database_send_each_once(market, receiver):
    other = delivering(market.url)
    for _ in range(20):
        send_test(market, receiver.url)
    both = [deliverer(market), deliverer(other)]
    for each in both:
        each.start()
    ids = [dict(parse_qsl(receiver.take().target))["Event.1.HITId"] for _ in range(20)]
    for each in both:
        each.stop()
    other.service.close()
    assert len({*ids}) == 20
    assert receiver.requests.empty()


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from delivery.test_delivery import delivering, send_test
send_test(delivering({database!r}), {url!r})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_committed_before_a_kill_is_sent_after_it(market, receiver):
    tests = str(Path(__file__).parents[1])
    program = KILLED.format(tests=tests, database=market.url, url=receiver.url)
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert deliverer(market).deliver_due() == 1
    assert receiver.take().method == "GET"


def test_what_a_killed_adapter_claimed_is_sent_when_the_claim_ends(market, receiver):
    send_test(market, receiver.url)
    assert len(Outbox(market.service.database).claim(NOW, 8)) == 1
    assert deliverer(market, NOW + timedelta(seconds=60)).deliver_due() == 0
    assert deliverer(market, NOW + timedelta(minutes=2)).deliver_due() == 1
    assert receiver.take().method == "GET"
