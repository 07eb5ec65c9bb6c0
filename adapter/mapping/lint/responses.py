"""Check the response elements of a mapping and of the shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.mapping.converters import CONVERTERS
from adapter.mapping.lint.paths import ANYTHING, find_shape, resolve_path, resolve_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.current_api.model import CurrentApi
    from adapter.current_api.model import Shape as CurrentShape
    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping, Member, Shape

    Problems = Iterator[tuple[str, str]]


def check_response(mapping: Mapping, catalogue: Catalogue, api: CurrentApi) -> Problems:
    """Yield the problems of the result element of an operation."""
    response = mapping.response
    if response.shape is not None and response.source is not None:
        found = resolve_path(response.source, mapping, api)
        yield from _check_structure("$.response", response.source, found, response.shape, catalogue)
    for index, member in enumerate(response.members):
        place = f"$.response.members[{index}]"
        for name in set(member.groups) - set(mapping.groups.valid):
            yield place, f"{mapping.operation} has no response group {name}"
        if member.value is None and member.each is None and member.sources is None:
            yield place, "outside a shape an element needs `from`, `value` or `each`"
        elif member.value is None:
            paths = (member.each,) if member.each is not None else member.paths
            found_all = [resolve_path(path, mapping, api) for path in paths]
            yield from _check_member(place, paths, found_all, member, catalogue)


def check_shape(shape: Shape, catalogue: Catalogue, api: CurrentApi) -> Problems:
    """Yield the problems of a shape of answers."""
    current = find_shape(shape.current, api) if shape.current is not None else ANYTHING
    if current is None:
        yield "$.current", f"the current API has no shape {shape.current}"
        return
    for index, member in enumerate(shape.members):
        if member.value is None:
            paths = (member.each,) if member.each is not None else member.paths
            found = [_resolve_member(current, path) for path in paths]
            yield from _check_member(f"$.members[{index}]", paths, found, member, catalogue)


def _resolve_member(current: CurrentShape, path: str) -> CurrentShape | None:
    if current is ANYTHING or path == ".":
        return current
    return resolve_steps(current, path.split("."))


def _check_member(
    place: str,
    paths: Sequence[str],
    found: Sequence[CurrentShape | None],
    member: Member,
    catalogue: Catalogue,
) -> Problems:
    if member.shape is None and member.converter not in CONVERTERS:
        yield place, f"there is no converter {member.converter}; there are {', '.join(CONVERTERS)}"
        return
    takes = CONVERTERS[member.converter].takes
    if member.shape is None and len(takes) != len(paths):
        yield place, f"{member.converter} takes {len(takes)} values"
        return
    for path, shape, types in zip(paths, found, takes, strict=False):
        inner = shape.item if member.each is not None and shape not in {None, ANYTHING} else shape
        if inner is None:
            yield place, f"{path} leads nowhere"
        elif member.shape is not None:
            yield from _check_structure(place, path, inner, member.shape, catalogue)
        elif inner is not ANYTHING and inner.type not in types:
            yield place, f"{member.converter} cannot write {path}, which is a {inner.type}"


def _check_structure(
    place: str, path: str, found: CurrentShape | None, shape: str, catalogue: Catalogue
) -> Problems:
    if shape not in catalogue.shapes:
        yield place, f"there is no shapes/{shape}.yaml"
        return
    current = catalogue.shapes[shape].current
    if found is not ANYTHING and (found is None or found.name != current):
        is_a = found.name if found else "nothing"
        yield place, f"{shape} needs a {current}, but {path} is {is_a}"
