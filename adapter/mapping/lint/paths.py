"""What a path of a mapping leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.current_api.model import Shape as CurrentShape
from adapter.mapping.schema import Synthesised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.current_api.model import CurrentApi
    from adapter.mapping.catalogue import Mapping
    from adapter.mapping.schema import Call, Parameter, Translated

PAGE = {name: CurrentShape(name, "integer") for name in ("count", "total", "number")}
"""What `page.…` offers beside the items, which are those of the collected list."""

CONTEXT = {"now": CurrentShape("now", "timestamp"), "request_id": CurrentShape("id", "string")}
"""What `context.…` offers."""

ANYTHING = CurrentShape("anything", "anything")
"""What a handler returns is not described anywhere."""


def parameter_at(path: str, mapping: Mapping) -> Parameter | None:
    """Return the parameter that `request.…` names; None for any other path."""
    head, _, name = path.partition(".")
    return next((each for each in mapping.request if head == "request" and each.name == name), None)


def found_at(
    path: str, mapping: Mapping, api: CurrentApi, call: Call | None = None
) -> CurrentShape | None:
    """Return the current shape of what a path leads to; None where it leads nowhere.

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
        return found_at(items, mapping, api) if steps == ["items"] else PAGE.get(steps[0])
    if isinstance(mapping, Synthesised):
        return ANYTHING
    return inside(_start(head, mapping, api, call), steps)


def _start(
    head: str, mapping: Translated, api: CurrentApi, call: Call | None
) -> CurrentShape | None:
    if head == "each" and call is not None and call.each is not None:
        listed = found_at(call.each, mapping, api)
        return listed.item if listed is not None else None
    made = next((each for each in mapping.calls if each.id == head), None)
    return api.output(made.operation) if made is not None else None


def inside(shape: CurrentShape | None, steps: Iterable[str]) -> CurrentShape | None:
    """Return the shape that these nested members lead to; None if one is not there."""
    for step in steps:
        shape = shape.members.get(step) if shape is not None else None
    return shape
