"""Turn a mapping and checked arguments into a conversation with the upstream."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.errors import RefusedError, UnavailableError, UpstreamError
from adapter.mapping.converters import COMPUTATIONS
from adapter.mapping.schema import ComputedValue, Constant, SynthesisedOperation
from adapter.model import ModernCall
from adapter.queries import ListQuery, PageQuery, Walk, build_list_name
from adapter.translation.handlers import HANDLERS, LISTS
from adapter.translation.refusals import find_substitute
from adapter.translation.scope import Page, lookup, sort_items

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from adapter.mapping.schema import Call, Mapping, Paging, Requirement
    from adapter.model import CheckedCall
    from adapter.queries import Conversation, Scope, UpstreamRequest

    Item = Dictionary[str, Any]


def converse(mapping: Mapping, call: CheckedCall) -> Conversation:
    """Yield the requests of a mapping, and receive the answer of each; this does no I/O.

    An error is thrown in; a refusal that counts as success is caught. Returns the scope:
    `request`, `context`, and every answer under its call's id, or `page` where there is one.
    """
    scope: Scope = {"request": call.values, "context": call.context}
    if mapping.page is None:
        return (yield from _run(mapping, call, scope))
    number, size = lookup(scope, mapping.page.number), lookup(scope, mapping.page.size)
    found = yield PageQuery(
        build_list_name(
            mapping.operation, call.values, mapping.page.number.removeprefix("request.")
        ),
        first=number == 1,
        start=(number - 1) * size,
        size=size,
        read=partial(_read_sorted_items, mapping, mapping.page, call, scope),
        query=_build_list_query(mapping, mapping.page, call, scope),
    )
    return {**scope, "page": Page(found.rows, found.total, number)}


def _run(mapping: Mapping, call: CheckedCall, scope: Scope) -> Conversation:
    if isinstance(mapping, SynthesisedOperation):
        return {**scope, **(yield from HANDLERS[mapping.handler](call))}
    for step in mapping.calls:
        scope = yield from _run_step(step, scope)
    return scope


def _run_step(step: Call, scope: Scope) -> Generator[UpstreamRequest, Any, Scope]:
    """Send a call, none, or one for each item of a list; return the scope with the answer."""
    if step.when is not None and lookup(scope, step.when) is None:
        return scope
    if step.unless is not None and lookup(scope, step.unless) is not None:
        return scope
    if step.requires is not None:
        _check_state(step.requires, scope)
    if step.each is not None:
        for item in lookup(scope, step.each) or ():
            yield from _send_call(step, {**scope, "each": item})
        return scope
    answer = yield from _send_call(step, scope)
    if answer is None or (step.optional and not _includes(answer, scope.get(step.id))):
        return scope
    return {**scope, step.id: {step.collect: answer} if step.collect else answer}


def _includes(answer: Any, known: Any) -> bool:
    """Return whether an answer repeats all that is known already."""
    if isinstance(known, Dictionary):
        return isinstance(answer, Dictionary) and all(
            _includes(answer.get(name), value) for name, value in known.items()
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


def _send_call(step: Call, scope: Scope) -> Generator[UpstreamRequest, Any, Any]:
    """Return the answer or its substitute; None for an optional call that failed."""
    request = _build_request(step, scope)
    try:
        return (yield request)
    except RefusedError as refusal:
        token = request.params.get("UniqueRequestToken")
        answer = find_substitute(refusal, step.done_if_refused, token)
        if answer is None and not step.optional:
            raise
        return answer
    except UpstreamError:
        if not step.optional:
            raise
        return None


def _build_request(step: Call, scope: Scope) -> ModernCall | Walk:
    params = {name: _resolve(source, scope) for name, source in step.params.items()}
    present = {name: value for name, value in params.items() if value is not None}
    if step.collect is not None:
        return Walk(step.operation, present, step.collect, step.identity)
    return ModernCall(step.operation, present)


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


def _build_list_query(
    mapping: Mapping,
    paging: Paging,
    call: CheckedCall,
    scope: Scope,
) -> ListQuery | None:
    """Return the list that the page is of, where one list operation has all of it."""
    if isinstance(mapping, SynthesisedOperation):
        operation, requests = LISTS[mapping.handler](call)
    elif len(mapping.calls) == 1:
        walk = _build_request(mapping.calls[0], scope)
        operation, requests = walk.operation, (walk.params,)
    else:
        return None
    key, descending = _read_order(paging, scope)
    return ListQuery(operation, requests, key, descending)


def _read_order(paging: Paging, scope: Scope) -> tuple[str | None, bool]:
    """Return the member that the list is sorted by, None for none, and whether from the end."""
    key = lookup(scope, paging.sort_by) if paging.sort_by else paging.order
    direction = lookup(scope, paging.direction) if paging.direction else None
    return None if key == paging.unsorted else key, direction == "Descending"


def _read_sorted_items(
    mapping: Mapping,
    paging: Paging,
    call: CheckedCall,
    scope: Scope,
) -> Generator[UpstreamRequest, Any, Sequence[Item]]:
    """Read every item of the list, and return them in the order that was asked for."""
    scope = yield from _run(mapping, call, scope)
    key, descending = _read_order(paging, scope)
    return sort_items(
        lookup(scope, paging.items),
        key,
        paging.identity,
        descending=descending,
        as_amount=key in paging.amounts,
    )
