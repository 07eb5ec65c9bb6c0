"""boto3's sqs client reads, hides and deletes the notifications of a queue."""

import json
from datetime import datetime, timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from delivery.test_delivery import NOW, delivering, outcomes
from support.market import ME
from support.serving import KEY, SECRET, serving

from adapter.auth.accounts import Accounts
from adapter.marketplace.notifications.queues import Queues
from adapter.upstream.marketplace import MarketplaceUpstreams

QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/hits"


class MachineClock:
    """A machine's time that is moved by hand."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return MachineClock()


@pytest.fixture
def market(database):
    market = delivering(database, "SQS")
    yield market
    market.service.close()


@pytest.fixture
def connect(market, clock):
    """Returns a function that returns a client with these keys; accounts are verified or not."""
    made, running = [], []

    def connect(key=ME, secret="any", **changes):
        if not running:
            queues = Queues(market.service.database, clock)
            upstreams = MarketplaceUpstreams(market.service)
            server = serving(upstreams, queues=queues, **changes)
            running.append((server, server.__enter__()))
        client = boto3.client(
            "sqs",
            endpoint_url=f"{running[0][1].rstrip('/')}/sqs/",
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )
        made.append(client)
        return client

    yield connect
    for each in made:
        each.close()
    for server, _ in running:
        server.__exit__(None, None, None)


def send_tests(market, number, account=ME):
    notified = {"Destination": QUEUE, "Transport": "SQS", "Version": "2006-05-05"}
    for _ in range(number):
        given = {"Notification": {**notified, "EventTypes": ["HITReviewable"]}}
        market("SendTestEventNotification", account, **given, TestEventType="Ping")


def receive(client, **params):
    return client.receive_message(QueueUrl=QUEUE, **params).get("Messages", [])


def test_a_message_is_received_once_and_deleted(market, connect):
    client = connect(accounts=Accounts())
    send_tests(market, 1)
    [message] = receive(client)
    [event] = json.loads(message["Body"])["Events"]
    assert event["EventType"] == "Ping"
    assert receive(client) == []
    client.delete_message(QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"])
    assert outcomes(market) == [("Ping", "Delivered", None)]


def test_what_is_not_deleted_is_visible_again(market, connect, clock):
    client = connect(accounts=Accounts())
    send_tests(market, 1)
    [first] = receive(client, VisibilityTimeout=60)
    clock.now += timedelta(seconds=59)
    assert receive(client) == []
    clock.now += timedelta(seconds=1)
    [second] = receive(client, AttributeNames=["All"])
    assert second["MessageId"] == first["MessageId"]
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    # The handle of the first receipt deletes nothing now.
    client.delete_message(QueueUrl=QUEUE, ReceiptHandle=first["ReceiptHandle"])
    assert outcomes(market) == [("Ping", "Waiting", None)]


def test_the_visibility_is_changed(market, connect):
    client = connect(accounts=Accounts())
    send_tests(market, 1)
    [message] = receive(client)
    handle = message["ReceiptHandle"]
    client.change_message_visibility(QueueUrl=QUEUE, ReceiptHandle=handle, VisibilityTimeout=0)
    assert len(receive(client)) == 1


def test_a_page_has_at_most_as_many_as_are_asked_for(market, connect):
    client = connect(accounts=Accounts())
    send_tests(market, 12)
    sizes = [len(receive(client, MaxNumberOfMessages=10)) for _ in range(3)]
    assert sizes == [10, 2, 0]


def test_anothers_queue_of_the_same_address_is_another(market, connect):
    client, other = connect(accounts=Accounts()), connect("AKIDOTHER")
    send_tests(market, 1)
    assert receive(other) == []
    [message] = receive(client)
    other.delete_message(QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"])
    assert outcomes(market) == [("Ping", "Waiting", None)]


def test_signatures_are_verified_where_accounts_are(market, connect):
    send_tests(market, 1, KEY)
    assert len(receive(connect(KEY, SECRET))) == 1
    with pytest.raises(ClientError) as caught:
        receive(connect(KEY, "wrong"))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        ("receive_message", {"MaxNumberOfMessages": 11}, "InvalidParameterValue"),
        ("delete_message", {"ReceiptHandle": "x"}, "ReceiptHandleIsInvalid"),
        ("purge_queue", {}, "UnsupportedOperation"),
    ],
)
def test_other_calls_are_refused(connect, operation, params, code):
    client = connect(accounts=Accounts())
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(QueueUrl=QUEUE, **params)
    assert code in caught.value.response["Error"]["Code"]
