"""What the service would have sent: kept, and never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.storage.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.transaction import Transaction

_STORE = insert(messages)


def store_message(
    transaction: Transaction,
    recipient: str,
    kind: str,
    *,
    subject: str = "",
    text: str | None = None,
    sent: datetime | None = None,
) -> None:
    """Keeps a message.

    Args:
        transaction: whose account it comes from, and when.
        recipient: a worker, or the destination of a notification.
        kind: what it tells, such as QualificationGranted, or an event's type.
        subject: what it is about, or its first line.
        text: what it says.
        sent: when; None: now.
    """
    values = {
        "account": transaction.account,
        "recipient": recipient,
        "kind": kind,
        "sent": transaction.now if sent is None else sent,
    }
    transaction.connection.execute(_STORE, {**values, "subject": subject, "text": text or ""})
