"""The one walker over values of the current API: visit every value, or copy it converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.current_api.model import Shape

Path = tuple[str | int, ...]
"""The path of a value: names of members and indexes of items, from 0."""

Leaf = Callable[["Shape", object, Path], object]
"""Return the copy of a value that is neither a structure nor a list; may raise a ValueError."""


NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "structure": "an object",
        "list": "a list",
        "string": "a text",
        "integer": "an integer",
        "long": "an integer",
        "boolean": "true or false",
        "timestamp": "a time with its zone, such as 2018-06-01T12:00:00Z, or seconds since 1970",
    }
)
"""The noun for a value of each type in messages."""


class Absent(Enum):
    """The placeholder for the value of a missing required member."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Visit(NamedTuple):
    """One step of a walk: a value, its path and its shape."""

    path: Path
    shape: Shape
    value: object


class UnfitError(ValueError):
    """A value is not of the type of its shape, so it cannot be copied."""

    def __init__(self, shape: Shape, value: object, path: Path) -> None:
        super().__init__(f"{write_path(path)}: {describe_expected(NOUNS[shape.type], value)}")
        self.visit = Visit(path, shape, value)


def describe_expected(what: str, found: object) -> str:
    """Return a message that names the expected and the found value, shortened."""
    return f"expected {what}, found {found!r:.60}"


def write_path(path: Path) -> str:
    """Return the path as text, such as `$.HITs[0].HITId`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def walk(shape: Shape, value: object, path: Path = ()) -> Iterator[Visit]:
    """Yield the value and then all values in it, lazily.

    Members follow the order of the API; a missing required one is yielded as ABSENT. Members that
    the shape does not have, and the content of a value of the wrong type, are not visited.
    """
    yield Visit(path, shape, value)
    if shape.item is not None and isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from walk(shape.item, item, (*path, index))
    elif isinstance(value, Mapping):
        for name, member in shape.members.items():
            if name in value:
                yield from walk(member, value[name], (*path, name))
            elif name in shape.required:
                yield Visit((*path, name), member, ABSENT)


def convert(
    shape: Shape,
    value: object,
    leaf: Leaf,
    leave_out: Callable[[Path], None] | None = None,
    path: Path = (),
) -> Any:
    """Return a copy of the value.

    Args:
        shape: the shape of the value.
        value: the value to copy.
        leaf: copies values that are neither structures nor lists.
        leave_out: receives the path of each member that the shape does not have; the copy then
            lacks such members and those that are null. None: the copy keeps both unchanged.
        path: the path of the value.

    Raises:
        UnfitError: a value is not the structure or the list that its shape requires.
    """
    if shape.type == "structure":
        return _convert_members(shape, value, leaf, leave_out, path)
    if shape.item is None:
        return leaf(shape, value, path)
    if not isinstance(value, list | tuple):
        raise UnfitError(shape, value, path)
    item = shape.item
    return [convert(item, each, leaf, leave_out, (*path, i)) for i, each in enumerate(value)]


def _convert_members(
    shape: Shape,
    value: object,
    leaf: Leaf,
    leave_out: Callable[[Path], None] | None,
    path: Path,
) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise UnfitError(shape, value, path)
    copy: dict[str, object] = {}
    for name, inner in value.items():
        if name in shape.members:
            if inner is not None or leave_out is None:
                member = shape.members[name]
                copy[name] = convert(member, inner, leaf, leave_out, (*path, name))
        elif leave_out is None:
            copy[name] = inner
        else:
            leave_out((*path, name))
    return copy
