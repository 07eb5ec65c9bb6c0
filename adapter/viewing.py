"""Pages of whole lists: which part of which list is looked at, what is seen, and who keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """One page of a list that is read whole, from however many walks, and put in order.

    Attributes:
        name: what is looked at, and how: all that the caller asked for but the page's number.
        first: whether it is page 1, which is read afresh.
        start: how many items come before the page.
        size: the most items on it.
        gather: begins the conversation that gives every item, in order.
    """

    name: str
    first: bool
    start: int
    size: int
    gather: Callable[[], Generator[Any, Any, Sequence[Item]]] = field(compare=False, repr=False)

    @property
    def operation(self) -> str:
        """The legacy operation that looks."""
        return operation_of(self.name)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a view shows.

    Attributes:
        items: those on the page; none past the end.
        total: how many there are on all pages.
    """

    items: Sequence[Item]
    total: int


def view_name(operation: str, values: Mapping[str, Any], number: str) -> str:
    """The name of a view.

    Another order or size, or another operation that reads the same list, is another view.

    Args:
        operation: the legacy one.
        values: its checked arguments.
        number: the one of them that is the page's number.
    """
    asked = sorted((name, value) for name, value in values.items() if name != number)
    return f"{operation} {asked!r}"


def operation_of(name: str) -> str:
    """The legacy operation that a view is named after."""
    return name.partition(" ")[0]


def excerpt(items: Sequence[Item], view: View) -> Excerpt:
    """The part of the whole list that the view shows."""
    return Excerpt(items[view.start : view.start + view.size], len(items))


class Keeper(Protocol):
    """An upstream that keeps lists for a while, so that later pages are cut from the same one."""

    def look(self, view: View, gather: Callable[[], Sequence[Item]]) -> Excerpt:
        """The view of a kept list, or of what `gather` finds; raises an UpstreamError."""


class Source(StrEnum):
    """Where a page came from."""

    READ = "read"
    SHARED = "shared"
    KEPT = "kept"


class Watch(Protocol):
    """Counts pages, from any thread."""

    def page(self, operation: str, source: Source) -> None:
        """A page of this legacy operation was cut from a list that came from there."""
