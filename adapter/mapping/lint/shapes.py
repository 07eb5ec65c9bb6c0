"""Find a shape of the current API by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapter.current_api.model import CurrentApi
    from adapter.current_api.model import Shape as CurrentShape


def find_shape(name: str, api: CurrentApi) -> CurrentShape | None:
    """Return the current shape of a name, used by any call or answer; None if absent."""
    waiting = [shape for each in api.operations for shape in (api.input(each), api.output(each))]
    seen: set[str] = set()
    while waiting:
        shape = waiting.pop()
        if shape.name == name:
            return shape
        if shape.name not in seen:
            seen.add(shape.name)
            waiting += [*shape.members.values(), *([shape.item] if shape.item else [])]
    return None
