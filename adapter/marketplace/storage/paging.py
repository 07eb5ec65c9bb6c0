"""Read lists: a page by NextToken, as the API does, or a whole list sorted by the database.

A NextToken contains the serial number of the last row. Rows are listed in the order of their
creation, so a row that is added during a walk comes at its end, and a row that is removed does not
move the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder
from sqlalchemy import Column, String, cast, func, or_, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select, Table

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

# AWS documents no default; this is the legacy service's.
DEFAULT_RESULTS = 10
SERIAL = "_serial"
_KEYS_IN_A_STATEMENT = 500
_KEYS = Decoder(list[int])


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One of the API's lists.

    Attributes:
        member: the output member that holds the list.
        items: selects the members of an item, labelled with their names.
        serial: the column that counts the rows; a row's serial is its key.
        where: returns the condition for the rows that a call requests, or raises an error.
        identity: the column that identifies items and orders ties; None means `serial`.
        sort: the columns by which the list can be sorted, by member.
    """

    member: str
    items: Select[Any]
    serial: Column[int]
    where: Callable[[Transaction, Params], ColumnElement[bool]]
    identity: Column[str] | None = None
    sort: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a whole list.

    Attributes:
        member: the member to sort by; None means the listing's identity only.
        descending: whether to reverse the order of the member; ties keep theirs.
    """

    member: str | None = None
    descending: bool = False


def read_page(transaction: Transaction, params: Params, listing: Listing) -> Result:
    """Return a list operation's output: NumResults, the list, and a NextToken if more follows."""
    size = params.get("MaxResults", DEFAULT_RESULTS)
    condition = listing.where(transaction, params)
    token = params.get("NextToken")
    after = transaction.tokens.verify(token) if token is not None else 0
    statement = (
        listing.items.add_columns(listing.serial.label(SERIAL))
        .where(condition, listing.serial > after)
        .order_by(listing.serial)
        .limit(size + 1)
    )
    names, found = _fetch(transaction, statement)
    items = build_items(names[:-1], found[:size])
    answer = {"NumResults": len(items), listing.member: items}
    if len(found) > size:
        answer["NextToken"] = transaction.tokens.sign(found[size - 1][-1])
    return answer


def read_keys(
    transaction: Transaction, listing: Listing, requests: Iterable[Params], order: Order
) -> Sequence[int]:
    """Return in order the key of every row that at least one of the requests matches.

    The database returns them as one text, because that many rows take several times as long
    (bench: lists).
    """
    condition = or_(*(listing.where(transaction, each) for each in requests))
    rows = (
        select(listing.serial.label(SERIAL))
        .where(condition)
        .order_by(*_build_order(listing, order))
        .subquery()
    )
    text = transaction.execute(
        select(func.aggregate_strings(cast(rows.c[SERIAL], String), ",")),
        {"account": transaction.account},
    ).scalar()
    return _KEYS.decode(f"[{text or ''}]")


def read_items(
    transaction: Transaction, listing: Listing, keys: Sequence[int]
) -> list[dict[str, Any]]:
    """Return the current items with these keys, in the order of the keys."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(keys), _KEYS_IN_A_STATEMENT):
        some = keys[start : start + _KEYS_IN_A_STATEMENT]
        serial = listing.serial.label(SERIAL)
        statement = listing.items.add_columns(serial).where(listing.serial.in_(some))
        names, rows = _fetch(transaction, statement)
        items = build_items(names[:-1], rows)
        found.update(zip((row[-1] for row in rows), items, strict=True))
    return [found[key] for key in keys if key in found]


def read_item(transaction: Transaction, statement: Select[Any]) -> dict[str, Any] | None:
    """Return the first row as an item, or None if there is no row."""
    names, rows = _fetch(transaction, statement)
    return build_items(names, rows)[0] if rows else None


def label_columns(table: Table, columns: Mapping[str, str]) -> Select[Any]:
    """Return the statement that selects a table's rows as items.

    Args:
        table: the table of the rows.
        columns: the name of the column of each member of an item.
    """
    return select(*(table.c[column].label(member) for member, column in columns.items()))


def build_items(names: Sequence[str], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return each row as an item, without members that are NULL."""
    return [
        {name: value for name, value in zip(names, row, strict=False) if value is not None}
        for row in rows
    ]


def _fetch(
    transaction: Transaction, statement: Select[Any]
) -> tuple[tuple[str, ...], Sequence[Any]]:
    # Some lists have the account as a bound parameter, because an item's members depend on it.
    rows = transaction.execute(statement, {"account": transaction.account})
    return tuple(rows.keys()), rows.all()


def _build_order(listing: Listing, order: Order) -> Iterator[ColumnElement[Any]]:
    """Yield the terms of ORDER BY; rows without the member come last."""
    if order.member is not None:
        column = listing.sort[order.member]
        term = column.desc() if order.descending else column.asc()
        may_be_null = isinstance(column, Column) and column.nullable
        yield term.nulls_last() if may_be_null else term
    yield listing.serial if listing.identity is None else listing.identity
