"""Conversations without pages, for tests that hold them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import UpstreamError
from adapter.queries import AmountsQuery, ListPage, PageQuery, PageSource

if TYPE_CHECKING:
    from collections.abc import Generator


def flat(talk: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """The same conversation, in which what reads a list is said in its place."""
    try:
        wanted = next(talk)
        while True:
            try:
                answer = yield from _answered(wanted)
            except UpstreamError as error:
                wanted = talk.throw(error)
            else:
                wanted = talk.send(answer)
    except StopIteration as end:
        return end.value


def _answered(wanted: Any) -> Generator[Any, Any, Any]:
    if isinstance(wanted, PageQuery):
        rows = yield from flat(wanted.read())
        cut = rows[wanted.start : wanted.start + wanted.size]
        return ListPage(cut, len(rows), PageSource.READ)
    if isinstance(wanted, AmountsQuery):
        return (yield from flat(wanted.read()))
    return (yield wanted)
