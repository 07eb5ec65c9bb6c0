"""What a conversation asks of its upstream: current calls, whole lists, pages and amounts.

`translation.drive` answers them: calls by an `Upstream`, pages and amounts by `SortedLists` where
the upstream sorts and counts its lists itself, everything else by reading lists to their end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from decimal import Decimal

    from adapter.model import ModernCall, Upstream

    Row = Mapping[str, Any] | int
    """An item of a list, or its key."""

    Scope = Mapping[str, Any]
    """What is known of a call so far: its arguments, each answer by the call's id, the page."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A whole list of the current API, behind however many NextTokens.

    Attributes:
        operation: a List… operation.
        params: its parameters without MaxResults and NextToken.
        items: the output member that holds the list; empty with `select`.
        identity: the member that identifies an item; None if absent.
        select: returns the items of an answer where no single member holds them.
    """

    operation: str
    params: Mapping[str, Any]
    items: str
    identity: str | None
    select: Callable[[Mapping[str, Any]], Sequence[Mapping[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A whole list of the current API in a stated order.

    Attributes:
        operation: a List… operation.
        requests: its parameters, once for each request; an item that several list counts once.
        sort_by: the member to sort by; None: what tells the items apart, which also orders ties.
        descending: reverses the order of `sort_by`, not that of ties. Items without it come last.
    """

    operation: str
    requests: tuple[Mapping[str, Any], ...]
    sort_by: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PageQuery:
    """One page of a list that is read whole and put in order.

    Attributes:
        name: identifies the list: everything that was asked for but the page's number.
        first: whether it is page 1, which is read afresh.
        start: how many items come before the page.
        size: the most items on it.
        read: begins the conversation that returns every item, in order.
        query: the same list for an upstream that sorts by itself; None: it takes several.
    """

    name: str
    first: bool
    start: int
    size: int
    read: Callable[[], Generator[Any, Any, Sequence[Mapping[str, Any]]]] = field(
        compare=False, repr=False
    )
    query: ListQuery | None = None

    @property
    def operation(self) -> str:
        """The operation that asks for the page."""
        return self.name.partition(" ")[0]


def build_list_name(operation: str, values: Mapping[str, Any], number: str) -> str:
    """Return the name of a list.

    Another order, page size or operation makes another list.

    Args:
        operation: the legacy one, or `current:` and the current one.
        values: its checked arguments.
        number: the name of the one that is the page's number.
    """
    asked = sorted((name, value) for name, value in values.items() if name != number)
    return f"{operation} {asked!r}"


class PageSource(StrEnum):
    """The source of a page: read for this call, read for another call, or the list cache."""

    READ = "read"
    SHARED = "shared"
    CACHED = "cached"


class Amount(NamedTuple):
    """Amounts that belong to one moment.

    Attributes:
        when: aware.
        total: their sum; money in dollars.
        number: how many there are.
    """

    when: datetime
    total: Decimal
    number: int = 1


@dataclass(frozen=True, slots=True)
class AmountsQuery:
    """One measure of an account's HITs, over a period.

    Attributes:
        measure: such as `HITsCreated`.
        begins, ends: the first moment that counts, and the first that no longer does; aware.
        worker_id: whose work counts; None: everybody's.
        read: begins the conversation that returns every `Amount` by reading lists.
    """

    measure: str
    begins: datetime
    ends: datetime
    worker_id: str | None
    read: Callable[[], Generator[Any, Any, Sequence[Amount]]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list.

    Attributes:
        rows: items, or their keys; none past the end.
        total: how many the whole list has.
        source: where they came from.
    """

    rows: Sequence[Row]
    total: int
    source: PageSource


class SortedLists(Protocol):
    """An upstream's lists, where it sorts and counts them by itself."""

    def find_keys(self, account: str, query: ListQuery) -> Sequence[int]:
        """Return the key of every item of the list, in order; raises an UpstreamError."""

    def read_items(self, account: str, query: ListQuery, keys: Sequence[int]) -> Sequence[Any]:
        """Return the items with these keys as they are now, in the keys' order.

        An item that no longer belongs to the list is among them. Raises an UpstreamError.
        """

    def read_amounts(self, account: str, query: AmountsQuery) -> Sequence[Amount]:
        """Return what is asked for, no finer than hour by hour; raises an UpstreamError."""


@dataclass(frozen=True, slots=True)
class TokenUse:
    """The use of a caller's UniqueRequestToken.

    Attributes:
        token: the token, as the caller sent it.
        operation: the current operation whose tokens it belongs to.
    """

    token: str
    operation: str


class Transactions(Protocol):
    """An upstream's transactions, where it can carry out several calls as a whole."""

    def begin(self, account: str, use: TokenUse | None) -> AbstractContextManager[Upstream]:
        """Begin a transaction, and return an upstream whose calls take effect at its end.

        If the `with` statement ends with an error, no call takes effect.

        Args:
            account: the access key of the caller.
            use: the token that must not have been used before; None if there is no token.

        Raises:
            UpstreamError: the token was used before, or the upstream failed.
        """


if TYPE_CHECKING:
    UpstreamRequest = ModernCall | Walk | PageQuery | AmountsQuery
    Conversation = Generator[UpstreamRequest, Any, Scope]
    """Yields requests, is sent the answer of each, and returns the scope."""
