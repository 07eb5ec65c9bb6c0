"""Mappings held against the current API's description: found before anything listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.convert import CONVERTERS
from adapter.current import Shape as CurrentShape
from adapter.mapping.schema import Constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.current import CurrentApi
    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Call, Mapping, Member, Paging, Parameter, Response, Shape

    Problems = Iterator[tuple[str, str]]

PAGE = {name: CurrentShape(name, "integer") for name in ("count", "total", "number")}
"""What `page.…` offers beside the items, which are those of the collected list."""

CONVERTED = {
    "text": {"string", "integer", "long"},
    "flag": {"boolean"},
    "time": {"timestamp"},
    "amount": {"string"},
    "formatted_price": {"string"},
}
"""Which current types each converter takes."""

SENT_AS = {
    "string": {"string"},
    "enum": {"string"},
    "integer": {"integer", "long"},
    "boolean": {"boolean"},
}
"""Which current types a parameter of each type may be sent as."""

CONSTANTS = {str: {"string"}, int: {"integer", "long"}, bool: {"boolean"}}
"""Which current types a constant may be sent as."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a mapping or a shape, and the place in its file."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.text}"


def lint(catalogue: Catalogue, api: CurrentApi) -> tuple[Finding, ...]:
    """Everything in the catalogue that the current API, or the catalogue itself, contradicts."""
    found = [
        Finding(f"mappings/{mapping.operation}.yaml", place, text)
        for mapping in catalogue.mappings.values()
        for place, text in _mapping(mapping, catalogue, api)
    ]
    found += [
        Finding(f"mappings/shapes/{shape.shape}.yaml", place, text)
        for shape in catalogue.shapes.values()
        for place, text in _shape(shape, catalogue, api)
    ]
    return tuple(found)


def _mapping(mapping: Mapping, catalogue: Catalogue, api: CurrentApi) -> Problems:
    unknown = [
        (f"$.calls[{index}].operation", f"the current API has no operation {call.operation}")
        for index, call in enumerate(mapping.calls)
        if call.operation not in api.operations
    ]
    if unknown:  # every other question needs the operations to exist
        yield from unknown
        return
    for index, call in enumerate(mapping.calls):
        yield from _call(f"$.calls[{index}]", call, mapping, api)
    if mapping.page is not None:
        yield from _page(mapping.page, mapping, api)
    yield from _response(mapping.response, mapping, catalogue, api)


def _call(place: str, call: Call, mapping: Mapping, api: CurrentApi) -> Problems:
    expected = api.input(call.operation)
    for name, source in call.params.items():
        where = f"{place}.params.{name}"
        if name not in expected.members:
            yield where, f"{call.operation} takes no {name}"
        elif isinstance(source, Constant):
            kind = expected.members[name].type
            if kind not in CONSTANTS[type(source.value)]:
                sent = type(source.value).__name__
                yield where, f"a constant of type {sent}, but {call.operation} takes {kind}"
        else:
            for text in _sent(source, expected.members[name], mapping, api):
                yield where, text.format(operation=call.operation)
    for name in sorted(expected.required - set(call.params)):
        yield f"{place}.params", f"{call.operation} requires {name}"
    yield from _collected(place, call, api)


def _sent(path: str, expected: CurrentShape, mapping: Mapping, api: CurrentApi) -> Iterator[str]:
    parameter = _parameter(path, mapping)
    if parameter is None:
        if _found(path, mapping, api) is None:
            yield f"{path} leads nowhere"
    elif expected.type not in SENT_AS[parameter.type]:
        yield f"{path} is of type {parameter.type}, but {{operation}} takes {expected.type}"
    elif expected.enum and not set(parameter.of) <= set(expected.enum):
        yield f"{path} may be more than {', '.join(expected.enum)}"


def _collected(place: str, call: Call, api: CurrentApi) -> Problems:
    if call.collect is None:
        return
    if api.paged_list(call.operation) != call.collect:
        listed = api.paged_list(call.operation)
        yield f"{place}.collect", f"the list behind {call.operation}'s NextToken is {listed}"
        return
    members = _members(api.output(call.operation).members[call.collect].item)
    if call.identity is None or call.identity not in members:
        yield f"{place}.identity", f"an item of {call.collect} has no {call.identity}"


