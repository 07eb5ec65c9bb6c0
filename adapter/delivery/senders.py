"""Send a notification by its transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from adapter.current_api.environment import TEST_SECRET
from adapter.delivery.forms import SOAP_HEADERS, build_rest_url, write_soap_message
from adapter.marketplace.notifications.events import read_document
from adapter.marketplace.notifications.outbox import Notification
from adapter.marketplace.notifications.specification import REST, SOAP

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.delivery.http import HttpSender

Senders = Mapping[str, Callable[[Notification], None]]
"""By transport: sends a notification; raises what `HttpSender.send` raises."""


def build_senders(
    http: HttpSender, secrets: Mapping[str, str], clock: Callable[[], datetime]
) -> Senders:
    """Return the senders.

    Args:
        http: sends requests.
        secrets: the secret of each account by access key; others have the secret for tests.
        clock: returns the time of the signatures.
    """

    def send_rest(notification: Notification) -> None:
        events, secret = read_document(notification.text), find_secret(notification)
        http.send("GET", build_rest_url(notification.destination, events, secret, clock()))

    def send_soap(notification: Notification) -> None:
        events, secret = read_document(notification.text), find_secret(notification)
        body = write_soap_message(events, secret, clock())
        http.send("POST", notification.destination, body, SOAP_HEADERS)

    def find_secret(notification: Notification) -> str:
        return secrets.get(notification.account, TEST_SECRET)

    return {REST: send_rest, SOAP: send_soap}
