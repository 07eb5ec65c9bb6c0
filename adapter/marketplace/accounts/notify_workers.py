"""Mails to workers, which are stored as they would have been sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.accounts.known_workers import who_worked
from adapter.marketplace.accounts.messages import tell
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.limits import at_most, required

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

_MOST_WORKERS = 100
# Captured.
_FAILURE = "Cannot send a notification to a worker who has not done any work for you"


def notify_workers(turn: Turn, params: Params) -> Result:
    """Writes to those whose work the caller has decided, and names the others."""
    required(params, "Subject", "MessageText")
    at_most(params, "Subject", 200)
    at_most(params, "MessageText", 4096)
    wanted = tuple(dict.fromkeys(params["WorkerIds"]))
    if not 1 <= len(wanted) <= _MOST_WORKERS:
        reason = f"The number of WorkerIds is to be from 1 to {_MOST_WORKERS}."
        raise ParameterValidationError(INVALID, reason)
    known = who_worked(turn, wanted)
    for each in wanted:
        if each in known:
            tell(turn, each, "NotifyWorkers", subject=params["Subject"], text=params["MessageText"])
    failed = [_failure(each) for each in wanted if each not in known]
    return {"NotifyWorkersFailureStatuses": failed}


def _failure(worker_id: str) -> dict[str, str]:
    return {
        "NotifyWorkersFailureCode": "HardFailure",
        "NotifyWorkersFailureMessage": _FAILURE,
        "WorkerId": worker_id,
    }
