"""Token paging in, numbered paging out: order a collected list, and cut a page of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A numbered page and what the legacy service said about it.

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
        """How many items are on this page: NumResults."""
        return len(self.items)


def arrange(
    items: Sequence[Item], key: str | None, identity: str, *, descending: bool
) -> Sequence[Item]:
    """The items in one repeatable order: by `key`, ties by `identity`; without it they come last.

    Args:
        key: the member to sort by; None: by identity alone.
        descending: turns the order of the key round, not that of ties.

    Raises:
        UnavailableError: the upstream mixed types that have no order.
    """
    try:
        ordered = sorted(items, key=lambda item: _rank(item.get(identity)))
        if key is None:
            return ordered
        return sorted(ordered, key=lambda item: _rank(item.get(key)), reverse=descending)
    except TypeError as error:
        text = f"The upstream listed values of {key or identity} that cannot be sorted."
        raise UnavailableError(text) from error


def _rank(value: Any) -> tuple[bool, Any]:
    return (False, value) if value is not None else (True, 0)


def cut(items: Sequence[Item], number: int, size: int) -> Page:
    """The numbered page of items; past the end it is empty, as the legacy service answered."""
    start = (number - 1) * size
    return Page(items[start : start + size], len(items), number)
