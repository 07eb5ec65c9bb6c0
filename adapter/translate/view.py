"""Tells every walk of a paged list which pages it is read for, so that it can be kept for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapter.errors import UpstreamError
from adapter.messages import ModernCall, Walk
from adapter.translate.scope import lookup

if TYPE_CHECKING:
    from adapter.mapping.schema import Paging
    from adapter.messages import Conversation, Scope


def viewed(talk: Conversation, paging: Paging, scope: Scope) -> Conversation:
    """The same conversation, whose walks say of which view, and whether for its first page.

    A view is the list in one order and one size of page; another begins a walk of its own.
    """
    paths = (paging.sort_by, paging.direction, paging.size)
    view = " ".join(str(lookup(scope, path)) for path in paths if path is not None)
    first = lookup(scope, paging.number) == 1
    try:
        wanted = next(talk)
        while True:
            try:
                answer = yield _tagged(wanted, view, first=first)
            except UpstreamError as error:
                wanted = talk.throw(error)
            else:
                wanted = talk.send(answer)
    except StopIteration as end:
        returned: Scope = end.value
        return returned


def _tagged(wanted: ModernCall | Walk, view: str, *, first: bool) -> ModernCall | Walk:
    return replace(wanted, view=view, first=first) if isinstance(wanted, Walk) else wanted
