"""Rows of a qualification type, as far as the account that calls may see or change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.marketplace.errors import does_not_exist, permission_denied, wrong_state
from adapter.marketplace.storage.tables import qualification_types

if TYPE_CHECKING:
    from adapter.marketplace.transaction import AnyRow, Turn

NOUN = "QualificationType"
DELETED = "Disposing"

_BY_ID = select(qualification_types).where(qualification_types.c.id == bindparam("identifier"))


def any_type(turn: Turn, identifier: str) -> AnyRow:
    """A type, whoever's it is; one that was deleted does not exist."""
    row = turn.connection.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None or row.status == DELETED:
        raise does_not_exist(NOUN, identifier)
    return row


def own_type(turn: Turn, identifier: str) -> AnyRow:
    """A type of the account's, to read; one that was deleted does not exist."""
    row = any_type(turn, identifier)
    if row.account != turn.account:
        raise permission_denied()
    return row


def changeable_type(turn: Turn, identifier: str) -> AnyRow:
    """A type of the account's, to change; one that was deleted is in the wrong state for it."""
    row = turn.connection.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None:
        raise does_not_exist(NOUN, identifier)
    if row.account != turn.account:
        raise permission_denied()
    if row.status == DELETED:
        raise wrong_state(NOUN, "Active", "Inactive")
    return row
