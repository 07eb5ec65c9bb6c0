"""Request a qualification, with answers if the type has a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from adapter.marketplace.documents import compute_score, raise_for_answers
from adapter.marketplace.errors import INVALID, RequestError
from adapter.marketplace.qualifications.grants import grant
from adapter.marketplace.qualifications.types import find_type
from adapter.marketplace.storage.tables import qualification_requests
from adapter.marketplace.workers.attempts import delete_attempt
from adapter.marketplace.workers.standings import raise_for_obstacle

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import AnyRow, Result, Transaction


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
    raise_for_obstacle(transaction, worker_id, type_id)
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
    delete_attempt(transaction, worker_id, type_id)
    if value is None:
        return answer
    grant(transaction, type_id, worker_id, value)
    return {**answer, "IntegerValue": value}


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
