"""Turn a mapping and checked arguments into a conversation with the upstream."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.errors import RefusedError, UnavailableError, UpstreamError
from adapter.mapping.converters import COMPUTATIONS
from adapter.mapping.schema import ComputedValue, Constant, SynthesisedOperation
from adapter.model import ListQuery, ModernCall, PageQuery, Walk, name_query
from adapter.translation.done import find_substitute
from adapter.translation.handlers import HANDLERS, LISTS
from adapter.translation.page import Page, arrange
from adapter.translation.scope import lookup

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from adapter.mapping.schema import Call, Paging, Requirement, TranslatedOperation
    from adapter.model import CheckedCall, Conversation, Scope, UpstreamRequest

    Item = Mapping[str, Any]


def converse(
    mapping: TranslatedOperation | SynthesisedOperation, task: CheckedCall
) -> Conversation:
    """Yield what the mapping asks of the upstream, and be sent the answers; this does no I/O.

    A refusal is thrown in: some count as done, the others come out again. Returns the scope:
    `request`, `context`, and every answer under its call's id, or `page` where there is one.
    """
    scope: Scope = {"request": task.values, "context": task.context}
    if mapping.page is None:
        return (yield from _run(mapping, task, scope))
    number, size = lookup(scope, mapping.page.number), lookup(scope, mapping.page.size)
    found = yield PageQuery(
        name_query(mapping.operation, task.values, mapping.page.number.removeprefix("request.")),
        first=number == 1,
        start=(number - 1) * size,
        size=size,
        read=partial(_sorted_items, mapping, mapping.page, task, scope),
        query=_list_query(mapping, mapping.page, task, scope),
    )
    return {**scope, "page": Page(found.rows, found.total, number)}


def _run(
    mapping: TranslatedOperation | SynthesisedOperation, task: CheckedCall, scope: Scope
) -> Conversation:
    if isinstance(mapping, SynthesisedOperation):
        return {**scope, **(yield from HANDLERS[mapping.handler](task))}
    for call in mapping.calls:
        scope = yield from _make(call, scope)
    return scope


def _make(call: Call, scope: Scope) -> Generator[UpstreamRequest, Any, Scope]:
    """Make a call, none or one for each of many items, and return the scope with its answer."""
    if call.when is not None and lookup(scope, call.when) is None:
        return scope
    if call.unless is not None and lookup(scope, call.unless) is not None:
        return scope
    if call.requires is not None:
        _check_state(call.requires, scope)
    if call.each is not None:
        for item in lookup(scope, call.each) or ():
            yield from _ask(call, {**scope, "each": item})
        return scope
    answer = yield from _ask(call, scope)
    if answer is None or (call.optional and not _confirms(answer, scope.get(call.id))):
        return scope
    return {**scope, call.id: {call.collect: answer} if call.collect else answer}


def _confirms(answer: Any, known: Any) -> bool:
    """Return whether an answer repeats all that is known already."""
    if isinstance(known, Mapping):
        return isinstance(answer, Mapping) and all(
            _confirms(answer.get(name), value) for name, value in known.items()
        )
    return known is None or bool(answer == known)


def _check_state(requirement: Requirement, scope: Scope) -> None:
    """Raise a refusal in the service's words, from which the answer's Data pairs are read."""
    state = lookup(scope, requirement.path)
    if state not in requirement.of:
        message = (
            f"This operation cannot be called in the state '{state}'. "
            f"This operation can be called with a status of: {','.join(requirement.of)}"
        )
        raise RefusedError(requirement.code, message)


def _ask(call: Call, scope: Scope) -> Generator[UpstreamRequest, Any, Any]:
    """Return the answer or its substitute; None for an optional call that failed."""
    wanted = _build(call, scope)
    try:
        return (yield wanted)
    except RefusedError as refusal:
        token = wanted.params.get("UniqueRequestToken")
        answer = find_substitute(refusal, call.done_if_refused, token)
        if answer is None and not call.optional:
            raise
        return answer
    except UpstreamError:
        if not call.optional:
            raise
        return None


def _build(call: Call, scope: Scope) -> ModernCall | Walk:
    params = {name: _resolve(source, scope) for name, source in call.params.items()}
    given = {name: value for name, value in params.items() if value is not None}
    if call.collect is not None:
        return Walk(call.operation, given, call.collect, call.identity)
    return ModernCall(call.operation, given)


def _resolve(source: str | Constant | ComputedValue, scope: Scope) -> Any:
    match source:
        case str():
            return lookup(scope, source)
        case Constant():
            return list(source.value) if isinstance(source.value, tuple) else source.value
    return _compute(source, [lookup(scope, each) for each in source.sources])


def _compute(source: ComputedValue, values: Iterable[Any]) -> Any:
    try:
        return COMPUTATIONS[source.computation].compute(*values)
    except (TypeError, OverflowError) as error:
        text = f"The upstream left out what {source.computation.replace('_', ' ')} is made of."
        raise UnavailableError(text) from error


def _list_query(
    mapping: TranslatedOperation | SynthesisedOperation,
    paging: Paging,
    task: CheckedCall,
    scope: Scope,
) -> ListQuery | None:
    """Return the list that the page is of, where one list operation has all of it."""
    if isinstance(mapping, SynthesisedOperation):
        operation, requests = LISTS[mapping.handler](task)
    elif len(mapping.calls) == 1:
        walk = _build(mapping.calls[0], scope)
        operation, requests = walk.operation, (walk.params,)
    else:
        return None
    key, descending = _order(paging, scope)
    return ListQuery(operation, requests, key, descending)


def _order(paging: Paging, scope: Scope) -> tuple[str | None, bool]:
    """Return the member that the list is sorted by, None for none, and whether from the end."""
    key = lookup(scope, paging.sort_by) if paging.sort_by else paging.order
    direction = lookup(scope, paging.direction) if paging.direction else None
    return None if key == paging.unsorted else key, direction == "Descending"


def _sorted_items(
    mapping: TranslatedOperation | SynthesisedOperation,
    paging: Paging,
    task: CheckedCall,
    scope: Scope,
) -> Generator[UpstreamRequest, Any, Sequence[Item]]:
    """Read every item of the list, and return them in the order that was asked for."""
    scope = yield from _run(mapping, task, scope)
    key, descending = _order(paging, scope)
    return arrange(
        lookup(scope, paging.items),
        key,
        paging.identity,
        descending=descending,
        as_amount=key in paging.amounts,
    )
