"""Conversations without views, for tests that hold them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import UpstreamError
from adapter.viewing import View, excerpt

if TYPE_CHECKING:
    from collections.abc import Generator


def flat(talk: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """The same conversation, in which what gathers a list is said in its place."""
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
    if isinstance(wanted, View):
        return excerpt((yield from flat(wanted.gather())), wanted)
    return (yield wanted)
