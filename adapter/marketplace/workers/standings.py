"""What qualification types are to a worker: held, requested, or open to a request, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.errors import (
    PREFIX,
    DoesNotExistError,
    PermissionDeniedError,
    RequestError,
    WrongStateError,
)
from adapter.marketplace.qualifications.types import DELETED, NOUN
from adapter.marketplace.storage.system_types import AMAZON
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
    test_attempts,
    worker_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Select, Table

    from adapter.marketplace.storage.transaction import AnyRow, Transaction


class Obstacle(StrEnum):
    """Why a worker may not request a qualification, or not now."""

    NOT_REQUESTABLE = "the type takes no requests"
    INACTIVE = "the type is inactive"
    BLOCKED = "the requester blocked the worker"
    PENDING = "a request waits for the requester"
    HELD = "the worker has the qualification"
    ONCE = "the type takes one request of each worker"
    DELAY = "the delay between two requests has not passed"


_REFUSALS = {
    Obstacle.PENDING: (
        "InvalidQualificationRequestState",
        "This worker already has a pending request for the Qualification.",
    ),
    Obstacle.HELD: (
        "QualificationAlreadyExists",
        "This worker already has the Qualification.",
    ),
    Obstacle.ONCE: (
        "QualificationTypeDoesNotAllowRetake",
        "The Qualification can be requested only once.",
    ),
}
"""The codes and the texts of refusals that say nothing of the type."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A qualification type, and what it is to a worker.

    Attributes:
        id: the QualificationTypeId.
        account: the requester's, which is not shown to workers.
        test_seconds: the time for the test; None if the type has no test.
        retry_seconds: the delay between two requests; None if there is no second one.
        granted: when the worker got the qualification; None if the worker has none.
        value: its value; None if it has none.
        status: of the last request: Pending, Granted or Rejected; None if there was none.
        requested: when the last request was made.
        reason: why the last request was rejected; None if the requester gave no reason.
        attempt_ends: when the time of the last test that was begun and not answered ends.
        obstacle: why the worker may not request it; None if the worker may.
        again: when the delay has passed, if that is the obstacle.
    """

    id: str
    account: str
    name: str
    description: str
    test_seconds: int | None
    retry_seconds: int | None
    granted: datetime | None
    value: int | None
    status: str | None
    requested: datetime | None
    reason: str | None
    attempt_ends: datetime | None
    obstacle: Obstacle | None
    again: datetime | None


def find_standing(transaction: Transaction, worker_id: str, type_id: str) -> Standing | None:
    """Return what the type is to the worker; None if there is no such type."""
    found = list_standings(transaction, worker_id, [type_id])
    return found[0] if found else None


def list_held(transaction: Transaction, worker_id: str) -> list[Standing]:
    """Return the types of which the worker has a qualification, without Amazon's own; by name."""
    columns = qualifications.c
    held = select(columns.type_id).where(
        columns.worker_id == worker_id, columns.status == "Granted"
    )
    found = list_standings(transaction, worker_id, _read_ids(transaction, held))
    return _sort([each for each in found if each.account != AMAZON])


def list_pending(transaction: Transaction, worker_id: str) -> list[Standing]:
    """Return the types that the worker requested and whose requester has not decided; by name."""
    columns = qualification_requests.c
    pending = select(columns.type_id).where(
        columns.worker_id == worker_id, columns.status == "Pending"
    )
    return _sort(list_standings(transaction, worker_id, _read_ids(transaction, pending)))


def list_standings(
    transaction: Transaction, worker_id: str, type_ids: Sequence[str]
) -> list[Standing]:
    """Return what these types are to the worker, in their order, without deleted ones."""
    columns = qualification_types.c
    wanted = select(qualification_types).where(columns.id.in_(type_ids), columns.status != DELETED)
    rows = {row.id: row for row in transaction.execute(wanted)}
    history = _History(
        _read_by_type(transaction, qualification_requests, worker_id, type_ids),
        _read_by_type(transaction, qualifications, worker_id, type_ids),
        _read_by_type(transaction, test_attempts, worker_id, type_ids),
        _list_blocking_accounts(transaction, worker_id),
        transaction.now,
    )
    return [_build_standing(rows[each], history) for each in type_ids if each in rows]


@dataclass(frozen=True, slots=True)
class _History:
    """The worker's rows by type; of several requests the last."""

    requests: Mapping[str, AnyRow]
    qualifications: Mapping[str, AnyRow]
    attempts: Mapping[str, AnyRow]
    blocking_accounts: frozenset[str]
    now: datetime