def _page(paging: Paging, mapping: Mapping, api: CurrentApi) -> Problems:
    listed = _found(paging.items, mapping, api)
    members = _members(listed.item if listed else None)
    if not members:
        yield "$.page.items", f"{paging.items} is no list of structures"
    elif paging.identity not in members:
        yield "$.page.identity", f"an item of {paging.items} has no {paging.identity}"
    paths = {"sort_by": paging.sort_by, "direction": paging.direction}
    paths |= {"number": paging.number, "size": paging.size}
    for field, path in paths.items():
        if path is not None and _parameter(path, mapping) is None:
            yield f"$.page.{field}", f"{path} is no parameter of {mapping.operation}"
    sorted_by = _parameter(paging.sort_by, mapping) if paging.sort_by else None
    for name in sorted_by.of if sorted_by else ():
        if name not in members:
            yield "$.page.sort_by", f"an item of {paging.items} has no {name} to sort by"


def _response(
    response: Response, mapping: Mapping, catalogue: Catalogue, api: CurrentApi
) -> Problems:
    if response.shape is not None and response.source is not None:
        found = _found(response.source, mapping, api)
        yield from _structure("$.response", response.source, found, response.shape, catalogue)
    for index, member in enumerate(response.members):
        place = f"$.response.members[{index}]"
        path = member.each or member.source
        if path is not None:
            found = _found(path, mapping, api)
            yield from _member(place, path, found, member, catalogue)
        elif member.value is None:
            yield place, "outside a shape an element needs `from`, `value` or `each`"


def _shape(shape: Shape, catalogue: Catalogue, api: CurrentApi) -> Problems:
    current = _named(shape.current, api)
    if current is None:
        yield "$.current", f"the current API has no shape {shape.current}"
        return
    for index, member in enumerate(shape.members):
        if member.value is None:
            path = member.source or member.name
            found = current if path == "." else current.members.get(path)
            yield from _member(f"$.members[{index}]", path, found, member, catalogue)


def _member(
    place: str, path: str, found: CurrentShape | None, member: Member, catalogue: Catalogue
) -> Problems:
    if found is None:
        yield place, f"{path} leads nowhere"
    elif member.shape is not None:
        inner = found.item if member.each is not None else found
        yield from _structure(place, path, inner, member.shape, catalogue)
    elif member.converter not in CONVERTERS:
        yield place, f"there is no converter {member.converter}; there are {', '.join(CONVERTERS)}"
    elif found.type not in CONVERTED[member.converter]:
        yield place, f"{member.converter} cannot write {path}, which is a {found.type}"


def _structure(
    place: str, path: str, found: CurrentShape | None, shape: str, catalogue: Catalogue
) -> Problems:
    if shape not in catalogue.shapes:
        yield place, f"there is no shapes/{shape}.yaml"
    elif found is None or found.name != catalogue.shapes[shape].current:
        is_a = found.name if found else "nothing"
        yield place, f"{shape} is made of {catalogue.shapes[shape].current}, but {path} is {is_a}"


def _parameter(path: str, mapping: Mapping) -> Parameter | None:
    head, _, name = path.partition(".")
    return next((p for p in mapping.request if head == "request" and p.name == name), None)


def _found(path: str, mapping: Mapping, api: CurrentApi) -> CurrentShape | None:
    """The current shape of what a path leads to; None where it leads nowhere."""
    head, *steps = path.split(".")
    if head == "page" and mapping.page is not None:
        return (
            _found(mapping.page.items, mapping, api) if steps == ["items"] else PAGE.get(steps[0])
        )
    call = next((each for each in mapping.calls if each.id == head), None)
    shape = api.output(call.operation) if call is not None else None
    for step in steps:
        shape = shape.members.get(step) if shape is not None else None
    return shape


def _members(shape: CurrentShape | None) -> Iterable[str]:
    return shape.members.keys() if shape is not None else ()


def _named(name: str, api: CurrentApi) -> CurrentShape | None:
    """The current shape of that name, wherever an answer holds it."""
    waiting = [api.output(operation) for operation in api.operations]
    seen: set[str] = set()
    while waiting:
        shape = waiting.pop()
        if shape.name == name:
            return shape
        if shape.name not in seen:
            seen.add(shape.name)
            waiting += [*shape.members.values(), *([shape.item] if shape.item else [])]
    return None
