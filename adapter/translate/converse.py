"""A mapping and checked arguments become a conversation: what is wanted from upstream, in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.mapping.schema import Constant
from adapter.messages import ModernCall, Walk
from adapter.translate.page import arrange, cut
from adapter.translate.scope import lookup

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Call, Mapping, Paging
    from adapter.messages import Conversation, Scope
    from adapter.translate.page import Page


def converse(mapping: Mapping, arguments: Dictionary[str, Any]) -> Conversation:
    """Yields each call the mapping lists and is sent its answer; does no I/O.

    Returns the scope: `request`, every answer under its call's id, and `page` where there is one.
    """
    scope: Scope = {"request": arguments}
    for call in mapping.calls:
        answer = yield _wanted(call, scope)
        scope = {**scope, call.id: {call.collect: answer} if call.collect else answer}
    return scope if mapping.page is None else {**scope, "page": _page(mapping.page, scope)}


def _wanted(call: Call, scope: Scope) -> ModernCall | Walk:
    params = {name: _value(source, scope) for name, source in call.params.items()}
    given = {name: value for name, value in params.items() if value is not None}
    if call.collect is not None and call.identity is not None:
        return Walk(call.operation, given, call.collect, call.identity)
    return ModernCall(call.operation, given)


def _value(source: str | Constant, scope: Scope) -> Any:
    return source.value if isinstance(source, Constant) else lookup(scope, source)


def _page(paging: Paging, scope: Scope) -> Page:
    key = lookup(scope, paging.sort_by) if paging.sort_by else None
    direction = lookup(scope, paging.direction) if paging.direction else None
    items = arrange(lookup(scope, paging.items), key, paging.identity,
                    descending=direction == "Descending")  # fmt: skip
    return cut(items, lookup(scope, paging.number), lookup(scope, paging.size))
