"""Events, and the document that has them in Amazon's queues.

Source: Amazon's pages "Notification Handling Using Amazon SQS" and "Elements of a Notification
Message" (2014-08-15).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DOCUMENT_VERSION = "2014-08-15"


@dataclass(frozen=True, slots=True)
class Event:
    """An event.

    Attributes:
        name: the EventType.
        time: such as 2018-06-01T12:00:00Z.
        ids: HITTypeId, HITId and AssignmentId, without those that do not apply.
    """

    name: str
    time: str
    ids: Mapping[str, str]


def build_event(name: str, when: datetime, ids: Mapping[str, str]) -> Event:
    """Return the event that happened at a time."""
    return Event(name, f"{when:%Y-%m-%dT%H:%M:%SZ}", ids)


def write_document(event: Event, document_id: str, account: str) -> str:
    """Return the JSON document of Amazon's queues and topics."""
    entry = {"EventType": event.name, "EventTimestamp": event.time, **event.ids}
    return json.dumps(
        {
            "EventDocVersion": DOCUMENT_VERSION,
            "EventDocId": document_id,
            "CustomerId": account,
            "Events": [entry],
        }
    )


def read_document(text: str) -> tuple[Event, ...]:
    """Return the events of a document that `write_document` wrote."""
    return tuple(
        Event(entry.pop("EventType"), entry.pop("EventTimestamp"), entry)
        for entry in json.loads(text)["Events"]
    )
