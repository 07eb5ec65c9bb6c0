"""The notification settings of a HIT type, and notifications of events.

Notifications are stored in the form of Amazon's queues; nothing is sent.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import (
    INVALID,
    PREFIX,
    InvalidValueError,
    ParameterValidationError,
    RequestError,
)
from adapter.marketplace.hits.types import find_own_type
from adapter.marketplace.storage.tables import hit_types
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_DOCUMENT_VERSION = "2014-08-15"
_SPECIFICATION_VERSION = "2006-05-05"
_DESTINATIONS = {
    "Email": re.compile(r"[^@\s]+@[^@\s]+"),
    "SQS": re.compile(r"https://[\w.-]+/\d{12}/[\w-]{1,80}(\.fifo)?"),
    "SNS": re.compile(r"arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?"),
}


def update_notification_settings(transaction: Transaction, params: Params) -> Result:
    """Set the type's notification, activate or deactivate it, or both."""
    before = find_own_type(transaction, params["HITTypeId"])
    if "Notification" not in params and "Active" not in params:
        reason = "At least one of the parameters Notification and Active is required."
        raise ParameterValidationError(INVALID, reason)
    specification = params.get("Notification", before.notification)
    active = params.get("Active", before.notification_active)
    if "Notification" in params:
        _check_specification(specification)
    if active and specification is None:
        raise InvalidValueError("Active", "true")
    change = update(hit_types).where(hit_types.c.id == before.id)
    transaction.execute(change.values(notification=specification, notification_active=active))
    return {}


def send_test_event_notification(transaction: Transaction, params: Params) -> Result:
    """Store a notification of a test event, with new ids that belong to nothing."""
    specification = params["Notification"]
    _check_specification(specification)
    ids = {name: transaction.generate_id() for name in ("HITTypeId", "HITId", "AssignmentId")}
    store_notification(
        transaction, specification["Destination"], params["TestEventType"], transaction.now, ids
    )
    return {}


def _check_specification(specification: Mapping[str, Any]) -> None:
    if specification["Version"] != _SPECIFICATION_VERSION:
        raise InvalidValueError("Notification.Version", specification["Version"])
    if not specification["EventTypes"]:
        raise InvalidValueError("Notification.EventTypes", "")
    destination = specification["Destination"]
    if _DESTINATIONS[specification["Transport"]].fullmatch(destination) is None:
        raise RequestError(
            f"{PREFIX}InvalidTransportEndpoint",
            f"The notification could not be delivered to {shorten(destination)}.",
        )


def store_notification(
    transaction: Transaction, destination: str, event: str, when: datetime, ids: Mapping[str, str]
) -> None:
    """Store a notification, whose text is the JSON document that Amazon's queues delivered."""
    entry = {"EventType": event, "EventTimestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}", **ids}
    document = {
        "EventDocVersion": _DOCUMENT_VERSION,
        "EventDocId": transaction.generate_id(),
        "CustomerId": transaction.account,
        "Events": [entry],
    }
    store_message(
        transaction, destination, event, subject=event, text=json.dumps(document), sent=when
    )
