"""Request a qualification, with answers if the type has a test."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, select

from adapter.marketplace.accounts.worker_blocks import is_blocked
from adapter.marketplace.documents import compute_score, raise_for_answers
from adapter.marketplace.errors import (
    INVALID,
    PREFIX,
    PermissionDeniedError,
    RequestError,
    WrongStateError,
)
from adapter.marketplace.qualifications.grants import find_qualification, grant
from adapter.marketplace.qualifications.types import NOUN, find_type
from adapter.marketplace.storage.tables import qualification_requests

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import AnyRow, Result, Transaction

_REQUESTS = qualification_requests.c


def request_qualification(
    transaction: Transaction, worker_id: str, type_id: str, answers: str | None
) -> Result:
    """Request a qualification; return QualificationRequestId, Status, and IntegerValue if granted.

    The request is granted at once if the type is AutoGranted, or if its test has an answer key,
    which determines the value. Otherwise it is pending until the owner accepts or rejects it.

    Args:
        transaction: a write transaction of the type's owner.
        worker_id: the worker.
        type_id: the qualification type.
        answers: a QuestionFormAnswers document; None if the type has no test.
    """
    row = find_type(transaction, type_id)
    _check_may_request(transaction, worker_id, row)
    _check_answers(row, answers)
    value = _compute_value(row, answers)
    status = "Pending" if value is None else "Granted"
    answer = {"QualificationRequestId": transaction.generate_id(), "Status": status}
    request = {
        "id": answer["QualificationRequestId"],
        "account": transaction.account,
        "type_id": type_id,
        "worker_id": worker_id,
        "status": status,
        "test": row.test,
        "answer": answers,
        "submitted": transaction.now,
    }
    transaction.execute(insert(qualification_requests), request)
    if value is None:
        return answer
    grant(transaction, type_id, worker_id, value)
    return {**answer, "IntegerValue": value}


def _check_may_request(transaction: Transaction, worker_id: str, row: AnyRow) -> None:
    """Raise an error if the worker may not request the type, or not now."""
    if not row.is_requestable:
        raise PermissionDeniedError
    if row.status != "Active":
        raise WrongStateError(NOUN, "Active")
    if is_blocked(transaction, worker_id):
        raise PermissionDeniedError
    of_worker = and_(_REQUESTS.type_id == row.id, _REQUESTS.worker_id == worker_id)
    requests = select(_REQUESTS.status, _REQUESTS.submitted).where(of_worker)
    last = transaction.execute(requests.order_by(_REQUESTS.serial.desc()).limit(1)).first()
    if last is not None:
        _check_may_repeat(transaction, row, last)
        return
    found = find_qualification(transaction, row.id, worker_id)
    if row.retry_seconds is None and found is not None and found["Status"] == "Granted":
        raise RequestError(
            f"{PREFIX}QualificationAlreadyExists", "This worker already has the Qualification."
        )


def _check_may_repeat(transaction: Transaction, row: AnyRow, last: AnyRow) -> None:
    """Raise an error if the worker may not request the type again, or not yet."""
    if last.status == "Pending":
        raise RequestError(
            f"{PREFIX}InvalidQualificationRequestState",
            "This worker already has a pending request for the Qualification.",
        )
    if row.retry_seconds is None:
        raise RequestError(
            f"{PREFIX}QualificationTypeDoesNotAllowRetake",
            "The Qualification can be requested only once.",
        )
    # Numbers are compared because a delay may exceed the range of a timedelta.
    if (transaction.now - last.submitted) / timedelta(seconds=1) < row.retry_seconds:
        raise RequestError(
            f"{PREFIX}QualificationTypeRetryDelayNotElapsed",
            f"The Qualification can be requested again {row.retry_seconds} seconds after the last "
            "request.",
        )


def _check_answers(row: AnyRow, answers: str | None) -> None:
    if row.test is None:
        if answers is not None:
            raise RequestError(INVALID, "The Qualification type has no test to answer.")
        return
    if answers is None:
        raise RequestError(INVALID, "The Qualification type has a test: send its answers.")
    raise_for_answers("test", row.test, answers)


def _compute_value(row: AnyRow, answers: str | None) -> int | None:
    """Return the value to grant at once, or None if the owner has to decide."""
    if row.auto_granted:
        value: int = row.auto_granted_value
        return value
    if row.answer_key is None or answers is None:
        return None
    return compute_score(row.answer_key, answers)
