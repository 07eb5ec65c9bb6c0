"""Bring the people of a table, each with a personal link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from adapter.marketplace.errors import PersonStoppedError, RefusedCallError
from adapter.marketplace.invitations import Terms, invite
from adapter.marketplace.link_tokens import generate_token
from adapter.marketplace.people.records import People
from adapter.marketplace.rosters.table import RosterError
from adapter.marketplace.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from adapter.marketplace.rosters.table import Row
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction


_KEYS_IN_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A person of a table.

    Attributes:
        row: of the table.
        worker_id: the person's.
        is_new: whether the account did not bring them before.
        token: of the personal link.
    """

    row: Row
    worker_id: str
    is_new: bool
    token: str


def import_people(
    marketplace: Marketplace,
    account: str,
    rows: Iterable[Row],
    *,
    ends: datetime | None = None,
) -> list[ImportedPerson]:
    """Record the people of a table as the account's, all of them or none.

    The same row is the same person in every import. What an old row has is kept where the new one
    is empty.

    Args:
        marketplace: where they will work.
        account: the access key of who brings them.
        rows: of the table.
        ends: when the personal links end; None: never.

    Raises:
        TableError: a person cannot be brought.
        ServiceFault: the database failed.
    """
    records = People(marketplace)
    found: list[ImportedPerson] = []
    problems: list[tuple[int, str]] = []
    with marketplace.begin_write(account) as transaction:
        for row in rows:
            worker_id = records.derive_worker_id("import", account, *row.identity)
            try:
                found.append(_bring(transaction, row, worker_id, ends))
            except RefusedCallError as error:
                problems.append((row.line, error.message))
        if problems:
            raise RosterError(problems)
    return found


def find_known_rows(marketplace: Marketplace, account: str, rows: Sequence[Row]) -> list[bool]:
    """Return of each row whether the account brought the person before; raises a ServiceFault."""
    records = People(marketplace)
    ids = [records.derive_worker_id("import", account, *row.identity) for row in rows]
    known: set[str] = set()
    with marketplace.begin_read(account) as transaction:
        for start in range(0, len(ids), _KEYS_IN_A_STATEMENT):
            some = people.c.id.in_(ids[start : start + _KEYS_IN_A_STATEMENT])
            known.update(transaction.execute(select(people.c.id).where(some)).scalars())
    return [each in known for each in ids]


def _bring(
    transaction: Transaction, row: Row, worker_id: str, ends: datetime | None
) -> ImportedPerson:
    own = people.c.id == worker_id
    given = {"name": row.name, "contact": row.contact, "label": row.id}
    values = {name: value for name, value in given.items() if value}
    known = transaction.execute(select(people.c.stopped).where(own)).first()
    if known is not None and known.stopped is not None:
        raise PersonStoppedError
    if known is None:
        visit = {"made": transaction.now, "last_seen": transaction.now}
        new = {"id": worker_id, "account": transaction.account, "auto_accept": True, "epoch": 0}
        transaction.execute(insert(people), {**values, **visit, **new})
    else:
        changed = {**values, "last_seen": transaction.now, "forgotten": None}
        transaction.execute(update(people).where(own).values(changed))
    token = generate_token()
    terms = Terms(grants=row.grants, uses=None, ends=ends, worker_id=worker_id)
    invite(transaction, terms, [token])
    return ImportedPerson(row, worker_id, known is None, token)
