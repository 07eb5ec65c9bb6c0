"""Everything that is kept about one person, for the person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.clock import format_time
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.storage.tables import (
    METADATA,
    arrivals,
    assignments,
    hit_types,
    hits,
    links,
    messages,
    people,
    qualification_requests,
    qualification_types,
    qualifications,
    test_attempts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table

Value = str | int | bool | None | Mapping[str, str]
Item = Mapping[str, Value]
Export = Mapping[str, Item | Sequence[Item]]

# The whole row of every table that names workers is exported, so that a new table is too. Left out
# are the adapter's own numbers, secrets, the requester's test, and the bytes of files.
_LEFT_OUT = frozenset(
    {"serial", "worker_id", "recipient", "epoch", "due", "cost_cents", "token_hash", "test"}
    | {"content", "form", "invitation", "link_id", "arrival"}
)

_EXPLAINED: Mapping[Table, tuple[ColumnElement[str], tuple[Table, ...]]] = {
    arrivals: (links.c.name.label("link"), (links,)),
    assignments: (hit_types.c.title, (hits, hit_types)),
    qualifications: (qualification_types.c.name, (qualification_types,)),
    qualification_requests: (qualification_types.c.name, (qualification_types,)),
    test_attempts: (qualification_types.c.name, (qualification_types,)),
}
"""What says to a person what a row is about, and the tables that lead to it."""


def export_person(
    connection: Connection, worker_id: str, name_requester: Callable[[str], str]
) -> Export:
    """Return everything that is kept about the person, with times as text.

    Args:
        connection: in a read transaction.
        worker_id: the person's.
        name_requester: returns the id by which workers know an account.

    Raises:
        DoesNotExistError: nobody with this WorkerId ever came in.
    """

    def read(table: Table, owner: Column[str]) -> list[Item]:
        rows = connection.execute(
            _select(table).where(owner == worker_id).order_by(*table.primary_key)
        )
        return [_describe(row, name_requester) for row in rows.mappings()]

    record = read(people, people.c.id)
    if not record:
        raise DoesNotExistError("Worker", worker_id)
    tables = [each for each in METADATA.sorted_tables if "worker_id" in each.c]
    lists = {each.name: read(each, each.c.worker_id) for each in tables}
    return {"person": record[0], **lists, "messages": read(messages, messages.c.recipient)}


def _select(table: Table) -> Select[*tuple[object, ...]]:
    columns = [each for each in table.c if each.name not in _LEFT_OUT]
    if table not in _EXPLAINED:
        return select(*columns)
    about, path = _EXPLAINED[table]
    statement = select(about, *columns).select_from(table)
    for each in path:
        statement = statement.join(each)
    return statement


def _describe(row: RowMapping, name_requester: Callable[[str], str]) -> Item:
    return {
        "requester" if name == "account" else name: _write(name, value, name_requester)
        for name, value in row.items()
    }


def _write(name: str, value: object, name_requester: Callable[[str], str]) -> Value:
    match value:
        case datetime():
            return format_time(value)
        case str() if name == "account":
            return name_requester(value)
        case str() if name in ("parameters", "grants"):
            return dict(json.loads(value))
        case str() | int() | None:
            return value
    raise TypeError(name)
