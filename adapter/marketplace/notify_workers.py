"""Mails to workers, which are stored as they would have been sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.known_workers import who_worked
from adapter.marketplace.limits import text
from adapter.marketplace.refusals import INVALID, ParameterValidationError
from adapter.marketplace.tables import messages

if TYPE_CHECKING:
    from adapter.marketplace.turn import Params, Result, Turn

_MOST_WORKERS = 100
_STORE = insert(messages)
# Captured.
_FAILURE = "Cannot send a notification to a worker who has not done any work for you"


def notify_workers(turn: Turn, params: Params) -> Result:
    """Writes to those whose work the caller has decided, and names the others."""
    text(params, "Subject", 200, 1)
    text(params, "MessageText", 4096, 1)
    wanted = tuple(dict.fromkeys(params["WorkerIds"]))
    if not 1 <= len(wanted) <= _MOST_WORKERS:
        reason = f"The number of WorkerIds is to be from 1 to {_MOST_WORKERS}."
        raise ParameterValidationError(INVALID, reason)
    known = who_worked(turn, wanted)
    mails = [_mail(turn, params, each) for each in wanted if each in known]
    if mails:
        turn.connection.execute(_STORE, mails)
    failed = [_failure(each) for each in wanted if each not in known]
    return {"NotifyWorkersFailureStatuses": failed}


def _mail(turn: Turn, params: Params, worker_id: str) -> dict[str, object]:
    return {
        "account": turn.account,
        "recipient": worker_id,
        "kind": "NotifyWorkers",
        "subject": params["Subject"],
        "text": params["MessageText"],
        "sent": turn.now,
    }


def _failure(worker_id: str) -> dict[str, str]:
    return {
        "NotifyWorkersFailureCode": "HardFailure",
        "NotifyWorkersFailureMessage": _FAILURE,
        "WorkerId": worker_id,
    }
