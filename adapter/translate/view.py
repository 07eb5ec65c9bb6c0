"""Tells every walk of a paged list which pages it is read for, so that it can be kept for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapter.errors import UpstreamError
from adapter.messages import ModernCall, Walk
from adapter.translate.scope import lookup

if TYPE_CHECKING:
    from adapter.mapping.catalogue import Mapping
    from adapter.messages import Conversation, Scope


def viewed(talk: Conversation, mapping: Mapping, scope: Scope) -> Conversation:
    """The same conversation, whose walks say of which view, and whether for its first page.

    A view is all that the caller asked for but the number of the page: another order or size, or
    another operation that reads the same list, begins a walk of its own.
    """
    number = mapping.page.number if mapping.page is not None else ""
    asked = {f"request.{name}": value for name, value in scope["request"].items()}
    view = repr((mapping.operation, sorted((k, v) for k, v in asked.items() if k != number)))
    first = lookup(scope, number) == 1
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
