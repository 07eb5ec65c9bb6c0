"""NotifyWorkers: store messages to workers as Amazon's service would have sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.accounts.known_workers import find_reviewed_workers
from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.limits import check_length, check_not_empty

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

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
