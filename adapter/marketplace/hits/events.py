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

    from adapter.marketplace.transaction import Turn

_VERSION = "2014-08-15"


def tell(
    turn: Turn, specification: Mapping[str, Any] | None, event: str, when: datetime, **ids: str
) -> None:
    """Stores a notification, if the specification asks for events of this type.

    Args:
        turn: the call in which it is found out.
        specification: a NotificationSpecification that is active; None where there is none.
        event: the event's type.
        when: it happened.
        ids: of what it happened to, such as HITId.
    """
    if specification is None or event not in specification["EventTypes"]:
        return
    store(turn, specification["Destination"], event, when, ids)


def store(turn: Turn, destination: str, event: str, when: datetime, ids: Mapping[str, str]) -> None:
    """Stores a notification; its text is the document that the service's queues carried."""
    told = {"EventType": event, "EventTimestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}", **ids}
    document = {
        "EventDocVersion": _VERSION,
        "EventDocId": turn.new_id(),
        "CustomerId": turn.account,
        "Events": [told],
    }
    messages.tell(turn, destination, event, subject=event, text=json.dumps(document), sent=when)
