"""A list of a seed file: convert its items to rows, and rows to items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_

from adapter.current_api import model as current
from adapter.errors import SeedError
from adapter.marketplace.documents import list_violations
from adapter.marketplace.storage.paging import build_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Column, Select, Table

    from adapter.current_api.model import Shape
    from adapter.marketplace.documents import DocumentKind
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

    Members = Mapping[str, Any]
    Row = dict[str, Any]
    Report = Callable[[str, int, int], None]
    """Receives the name of a list, how many of its items are loaded or dumped, and of how many."""

_BATCH = 300
_PART = 10_000
"""The number of rows that are inserted or converted between two reports."""

_API = current.load()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a seed file.

    Attributes:
        place: its path, such as `$.QualificationTypes[0]`.
        members: its members, valid by the list's shape, with times as datetimes.
    """

    place: str
    members: Members

    def build_error(self, member: str, text: str) -> SeedError:
        """Return the error for an invalid member."""
        return SeedError(f"{self.place}.{member}", text)

    def read_columns(self, columns: Mapping[str, str]) -> Row:
        """Return the value of each column by its member; None if the member is missing."""
        return {column: self.members.get(member) for member, column in columns.items()}

    def raise_for_document(self, member: str, kind: DocumentKind) -> None:
        """Raise an error if the member is present and not a valid document of the kind."""
        if member in self.members and (found := list_violations(kind, self.members[member])):
            raise self.build_error(member, "; ".join(found))

    def raise_for_owner(self, member: str, owner: str | None, account: str) -> None:
        """Raise an error if what the member identifies exists and has another owner."""
        if owner not in {None, account}:
            text = f"{self.members[member]} belongs to another account"
            raise self.build_error(member, text)


def report_nothing(_name: str, _done: int, _total: int) -> None:
    """Ignore how far loading or dumping is."""


@dataclass(frozen=True, slots=True)
class SeedList:
    """A list of a seed file.

    Attributes:
        name: the name of the list.
        shape: the shape of an item.
        required: the members that have no default.
        identity: the columns that identify a row; an existing row does not change.
        table: the table of the rows.
        to_rows: returns the columns of each item, with defaults; may raise a SeedError.
        order: the columns that sort the list for loading and dumping.
        items: selects the account's rows as members of the shape; the account is the bound
            parameter `account`.
        to_item: converts a selected row to an item, for members that do not match one column.
        distinct: further sets of columns whose values no two items may share.
    """

    name: str
    shape: Shape
    required: tuple[str, ...]
    identity: tuple[str, ...]
    table: Table
    to_rows: Callable[[Transaction, Sequence[Item]], Sequence[Row]]
    order: tuple[str, ...]
    items: Select[Any]
    to_item: Callable[[Row], Row] = lambda item: item
    distinct: tuple[tuple[str, ...], ...] = ()

    def load(
        self, transaction: Transaction, items: Sequence[Item], report: Report
    ) -> Sequence[Row]:
        """Insert the rows that do not exist yet, and return them.

        Args:
            transaction: a write transaction of the account.
            items: the items of a file.
            report: is called after each tenth, if there are several parts.
        """
        rows = self.to_rows(transaction, items)
        for columns in (self.identity, *self.distinct):
            _check_distinct(items, rows, columns)
        identities = [_pick(row, self.identity) for row in rows]
        existing = self._find_existing(transaction, identities)
        new = [row for row, each in zip(rows, identities, strict=True) if each not in existing]
        new.sort(key=lambda row: _pick(row, self.order))
        for start in range(0, len(new), _PART):
            transaction.execute(self.table.insert(), new[start : start + _PART])
            self._report_tenth(start, len(new), report)
        return new

    def dump(self, transaction: Transaction, report: Report = report_nothing) -> list[Row]:
        """Return the account's items in order, and report after each tenth, if there are many."""
        ordered = self.items.order_by(*(self.table.c[column] for column in self.order))
        found = transaction.execute(ordered, {"account": transaction.account})
        rows = found.all()
        items: list[Row] = []
        for start in range(0, len(rows), _PART):
            part = build_items(tuple(found.keys()), rows[start : start + _PART])
            items += [self.to_item(item) for item in part]
            self._report_tenth(start, len(rows), report)
        return items

    def _report_tenth(self, start: int, total: int, report: Report) -> None:
        """Report how much is done with the part from here, if that is a further tenth."""
        done = min(start + _PART, total)
        if total > _PART and done * 10 // total > start * 10 // total:
            report(self.name, done, total)

    def _find_existing(
        self, transaction: Transaction, identities: Sequence[tuple[Any, ...]]
    ) -> set[tuple[Any, ...]]:
        columns = [self.table.c[column] for column in self.identity]
        found: set[tuple[Any, ...]] = set()
        for start in range(0, len(identities), _BATCH):
            some = identities[start : start + _BATCH]
            statement = select(*columns).where(tuple_(*columns).in_(some))
            found |= {tuple(row) for row in transaction.execute(statement)}
        return found


def find_rows(
    transaction: Transaction,
    statement: Select[Any],
    column: Column[str],
    keys: Iterable[str],
    name: str | None = None,
) -> dict[str, AnyRow]:
    """Return the rows of a statement that have one of these keys, by key; of several the first.

    Args:
        transaction: the transaction.
        statement: selects the rows.
        column: the column of the key.
        keys: the keys to find.
        name: the name of the key in a row; None means that of the column.
    """
    found: dict[str, AnyRow] = {}
    for row in find_all_rows(transaction, statement, column, keys):
        found.setdefault(row._asdict()[name or column.name], row)
    return found


def find_owners(
    transaction: Transaction, items: Sequence[Item], member: str, table: Table
) -> Sequence[str | None]:
    """Return the account of the row that each item identifies; None where there is no row.

    Args:
        transaction: the transaction.
        items: the items of a file.
        member: the member with the row's `id`.
        table: of the rows.
    """
    ids = [item.members[member] for item in items]
    rows = find_rows(transaction, select(table.c.id, table.c.account), table.c.id, ids)
    return [rows[each].account if each in rows else None for each in ids]


def find_all_rows(
    transaction: Transaction, statement: Select[Any], column: Column[str], keys: Iterable[str]
) -> Iterator[AnyRow]:
    """Yield the rows of a statement that have one of these keys in the column."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _BATCH):
        some = statement.where(column.in_(wanted[start : start + _BATCH]))
        yield from transaction.execute(some)


def _pick(row: Row, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _check_distinct(items: Sequence[Item], rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Raise an error if two items of the file have equal values in all these columns."""
    first: dict[tuple[Any, ...], str] = {}
    for item, row in zip(items, rows, strict=True):
        place = first.setdefault(_pick(row, columns), item.place)
        if place != item.place:
            raise SeedError(item.place, f"it has the same {' and '.join(columns)} as {place}")


def set_defaults(row: Row, **defaults: Any) -> Row:
    """Return the row with these values in place of None."""
    missing = {name: value for name, value in defaults.items() if row.get(name) is None}
    return row | missing


def get_item_shape(operation: str, member: str) -> Shape:
    """Return the shape of the items of a list operation."""
    shape = _API.find_output(operation).members[member].item
    if shape is None:
        raise LookupError(f"{operation} returns no list {member}")
    return shape


def add_members(shape: Shape, **members: Shape) -> Shape:
    """Return the shape with more members, and without required members."""
    return replace(
        shape, members=MappingProxyType({**shape.members, **members}), required=frozenset()
    )
