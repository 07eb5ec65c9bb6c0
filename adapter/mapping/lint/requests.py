"""Check the parameters, calls and paging of a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.mapping.converters import COMPUTATIONS
from adapter.mapping.lint.paths import ANYTHING, find_parameter, find_shape, resolve_path
from adapter.mapping.schema import ComputedValue, Constant, SynthesisedOperation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from adapter.current_api.model import CurrentApi
    from adapter.current_api.model import Shape as CurrentShape
    from adapter.mapping.schema import (
        Call,
        Mapping,
        Paging,
        Parameter,
        Structure,
        TranslatedOperation,
    )

    Problems = Iterator[tuple[str, str]]

SENT_AS = {
    "string": {"string"},
    "enum": {"string"},
    "money": {"string"},
    "integer": {"integer", "long"},
    "boolean": {"boolean"},
    "structure": {"structure"},
}
"""The current types that a parameter of each type may be sent as."""

CONSTANTS = {str: {"string"}, int: {"integer", "long"}, bool: {"boolean"}, tuple: {"list"}}
"""The current types that a constant may be sent as."""

PAYING = {
    "CreateHIT",
    "CreateHITWithHITType",
    "CreateAdditionalAssignmentsForHIT",
    "SendBonus",
}
"""The operations that cost money, which therefore always need a UniqueRequestToken."""


def check_operation(mapping: Mapping, api: CurrentApi, handlers: Collection[str]) -> Problems:
    """Yield the problems of the parameters, calls, handler and paging of an operation."""
    yield from _check_parameters(mapping)
    unknown = [name for name in mapping.current if name not in api.operations]
    for name in unknown:
        yield "$", f"the current API has no operation {name}"
    if unknown:  # the other checks need the operations to exist
        return
    if isinstance(mapping, SynthesisedOperation):
        if mapping.handler not in handlers:
            yield "$.handler", f"there is no handler {mapping.handler}"
    else:
        for index, call in enumerate(mapping.calls):
            yield from _check_call(f"$.calls[{index}]", call, mapping, api)
        yield from _find_unused(mapping)
    if mapping.page is not None:
        yield from _check_page(mapping.page, mapping, api)


def check_structure(structure: Structure, api: CurrentApi) -> Problems:
    """Yield the problems of a structure of parameters."""
    current = find_shape(structure.current, api)
    if current is None:
        yield "$.current", f"the current API has no shape {structure.current}"
        return
    for index, member in enumerate(structure.members):
        expected = current.members.get(member.current)
        if expected is None:
            yield f"$.members[{index}]", f"{current.name} has no {member.current}"
        else:
            for text in _find_mismatches(member, expected):
                yield f"$.members[{index}]", f"{member.name} {text}"
    yield from _check_conditions_of("$.members", structure.members)
    for name in sorted(current.required - {each.current for each in structure.members}):
        yield "$.members", f"{current.name} requires {name}"


def _check_parameters(mapping: Mapping) -> Problems:
    names = {each.name for each in mapping.request}
    yield from _check_conditions_of("$.request", mapping.request)
    for name in {name for several in mapping.one_of for name in several} - names:
        yield "$.one_of", f"there is no parameter {name}"
    for index, loss in enumerate(mapping.losses):
        for name in sorted({*loss.sent, *loss.absent, *loss.values} - names):
            yield f"$.losses[{index}]", f"there is no parameter {name}"


def _check_conditions_of(place: str, parameters: Sequence[Parameter]) -> Problems:
    """Yield the conditions that name a parameter which is not beside theirs."""
    names = {each.name for each in parameters}
    for index, each in enumerate(parameters):
        unless = {each.required_unless} if each.required_unless else set()
        for name in sorted((unless | each.optional_with.keys()) - names):
            yield f"{place}[{index}]", f"there is no parameter {name}"


def _find_unused(mapping: TranslatedOperation) -> Problems:
    """Yield parameters without use, whose callers would get success without an effect."""
    used = {source for call in mapping.calls for source in _sources(call)}
    if mapping.page is not None:
        page = mapping.page
        used |= {path for path in (page.sort_by, page.direction, page.number, page.size) if path}
    for index, each in enumerate(mapping.request):
        if f"request.{each.name}" not in used:
            yield f"$.request[{index}]", f"nothing uses {each.name}"


def _sources(call: Call) -> Iterator[str]:
    yield from (path for path in (call.when, call.unless) if path is not None)
    for source in call.params.values():
        if isinstance(source, ComputedValue):
            yield from source.sources
        elif isinstance(source, str):
            yield source


def _check_call(place: str, call: Call, mapping: TranslatedOperation, api: CurrentApi) -> Problems:
    expected = api.find_input(call.operation)
    for name, source in call.params.items():
        if name not in expected.members:
            yield f"{place}.params.{name}", f"{call.operation} takes no {name}"
            continue
        for text in _check_source(source, expected.members[name], call, mapping, api):
            yield f"{place}.params.{name}", text
    for name in sorted(expected.required - set(call.params)):
        yield f"{place}.params", f"{call.operation} requires {name}"
    token = call.params.get("UniqueRequestToken")
    if call.operation in PAYING and not isinstance(token, ComputedValue):
        yield f"{place}.params", f"{call.operation} pays, and needs a UniqueRequestToken always"
    yield from _check_conditions(place, call, mapping, api)
    yield from _check_collect(place, call, api)


def _check_conditions(
    place: str, call: Call, mapping: TranslatedOperation, api: CurrentApi
) -> Problems:
    for field in ("when", "unless", "each"):
        path = getattr(call, field)
        known = path is None or find_parameter(path, mapping) or resolve_path(path, mapping, api)
        if not known:
            yield f"{place}.{field}", f"{path} leads nowhere"


def _check_source(
    source: str | Constant | ComputedValue,
    expected: CurrentShape,
    call: Call,
    mapping: TranslatedOperation,
    api: CurrentApi,
) -> Iterator[str]:
    match source:
        case Constant():
            if expected.type not in CONSTANTS[type(source.value)]:
                yield f"a constant of type {type(source.value).__name__} for a {expected.type}"
        case ComputedValue():
            yield from _check_computed(source, expected, mapping, api)
        case str():
            parameter = find_parameter(source, mapping)
            if parameter is not None:
                for text in _find_mismatches(parameter, expected):
                    yield f"{source} {text}"
            elif resolve_path(source, mapping, api, call) is None:
                yield f"{source} leads nowhere"


def _check_computed(
    source: ComputedValue, expected: CurrentShape, mapping: TranslatedOperation, api: CurrentApi
) -> Iterator[str]:
    if source.computation not in COMPUTATIONS:
        yield f"there is no computation {source.computation}; there are {', '.join(COMPUTATIONS)}"
    elif COMPUTATIONS[source.computation].gives != expected.type:
        yield f"{source.computation} gives no {expected.type}"
    for path in source.sources:
        if find_parameter(path, mapping) is None and resolve_path(path, mapping, api) is None:
            yield f"{path} leads nowhere"


def _find_mismatches(parameter: Parameter, expected: CurrentShape) -> Iterator[str]:
    """Yield why a parameter cannot be sent as a current shape."""
    if parameter.repeated:
        if expected.type != "list" or expected.item is None:
            yield f"is repeated, but is sent as a {expected.type}"
            return
        expected = expected.item
    if expected.type not in SENT_AS[parameter.type]:
        yield f"is of type {parameter.type}, but is sent as a {expected.type}"
    elif expected.enum and not _list_sent(parameter) <= set(expected.enum):
        yield f"may be more than {', '.join(expected.enum)}"
    elif parameter.structure is not None and parameter.structure.current != expected.name:
        yield f"is a {parameter.structure.name}, but is sent as a {expected.name}"


def _list_sent(parameter: Parameter) -> set[str]:
    """Return the values that are sent to every upstream."""
    return {*parameter.of} - {*parameter.refused} - {*parameter.embedded}


def _check_collect(place: str, call: Call, api: CurrentApi) -> Problems:
    if call.collect is None:
        return
    if api.find_paged_list(call.operation) != call.collect:
        listed = api.find_paged_list(call.operation)
        yield f"{place}.collect", f"the list behind {call.operation}'s NextToken is {listed}"
        return
    item = api.find_output(call.operation).members[call.collect].item
    if item is None or (call.identity is not None and call.identity not in item.members):
        yield f"{place}.identity", f"an item of {call.collect} has no {call.identity}"


def _check_page(paging: Paging, mapping: Mapping, api: CurrentApi) -> Problems:
    paths = {"sort_by": paging.sort_by, "direction": paging.direction}
    paths |= {"number": paging.number, "size": paging.size}
    for field, path in paths.items():
        if path is not None and find_parameter(path, mapping) is None:
            yield f"$.page.{field}", f"{path} is no parameter of {mapping.operation}"
    listed = resolve_path(paging.items, mapping, api)
    if listed is ANYTHING:
        return
    members = listed.item.members if listed is not None and listed.item is not None else {}
    if not members:
        yield "$.page.items", f"{paging.items} is no list of structures"
        return
    sorted_by = find_parameter(paging.sort_by, mapping) if paging.sort_by else None
    wanted = {"identity": [paging.identity] if paging.identity else []}
    wanted |= {"order": [paging.order] if paging.order else []}
    wanted |= {"amounts": [*paging.amounts], "sort_by": [*(sorted_by.of if sorted_by else ())]}
    for field, names in wanted.items():
        for name in names:
            if name not in members and name != paging.unsorted:
                yield f"$.page.{field}", f"an item of {paging.items} has no {name}"
