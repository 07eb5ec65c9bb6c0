"""Store the messages that Amazon's service would have sent; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.accounts.worker_blocks import find_reviewed_workers
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.storage.tables import messages
from adapter.marketplace.validation import check_length, check_not_empty

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Params, Result, Transaction


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
    transaction.execute(_STORE, {**values, "subject": subject, "text": text or ""})


_MAX_WORKERS = 100
# Recorded from Amazon's service.
_FAILURE = "Cannot send a notification to a worker who has not done any work for you"


def notify_workers(transaction: Transaction, params: Params) -> Result:
    """Store a message for each worker whom the caller reviewed; return the rest as failures."""
    check_not_empty(params, "Subject", "MessageText")
    check_length(params, "Subject", 200)
    check_length(params, "MessageText", 4096)
    wanted = tuple(dict.fromkeys(params["WorkerIds"]))
    if not 1 <= len(wanted) <= _MAX_WORKERS:
        reason = f"The number of WorkerIds is to be from 1 to {_MAX_WORKERS}."
        raise ParameterValidationError(INVALID, reason)
    known = find_reviewed_workers(transaction, wanted)
    for each in wanted:
        if each in known:
            store_message(
                transaction,
                each,
                "NotifyWorkers",
                subject=params["Subject"],
                text=params["MessageText"],
            )
    failed = [_build_failure(each) for each in wanted if each not in known]
    return {"NotifyWorkersFailureStatuses": failed}


def _build_failure(worker_id: str) -> dict[str, str]:
    return {
        "NotifyWorkersFailureCode": "HardFailure",
        "NotifyWorkersFailureMessage": _FAILURE,
        "WorkerId": worker_id,
    }
