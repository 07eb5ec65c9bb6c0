"""What happens to HITs and assignments, told where the HIT's type says so.

Nothing is sent anywhere: a notification is stored as it would have been delivered.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adapter.marketplace.accounts import messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapter.marketplace.transaction import Transaction

_VERSION = "2014-08-15"


def tell(
    transaction: Transaction,
    specification: Mapping[str, Any] | None,
    event: str,
    when: datetime,
    **ids: str,
) -> None:
    """Stores a notification, if the specification asks for events of this type.

    Args:
        transaction: the call in which it is found out.
        specification: a NotificationSpecification that is active; None where there is none.
        event: the event's type.
        when: it happened.
        ids: of what it happened to, such as HITId.
    """
    if specification is None or event not in specification["EventTypes"]:
        return
    store_notification(transaction, specification["Destination"], event, when, ids)


def store_notification(
    transaction: Transaction, destination: str, event: str, when: datetime, ids: Mapping[str, str]
) -> None:
    """Stores a notification; its text is the document that the service's queues carried."""
    told = {"EventType": event, "EventTimestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}", **ids}
    document = {
        "EventDocVersion": _VERSION,
        "EventDocId": transaction.generate_id(),
        "CustomerId": transaction.account,
        "Events": [told],
    }
    messages.store_message(
        transaction, destination, event, subject=event, text=json.dumps(document), sent=when
    )