def _build_standing(row: AnyRow, history: _History) -> Standing:
    request = history.requests.get(row.id)
    held = history.qualifications.get(row.id)
    attempt = history.attempts.get(row.id)
    if held is not None and held.status != "Granted":
        held = None
    last = _find_last_use(request, attempt, history.now)
    again = _add_delay(last, row.retry_seconds)
    obstacle = _find_fixed_obstacle(row, history) or _find_obstacle(
        request, is_held=held is not None, retries=row.retry_seconds is not None, used=last
    )
    if obstacle is None and again is not None and history.now < again:
        obstacle = Obstacle.DELAY
    return Standing(
        id=row.id,
        account=row.account,
        name=row.name,
        description=row.description,
        test_seconds=None if row.test is None else row.test_seconds,
        retry_seconds=row.retry_seconds,
        granted=held.granted if held else None,
        value=held.value if held else None,
        status=request.status if request else None,
        requested=request.submitted if request else None,
        reason=request.reason if request else None,
        attempt_ends=attempt.ends if attempt else None,
        obstacle=obstacle,
        again=again if obstacle is Obstacle.DELAY else None,
    )


def _find_fixed_obstacle(row: AnyRow, history: _History) -> Obstacle | None:
    """Return the obstacle that does not depend on what the worker did."""
    if not row.is_requestable:
        return Obstacle.NOT_REQUESTABLE
    if row.status != "Active":
        return Obstacle.INACTIVE
    return Obstacle.BLOCKED if row.account in history.blocking_accounts else None


def _find_obstacle(
    request: AnyRow | None, *, is_held: bool, retries: bool, used: datetime | None
) -> Obstacle | None:
    """Return the obstacle that is in what the worker did, but for a delay."""
    if request is not None and request.status == "Pending":
        return Obstacle.PENDING
    if retries:
        return None
    if used is not None:
        return Obstacle.ONCE
    return Obstacle.HELD if is_held else None


def _find_last_use(
    request: AnyRow | None, attempt: AnyRow | None, now: datetime
) -> datetime | None:
    """Return when the worker last used a chance: by a request, or by a test that ran out of time.

    A test that was begun and never answered counts, or else the time for it would be no limit.
    """
    uses = [] if request is None else [request.submitted]
    if attempt is not None and attempt.ends <= now:
        uses.append(attempt.ends)
    return max(uses, default=None)


def _add_delay(last: datetime | None, seconds: int | None) -> datetime | None:
    if last is None or seconds is None:
        return None
    try:
        return last + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=last.tzinfo)


def _sort(found: list[Standing]) -> list[Standing]:
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def _read_ids(transaction: Transaction, selected: Select[tuple[str]]) -> list[str]:
    return list(dict.fromkeys(transaction.execute(selected).scalars()))


def _read_by_type(
    transaction: Transaction, table: Table, worker_id: str, type_ids: Sequence[str]
) -> dict[str, AnyRow]:
    """Return the worker's last row of each type."""
    own: ColumnElement[bool] = table.c.worker_id == worker_id
    rows = select(table).where(own, table.c.type_id.in_(type_ids)).order_by(table.c.serial)
    return {row.type_id: row for row in transaction.execute(rows)}


def _list_blocking_accounts(transaction: Transaction, worker_id: str) -> frozenset[str]:
    columns = worker_blocks.c
    blocking = select(columns.account).where(columns.worker_id == worker_id, ~columns.ended)
    return frozenset(transaction.execute(blocking).scalars())


def raise_for_obstacle(transaction: Transaction, worker_id: str, type_id: str) -> Standing:
    """Return what the type is to the worker, who may request it.

    Raises:
        RequestError: the worker may not request it, or not now.
    """
    standing = find_standing(transaction, worker_id, type_id)
    if standing is None:
        raise DoesNotExistError(NOUN, type_id)
    if standing.obstacle is not None:
        raise _build_refusal(standing.obstacle, standing)
    return standing


def _build_refusal(obstacle: Obstacle, standing: Standing) -> RequestError:
    match obstacle:
        case Obstacle.NOT_REQUESTABLE | Obstacle.BLOCKED:
            return PermissionDeniedError()
        case Obstacle.INACTIVE:
            return WrongStateError(NOUN, "Active")
        case Obstacle.DELAY:
            text = (
                f"The Qualification can be requested again {standing.retry_seconds} seconds after "
                "the last request."
            )
            return RequestError(f"{PREFIX}QualificationTypeRetryDelayNotElapsed", text)
        case _:
            code, text = _REFUSALS[obstacle]
            return RequestError(f"{PREFIX}{code}", text)
