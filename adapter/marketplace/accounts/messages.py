"""Store the messages that Amazon's service would have sent; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.storage.tables import assignments, messages
from adapter.marketplace.validation import check_length, check_not_empty

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.marketplace.storage.transaction import AnyRow, Params, Result, Transaction

MAX_WORKERS, MAX_SUBJECT, MAX_TEXT = 100, 200, 4096
"""The most workers of one message, and characters of its subject and text."""
# Recorded from Amazon's service.
_FAILURE = "Cannot send a notification to a worker who has not done any work for you"


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
    row = {
        "account": transaction.account,
        "recipient": recipient,
        "kind": kind,
        "subject": subject,
        "text": text or "",
        "sent": transaction.now if sent is None else sent,
    }
    transaction.execute(insert(messages), row)


def list_messages(transaction: Transaction, start: int, size: int) -> Sequence[AnyRow]:
    """Return rows of the account's messages, the newest first.

    Args:
        transaction: of the account.
        start: how many newer ones are left out.
        size: the most rows.
    """
    newest = (
        select(messages)
        .where(messages.c.account == transaction.account)
        .order_by(messages.c.serial.desc())
    )
    return transaction.execute(newest.offset(start).limit(size)).all()


def count_messages(transaction: Transaction) -> int:
    """Return how many messages the account has."""
    number = select(func.count()).where(messages.c.account == transaction.account)
    return int(transaction.execute(number).scalar_one())


def notify_workers(transaction: Transaction, params: Params) -> Result:
    """Store a message for each worker whom the caller reviewed; return the rest as failures."""
    check_not_empty(params, "Subject", "MessageText")
    check_length(params, "Subject", MAX_SUBJECT)
    check_length(params, "MessageText", MAX_TEXT)
    workers = tuple(dict.fromkeys(params["WorkerIds"]))
    if not 1 <= len(workers) <= MAX_WORKERS:
        reason = f"The number of WorkerIds is to be from 1 to {MAX_WORKERS}."
        raise ParameterValidationError(INVALID, reason)
    reviewed = select(assignments.c.worker_id).where(
        assignments.c.account == transaction.account,
        assignments.c.worker_id.in_(workers),
        assignments.c.status.in_(("Approved", "Rejected")),
    )
    known = set(transaction.execute(reviewed.distinct()).scalars())
    subject, text = params["Subject"], params["MessageText"]
    for each in workers:
        if each in known:
            store_message(transaction, each, "NotifyWorkers", subject=subject, text=text)
    return {
        "NotifyWorkersFailureStatuses": [
            {
                "NotifyWorkersFailureCode": "HardFailure",
                "NotifyWorkersFailureMessage": _FAILURE,
                "WorkerId": each,
            }
            for each in workers
            if each not in known
        ]
    }
