"""SNS-shaped messages: the subscription is confirmed first, and every message can be verified.

The forms are those of AWS's pages "Parsing Amazon SNS message formats" and "Verifying the
signatures of Amazon SNS messages".
"""

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from delivery.test_delivery import NOW, delivering, outcomes
from support.receiver import receiving
from support.serving import serving

from adapter.application.certificates import build_names
from adapter.delivery import Deliverer, HttpSender, SnsSender
from adapter.marketplace.notifications.outbox import Outbox
from adapter.marketplace.notifications.subscriptions import Subscriptions
from adapter.tls import open_authority
from adapter.tls.signer import MessageSigner
from adapter.upstream.marketplace import MarketplaceUpstreams
from adapter.web.topics import Topics

TOPIC = "arn:aws:sns:us-east-1:123456789012:hits"
SPECIFICATION = {
    "Destination": TOPIC,
    "Transport": "SNS",
    "Version": "2006-05-05",
    "EventTypes": ["HITReviewable"],
}


@pytest.fixture
def market(database):
    market = delivering(database, "SNS")
    yield market
    market.service.close()


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def deliver(market, receiver, tmp_path):
    """Returns a function that sends what is due, around an adapter that serves its own routes."""
    now = datetime.now(UTC)
    signer = MessageSigner(open_authority(tmp_path / "trust", build_names(()), now), now)
    subscribed = Subscriptions(market.service.database, lambda: "a token")
    topics = Topics(subscribed.confirm, signer.certificate)
    with serving(MarketplaceUpstreams(market.service), topics=topics) as url:
        addresses = {TOPIC: receiver.url}
        base = f"{url.rstrip('/')}/"
        sender = SnsSender(HttpSender(()), subscribed, addresses, signer, base, market.clock)

        def send(later=timedelta()):
            outbox = Outbox(market.service.database)
            return Deliverer(outbox, {"SNS": sender}, lambda: NOW + later).deliver_due()

        yield send


def send_test(market, **changes):
    given = SPECIFICATION | changes
    market("SendTestEventNotification", Notification=given, TestEventType="Ping")


def fetch(url):
    with urlopen(url) as response:
        return response.read()


def raise_for_signature(message, *names):
    """Verify as the page says, with the certificate that the message names."""
    certificate = x509.load_pem_x509_certificate(fetch(message["SigningCertURL"]))
    text = "".join(f"{name}\n{message[name]}\n" for name in names).encode()
    signature = b64decode(message["Signature"])
    certificate.public_key().verify(signature, text, padding.PKCS1v15(), hashes.SHA1())


def test_a_subscription_is_confirmed_and_then_events_come(market, receiver, deliver):
    send_test(market)
    assert deliver() == 1
    asked = receiver.take()
    assert asked.headers["x-amz-sns-message-type"] == "SubscriptionConfirmation"
    message = json.loads(asked.body)
    assert (message["Type"], message["TopicArn"]) == ("SubscriptionConfirmation", TOPIC)
    signed = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    raise_for_signature(message, *signed)
    assert outcomes(market) == [("Ping", "Waiting", "the subscription is not confirmed yet")]

    assert TOPIC.encode() in fetch(message["SubscribeURL"])
    assert deliver(timedelta(seconds=1)) == 1
    sent = receiver.take()
    assert sent.headers["x-amz-sns-message-type"] == "Notification"
    message = json.loads(sent.body)
    raise_for_signature(message, "Message", "MessageId", "Timestamp", "TopicArn", "Type")
    [event] = json.loads(message["Message"])["Events"]
    assert event["EventType"] == "Ping"
    assert outcomes(market) == [("Ping", "Delivered", None)]


def test_a_confirmed_subscription_is_not_asked_again(market, receiver, deliver):
    send_test(market)
    deliver()
    fetch(json.loads(receiver.take().body)["SubscribeURL"])
    send_test(market)
    while deliver(timedelta(seconds=1)):
        pass
    types = [receiver.take().headers["x-amz-sns-message-type"] for _ in range(2)]
    assert types == ["Notification", "Notification"]
    assert receiver.requests.empty()


def test_a_wrong_token_confirms_nothing(market, receiver, deliver):
    send_test(market)
    deliver()
    url = json.loads(receiver.take().body)["SubscribeURL"]
    with pytest.raises(OSError, match="404"):
        fetch(url.replace("a+token", "another"))
    assert deliver(timedelta(seconds=1)) == 1
    assert receiver.take().headers["x-amz-sns-message-type"] == "SubscriptionConfirmation"


def test_a_topic_without_a_subscriber_says_so(market, deliver):
    send_test(market, Destination=TOPIC.replace("hits", "others"))
    deliver()
    assert outcomes(market) == [
        ("Ping", "Failed", "the setting sns_subscriptions has no address for this topic")
    ]
