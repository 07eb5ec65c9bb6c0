"""Resolve the paths of a mapping, and find shapes of the current API by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.current_api.model import Shape as CurrentShape
from adapter.mapping.schema import SynthesisedOperation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.current_api.model import CurrentApi
    from adapter.mapping.schema import Call, Mapping, Parameter, TranslatedOperation


PAGE = {name: CurrentShape(name, "integer") for name in ("count", "total", "number")}
"""The members of `page` except the items, whose shape is that of the collected list."""

CONTEXT = {"now": CurrentShape("now", "timestamp"), "request_id": CurrentShape("id", "string")}
"""The members of `context`."""

ANYTHING = CurrentShape("anything", "anything")
"""The shape of a handler's result, which has no description."""


def find_parameter(path: str, mapping: Mapping) -> Parameter | None:
    """Return the parameter that `request.…` names; None for any other path."""
    head, _, name = path.partition(".")
    return next((each for each in mapping.request if head == "request" and each.name == name), None)


def resolve_path(
    path: str, mapping: Mapping, api: CurrentApi, call: Call | None = None
) -> CurrentShape | None:
    """Return the current shape at a path; None if the path does not exist.

    Args:
        path: as written.
        mapping: whose path it is.
        api: the current API.
        call: the call whose `each` is meant.
    """
    head, *steps = path.split(".")
    if head == "context":
        return CONTEXT.get(steps[0])
    if head == "page" and mapping.page is not None:
        items = mapping.page.items
        return resolve_path(items, mapping, api) if steps == ["items"] else PAGE.get(steps[0])
    if isinstance(mapping, SynthesisedOperation):
        return ANYTHING
    return resolve_steps(_start(head, mapping, api, call), steps)


def _start(
    head: str, mapping: TranslatedOperation, api: CurrentApi, call: Call | None
) -> CurrentShape | None:
    if head == "each" and call is not None and call.each is not None:
        listed = resolve_path(call.each, mapping, api)
        return listed.item if listed is not None else None
    named = next((each for each in mapping.calls if each.id == head), None)
    return api.find_output(named.operation) if named is not None else None


def resolve_steps(shape: CurrentShape | None, steps: Iterable[str]) -> CurrentShape | None:
    """Return the shape of a nested member; None if a step does not exist."""
    for step in steps:
        shape = shape.members.get(step) if shape is not None else None
    return shape


def find_shape(name: str, api: CurrentApi) -> CurrentShape | None:
    """Return the current shape of a name, used by any call or answer; None if absent."""
    waiting = [
        shape for each in api.operations for shape in (api.find_input(each), api.find_output(each))
    ]
    seen: set[str] = set()
    while waiting:
        shape = waiting.pop()
        if shape.name == name:
            return shape
        if shape.name not in seen:
            seen.add(shape.name)
            waiting += [*shape.members.values(), *([shape.item] if shape.item else [])]
    return None
