"""Tests that workers take: the time counts from the first look, whatever happens after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select

from adapter.marketplace.errors import INVALID, RequestError
from adapter.marketplace.storage.tables import qualification_types, test_attempts
from adapter.marketplace.workers.standings import raise_for_obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Transaction

_ATTEMPTS = test_attempts.c


@dataclass(frozen=True, slots=True)
class Attempt:
    """A test that a worker has begun.

    Attributes:
        test: the QuestionForm.
        ends: when the time for the test ends.
        is_over: whether it has ended.
    """

    test: str
    ends: datetime
    is_over: bool


def begin_attempt(transaction: Transaction, worker_id: str, type_id: str) -> None:
    """Begin the test, unless it is begun and its time is not over: then that time goes on.

    Args:
        transaction: a write transaction of the type's owner.
        worker_id: the worker.
        type_id: the qualification type.

    Raises:
        RequestError: the worker may not request the qualification, or not now.
    """
    running = find_attempt(transaction, worker_id, type_id)
    if running is not None and not running.is_over:
        return
    standing = raise_for_obstacle(transaction, worker_id, type_id)
    if standing.test_seconds is None:
        raise RequestError(INVALID, "The Qualification type has no test.")
    delete_attempt(transaction, worker_id, type_id)
    row = {
        "type_id": type_id,
        "worker_id": worker_id,
        "begun": transaction.now,
        "ends": transaction.now + timedelta(seconds=standing.test_seconds),
    }
    transaction.execute(insert(test_attempts), row)


def find_attempt(transaction: Transaction, worker_id: str, type_id: str) -> Attempt | None:
    """Return the test that the worker has begun and not answered; None if there is none."""
    types = qualification_types.c
    own = (
        select(types.test, _ATTEMPTS.ends)
        .join(test_attempts, _ATTEMPTS.type_id == types.id)
        .where(_match(worker_id, type_id), types.test.is_not(None))
    )
    row = transaction.execute(own).first()
    return None if row is None else Attempt(row.test, row.ends, row.ends <= transaction.now)


def delete_attempt(transaction: Transaction, worker_id: str, type_id: str) -> None:
    """Delete the worker's attempt, as it is answered or another one begins."""
    transaction.execute(delete(test_attempts).where(_match(worker_id, type_id)))


def _match(worker_id: str, type_id: str) -> ColumnElement[bool]:
    return and_(_ATTEMPTS.worker_id == worker_id, _ATTEMPTS.type_id == type_id)
