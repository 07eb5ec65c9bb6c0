"""Build what sends notifications, from settings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.application.listeners import build_url
from adapter.current_api.environment import TEST_SECRET
from adapter.delivery import Deliverer, HttpSender, SnsSender, build_senders
from adapter.delivery.deliverer import read_time
from adapter.errors import SettingError
from adapter.marketplace.notifications.outbox import Outbox
from adapter.marketplace.notifications.queues import Queues
from adapter.marketplace.notifications.specification import REST, SNS, SOAP, SQS
from adapter.marketplace.notifications.subscriptions import Subscriptions
from adapter.settings.fields import split_bind
from adapter.web.topics import Topics

if TYPE_CHECKING:
    from adapter.clock import Clock
    from adapter.delivery import Senders
    from adapter.marketplace import Marketplace
    from adapter.settings import Settings

_TOKEN_BYTES = 64


@dataclass(frozen=True, slots=True)
class Notifications:
    """What sends notifications.

    Attributes:
        deliverer: sends what is in the outbox.
        topics: the routes for subscribers to topics; None: there are none.
        queues: the queues of those by SQS.
    """

    deliverer: Deliverer
    topics: Topics | None
    queues: Queues


def list_transports(settings: Settings) -> frozenset[str]:
    """Return the transports by which notifications are sent, or wait in a queue."""
    if settings.notifications == "keep":
        return frozenset()
    return frozenset({REST, SOAP, SQS, *([SNS] if settings.sns_subscriptions else [])})


def build_notifications(
    settings: Settings, marketplace: Marketplace, clock: Clock
) -> Notifications | None:
    """Return what sends the marketplace's notifications; None: they are only kept.

    Raises:
        StartError: a setting or the certificate that signs cannot be used.
    """
    if settings.notifications == "keep":
        return None
    known = {each.access_key_id: each.secret or TEST_SECRET for each in settings.accounts}
    http = HttpSender(settings.notification_hosts)
    senders = build_senders(http, known, clock)
    topics = None
    if settings.sns_subscriptions:
        topics, sender = _build_sns(settings, marketplace, http, clock)
        senders = {**senders, SNS: sender}
    queues = Queues(marketplace.database, read_time)
    return Notifications(_build_deliverer(marketplace, senders), topics, queues)


def _build_deliverer(marketplace: Marketplace, senders: Senders) -> Deliverer:
    outbox = Outbox(marketplace.database)
    return Deliverer(outbox, senders, apply_changes=marketplace.apply_notified_changes)


def _build_sns(
    settings: Settings, marketplace: Marketplace, http: HttpSender, clock: Clock
) -> tuple[Topics, SnsSender]:
    from adapter.application.certificates import open_signer  # noqa: PLC0415 (cryptography)

    signer = open_signer(settings)
    subscribed = Subscriptions(marketplace.database, lambda: secrets.token_hex(_TOKEN_BYTES))
    addresses = dict(each.split("=", 1) for each in settings.sns_subscriptions)
    base_url = settings.public_url or _find_own_url(settings)
    sender = SnsSender(http, subscribed, addresses, signer, base_url, clock)
    return Topics(subscribed.confirm, signer.certificate), sender


def _find_own_url(settings: Settings) -> str:
    host, port = split_bind(settings.bind)
    if port == 0:
        raise SettingError("public_url", "sns_subscriptions needs it where bind has port 0")
    return build_url("http", host, port)
