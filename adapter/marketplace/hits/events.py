"""Store notifications of events of HITs and assignments, in the form of Amazon's queues.

Nothing is sent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adapter.marketplace.accounts import messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction

_VERSION = "2014-08-15"


def store_notification(
    transaction: Transaction, destination: str, event: str, when: datetime, ids: Mapping[str, str]
) -> None:
    """Store a notification, whose text is the JSON document that Amazon's queues delivered."""
    entry = {"EventType": event, "EventTimestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}", **ids}
    document = {
        "EventDocVersion": _VERSION,
        "EventDocId": transaction.generate_id(),
        "CustomerId": transaction.account,
        "Events": [entry],
    }
    messages.store_message(
        transaction, destination, event, subject=event, text=json.dumps(document), sent=when
    )
