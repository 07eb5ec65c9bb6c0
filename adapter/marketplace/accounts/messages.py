"""Store the messages that Amazon's service would have sent; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.storage.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction

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
    """Store a message.

    Args:
        transaction: the transaction of the account that sends it.
        recipient: a worker, or the destination of a notification.
        kind: the kind of message, such as QualificationGranted, or an event's type.
        subject: the subject line, or the identifier of the object that it is about.
        text: the body.
        sent: the time; None means the time of the call.
    """
    values = {
        "account": transaction.account,
        "recipient": recipient,
        "kind": kind,
        "sent": transaction.now if sent is None else sent,
    }
    transaction.connection.execute(_STORE, {**values, "subject": subject, "text": text or ""})
