"""The account's qualification types, with how many workers have each and how many ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from adapter.marketplace.qualifications.types import DELETED
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ScalarSelect, Select

    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_TYPES = qualification_types.c


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """A type of the account's.

    Attributes:
        status: Active or Inactive.
        holders: how many workers have the qualification.
        waiting: how many requests for it wait.
    """

    id: str
    name: str
    description: str
    status: str
    created: datetime
    holders: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A worker who has a qualification, its value, and since when."""

    worker_id: str
    value: int | None
    granted: datetime


def list_own_types(
    transaction: Transaction, search: str, offset: int, limit: int
) -> Sequence[TypeSummary]:
    """Return types of the account by name.

    Args:
        transaction: a transaction of the account.
        search: a part of the name, or the QualificationTypeId; empty: all.
        offset: how many to leave out.
        limit: the maximum number.
    """
    found = _select(transaction).order_by(_TYPES.name, _TYPES.id)
    if search:
        found = found.where(_TYPES.name.icontains(search, autoescape=True) | (_TYPES.id == search))
    return [TypeSummary(*row) for row in transaction.execute(found.offset(offset).limit(limit))]


def find_own_summary(transaction: Transaction, type_id: str) -> TypeSummary | None:
    """Return the account's type with this id, or None."""
    row = transaction.execute(_select(transaction).where(_TYPES.id == type_id)).first()
    return None if row is None else TypeSummary(*row)


def list_holders(
    transaction: Transaction, type_id: str, search: str, offset: int, limit: int
) -> Sequence[Holder]:
    """Return workers who have a qualification of the account's type, by WorkerId.

    Args:
        transaction: a transaction of the account.
        type_id: the type.
        search: the beginning of the WorkerId; empty: all.
        offset: how many to leave out.
        limit: the maximum number.
    """
    columns = qualifications.c
    found = (
        select(columns.worker_id, columns.value, columns.granted)
        .join(qualification_types, _TYPES.id == columns.type_id)
        .where(
            _TYPES.account == transaction.account,
            columns.type_id == type_id,
            columns.status == "Granted",
            columns.worker_id.startswith(search, autoescape=True),
        )
        .order_by(columns.worker_id)
    )
    rows: Sequence[AnyRow] = transaction.execute(found.offset(offset).limit(limit)).all()
    return [Holder(*row) for row in rows]


def _select(transaction: Transaction) -> Select[Any]:
    return select(
        _TYPES.id,
        _TYPES.name,
        _TYPES.description,
        _TYPES.status,
        _TYPES.created,
        _count_holders(),
        _count_waiting(),
    ).where(_TYPES.account == transaction.account, _TYPES.status != DELETED)


def _count_holders() -> ScalarSelect[int]:
    columns = qualifications.c
    granted = (columns.type_id == _TYPES.id) & (columns.status == "Granted")
    return select(func.count()).where(granted).scalar_subquery()


def _count_waiting() -> ScalarSelect[int]:
    columns = qualification_requests.c
    pending = (columns.type_id == _TYPES.id) & (columns.status == "Pending")
    return select(func.count()).where(pending).scalar_subquery()
