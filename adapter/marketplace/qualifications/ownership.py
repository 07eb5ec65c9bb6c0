"""Find a qualification type with the access rights of the calling account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.marketplace.errors import DoesNotExistError, PermissionDeniedError, WrongStateError
from adapter.marketplace.storage.tables import qualification_types

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

NOUN = "QualificationType"
DELETED = "Disposing"

_BY_ID = select(qualification_types).where(qualification_types.c.id == bindparam("identifier"))


def find_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of any account; a deleted type does not exist."""
    row = transaction.connection.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None or row.status == DELETED:
        raise DoesNotExistError(NOUN, identifier)
    return row


def find_own_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of the caller's for reading; a deleted type does not exist."""
    row = find_type(transaction, identifier)
    if row.account != transaction.account:
        raise PermissionDeniedError
    return row


def find_changeable_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of the caller's for changing; a deleted type is in the wrong state."""
    row = transaction.connection.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None:
        raise DoesNotExistError(NOUN, identifier)
    if row.account != transaction.account:
        raise PermissionDeniedError
    if row.status == DELETED:
        raise WrongStateError(NOUN, "Active", "Inactive")
    return row
