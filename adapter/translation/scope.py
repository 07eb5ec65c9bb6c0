"""What a conversation knows so far: values by path, and the page of a sorted list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Item = Mapping[str, Any]


def lookup(scope: Any, path: str) -> Any:
    """Return the value at a path, None where a step of it is absent; `.` is the scope itself."""
    value = scope
    for step in path.split(".") if path != "." else ():
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


@dataclass(frozen=True, slots=True)
class Page:
    """A numbered page, with the counts that the legacy service answered with it.

    Attributes:
        items: those on this page.
        total: how many there are on all pages.
        number: as asked for, from 1.
    """

    items: Sequence[Item]
    total: int
    number: int

    @property
    def count(self) -> int:
        """Return how many items are on this page: NumResults."""
        return len(self.items)


def sort_items(
    items: Sequence[Item],
    key: str | None,
    identity: str | None,
    *,
    descending: bool = False,
    as_amount: bool = False,
) -> Sequence[Item]:
    """Return the items in a reproducible order: by `key`, then `identity`; without a key last.

    Args:
        key: the member to sort by; None: by identity alone.
        identity: the member that identifies an item; None: ties stay in the upstream's order.
        descending: reverses the order of the key, not that of ties.
        as_amount: the key is dollars as text, sorted as a number.

    Raises:
        UnavailableError: the values have types that cannot be compared.
    """
    try:
        ordered = list(items) if identity is None else _sort_by_identity(items, identity)
        if key is None:
            return ordered
        having = [item for item in ordered if item.get(key) is not None]
        lacking = [item for item in ordered if item.get(key) is None]
        amount = (lambda item: Decimal(item[key])) if as_amount else itemgetter(key)
        return sorted(having, key=amount, reverse=descending) + lacking
    except (TypeError, ArithmeticError) as error:
        raise UnavailableError("The upstream listed items that cannot be sorted.") from error


def _sort_by_identity(items: Sequence[Item], identity: str) -> list[Item]:
    """Return the items by identity, those without one last."""
    try:
        return sorted(items, key=itemgetter(identity))
    except (KeyError, TypeError):
        return sorted(items, key=lambda item: (item.get(identity) is None, item.get(identity)))
