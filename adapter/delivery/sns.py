"""Notifications as SNS sends them to a web address that has confirmed its subscription.

Source: AWS's pages "Parsing Amazon SNS message formats" and "Verifying the signatures of Amazon SNS
messages", and "Notification Handling Using Amazon SNS" of the current API's reference.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from adapter.delivery.http import NoAnswerError, NotAcceptedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.delivery.http import HttpSender
    from adapter.marketplace.notifications.outbox import Notification
    from adapter.marketplace.notifications.subscriptions import Subscriptions

PATH = "sns/"
"""Where receivers confirm a subscription, below the adapter's address."""
CERTIFICATE_PATH = f"{PATH}SimpleNotificationService.pem"

_SIGNED = {
    "Notification": ("Message", "MessageId", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ),
}
"""The members of each type that are signed, in this order."""


class Signer(Protocol):
    """Signs messages."""

    def sign(self, text: str) -> str:
        """Return the signature of a text in Base64."""


class SnsSender:
    """Sends notifications to the subscribers of topics.

    Args:
        http: sends requests.
        subscriptions: which of them are confirmed.
        addresses: the subscriber of each topic.
        signer: signs every message.
        base_url: the adapter's own address, with a slash at its end.
        clock: returns the time of the messages.
    """

    def __init__(
        self,
        http: HttpSender,
        subscriptions: Subscriptions,
        addresses: Mapping[str, str],
        signer: Signer,
        base_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._http = http
        self._subscriptions = subscriptions
        self._addresses = addresses
        self._signer = signer
        self._base_url = base_url
        self._clock = clock

    def __call__(self, notification: Notification) -> None:
        """Send a notification; ask for the confirmation of its subscription first.

        Raises:
            NoAnswerError: there was no answer, or the subscription is not confirmed yet.
            NotAcceptedError: the answer is an error, or nobody subscribes to the topic.
        """
        topic = notification.destination
        url = self._addresses.get(topic)
        if url is None:
            raise NotAcceptedError("the setting sns_subscriptions has no address for this topic")
        self._confirm(topic, url)
        self._post(url, topic, "Notification", {"Message": notification.text})

    def _confirm(self, topic: str, url: str) -> None:
        subscription = self._subscriptions.find_or_create(topic, url)
        if subscription.confirmed:
            return
        token = subscription.token
        query = urlencode({"Action": "ConfirmSubscription", "TopicArn": topic, "Token": token})
        members = {
            "Token": token,
            "Message": f"You have chosen to subscribe to the topic {topic}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message.",
            "SubscribeURL": f"{self._base_url}{PATH}?{query}",
        }
        self._post(url, topic, "SubscriptionConfirmation", members)
        if not self._subscriptions.find_or_create(topic, url).confirmed:
            raise NoAnswerError("the subscription is not confirmed yet")

    def _post(self, url: str, topic: str, kind: str, members: Mapping[str, str]) -> None:
        message_id = str(uuid5(NAMESPACE_URL, f"{topic} {members['Message']}"))
        message = {
            "Type": kind,
            "MessageId": message_id,
            "TopicArn": topic,
            **members,
            "Timestamp": f"{self._clock():%Y-%m-%dT%H:%M:%S.000Z}",
        }
        signed = "".join(f"{name}\n{message[name]}\n" for name in _SIGNED[kind])
        message |= {
            "SignatureVersion": "1",
            "Signature": self._signer.sign(signed),
            "SigningCertURL": f"{self._base_url}{CERTIFICATE_PATH}",
        }
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "x-amz-sns-message-type": kind,
            "x-amz-sns-message-id": message_id,
            "x-amz-sns-topic-arn": topic,
        }
        self._http.send("POST", url, json.dumps(message, indent=2).encode(), headers)
