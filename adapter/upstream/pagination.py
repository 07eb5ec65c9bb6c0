"""Read a whole list of the current API, which returns at most 100 items a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError
from adapter.model import ModernCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adapter.queries import Walk

    Item = Mapping[str, Any]

# The maximum of the current API, for the fewest calls.
MAX_RESULTS = 100
# A list may have empty pages with a token in its middle; so many in a row mean it has no end.
EMPTY_PAGES = 20


def read_list(
    send: Callable[[ModernCall], Mapping[str, Any]], walk: Walk, max_items: int
) -> tuple[Mapping[str, Any], ...]:
    """Return every item of a list once, in the order of its first appearance.

    Args:
        send: sends a call and returns its answer.
        walk: the list.
        max_items: the maximum number of items.

    Raises:
        UnavailableError: the list cannot be read to its end; part of a list is never returned.
    """
    found: list[Item] = []
    seen: set[object] = set()
    before: Sequence[Item] = ()
    repeated = 0
    for page in _read_pages(send, walk):
        new = _select_new(page, before, seen, walk.identity)
        found += new
        before = page
        # A page that only repeats items is no better than an empty one.
        repeated = 0 if new else repeated + 1
        _check_bounds(walk, repeated, len(found), max_items)
    return tuple(found)


def _read_pages(
    send: Callable[[ModernCall], Mapping[str, Any]], walk: Walk
) -> Iterator[Sequence[Item]]:
    params = {**walk.params, "MaxResults": MAX_RESULTS}
    tokens: set[str] = set()
    answer = send(ModernCall(walk.operation, params))
    yield _get_items(answer, walk)
    while token := answer.get("NextToken"):
        if token in tokens:
            raise UnavailableError(
                f"The upstream's list {walk.operation} leads back to a page that it gave before,"
                " so it has no end and no total. Try again later."
            )
        tokens.add(token)
        answer = send(ModernCall(walk.operation, {**params, "NextToken": token}))
        yield _get_items(answer, walk)


def _get_items(answer: Mapping[str, Any], walk: Walk) -> Sequence[Item]:
    if walk.select is not None:
        return walk.select(answer)
    items: Sequence[Item] | None = answer.get(walk.items)
    if items is None:
        raise UnavailableError(
            f"The upstream answered {walk.operation} without its list. Try again later."
        )
    return items


def _select_new(
    page: Sequence[Item], before: Sequence[Item], seen: set[object], identity: str | None
) -> list[Item]:
    """Return the items of the page that no earlier page had, and add their identities to `seen`."""
    names = {item.get(identity) for item in page} if identity is not None else {None}
    if None not in names and len(names) == len(page) and seen.isdisjoint(names):
        seen |= names
        return list(page)
    new: list[Item] = []
    for item in page:
        name = item.get(identity) if identity is not None else None
        # Without an identity, equal items may be different ones. Only the page before can contain
        # the same one, if the list changed between the two calls.
        known = item in before if name is None else name in seen
        if not known:
            new.append(item)
        if name is not None:
            seen.add(name)
    return new


def _check_bounds(walk: Walk, repeated: int, found: int, max_items: int) -> None:
    if repeated > EMPTY_PAGES:
        raise UnavailableError(
            f"The upstream's list {walk.operation} gave more than {EMPTY_PAGES} pages in a row"
            " with nothing new on them, so its end is not known. Try again later."
        )
    if found > max_items:
        raise UnavailableError(
            f"The upstream's list {walk.operation} holds more than {max_items} items, the most that"
            " the adapter reads for one call. Ask for fewer, for example those of one type or one"
            " HIT, or have the adapter's limit raised."
        )
