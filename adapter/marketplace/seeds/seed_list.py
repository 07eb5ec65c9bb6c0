"""One list of a seed file: how its items become rows, and rows items again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_

from adapter.errors import SeedError
from adapter.marketplace.storage.paging import build_items

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Select, Table

    from adapter.current_api.model import Shape
    from adapter.marketplace.transaction import Transaction

    Members = Mapping[str, Any]
    Row = dict[str, Any]

_BATCH = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands in the file, times as datetimes.

    Attributes:
        place: its path, such as `$.QualificationTypes[0]`.
        members: fit the noun's shape.
    """

    place: str
    members: Members

    def build_error(self, member: str, text: str) -> SeedError:
        """That a member cannot be used."""
        return SeedError(f"{self.place}.{member}", text)


@dataclass(frozen=True, slots=True)
class SeedList:
    """What a list of the file holds.

    Attributes:
        name: the list's.
        shape: of an item.
        required: the members that have no default.
        identity: the columns that tell a row from the others; one that is there already is left
            as it is.
        table: where rows go.
        row: the columns of an item, defaults and all; may raise a SeedError.
        order: the columns that the list is loaded and dumped by.
        distinct: sets of columns beside the identity that no two items may have alike.
        items: selects the account's rows, as members of the shape; the account is bound as
            `account`.
        to_item: a selected item as it is written; for members that columns do not hold as they are.
    """

    name: str
    shape: Shape
    required: tuple[str, ...]
    identity: tuple[str, ...]
    table: Table
    to_row: Callable[[Transaction, Item], Row]
    order: tuple[str, ...]
    items: Select[Any]
    to_item: Callable[[Row], Row] = lambda item: item
    distinct: tuple[tuple[str, ...], ...] = ()

    def load(self, transaction: Transaction, items: Sequence[Item]) -> int:
        """Makes the rows that are not there yet; how many."""
        rows = [self.to_row(transaction, item) for item in items]
        for columns in (self.identity, *self.distinct):
            _check_distinct(items, rows, columns)
        identities = [_pick(row, self.identity) for row in rows]
        there = self._find_existing(transaction, identities)
        new = [row for row, each in zip(rows, identities, strict=True) if each not in there]
        new.sort(key=lambda row: _pick(row, self.order))
        if new:
            transaction.connection.execute(self.table.insert(), new)
        return len(new)

    def dump(self, transaction: Transaction) -> list[Row]:
        """The account's items, in order."""
        ordered = self.items.order_by(*(self.table.c[column] for column in self.order))
        found = transaction.connection.execute(ordered, {"account": transaction.account})
        return [self.to_item(item) for item in build_items(tuple(found.keys()), found.all())]

    def _find_existing(
        self, transaction: Transaction, identities: Sequence[tuple[Any, ...]]
    ) -> set[tuple[Any, ...]]:
        columns = [self.table.c[column] for column in self.identity]
        found: set[tuple[Any, ...]] = set()
        for start in range(0, len(identities), _BATCH):
            some = identities[start : start + _BATCH]
            statement = select(*columns).where(tuple_(*columns).in_(some))
            found |= {tuple(row) for row in transaction.connection.execute(statement)}
        return found


def _pick(row: Row, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _check_distinct(items: Sequence[Item], rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Refuses two items of the file that have all these columns alike."""
    first: dict[tuple[Any, ...], str] = {}
    for item, row in zip(items, rows, strict=True):
        place = first.setdefault(_pick(row, columns), item.place)
        if place != item.place:
            raise SeedError(item.place, f"it has the same {' and '.join(columns)} as {place}")
