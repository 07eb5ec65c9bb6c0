"""What the service would have sent: kept, and never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.storage.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.transaction import Turn

_TELL = insert(messages)


def tell(
    turn: Turn,
    recipient: str,
    kind: str,
    *,
    subject: str = "",
    text: str | None = None,
    sent: datetime | None = None,
) -> None:
    """Keeps a message.

    Args:
        turn: whose account it comes from, and when.
        recipient: a worker, or the destination of a notification.
        kind: what it tells, such as QualificationGranted, or an event's type.
        subject: what it is about, or its first line.
        text: what it says.
        sent: when; None: now.
    """
    values = {
        "account": turn.account,
        "recipient": recipient,
        "kind": kind,
        "sent": turn.now if sent is None else sent,
    }
    turn.connection.execute(_TELL, {**values, "subject": subject, "text": text or ""})
