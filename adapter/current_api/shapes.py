"""Copy values of the current API and convert them by their shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapter.current_api.model import Shape

Path = tuple[str | int, ...]
"""The path of a value: names of members and indexes of items, from 0."""

Leaf = Callable[["Shape", object], object]
"""A function that copies a value that is neither a structure nor a list; raises an UnfitError."""

OBJECT, ARRAY = (dict, Mapping), (list, tuple)
"""The types of structures and of lists. `isinstance` is fast for the first of each."""

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


class UnfitError(ValueError):
    """A value does not have the type of its shape, so it cannot be copied.

    Attributes:
        path: the path of the value; each structure and list around it adds its own step.
    """

    def __init__(self, shape: Shape, value: object) -> None:
        super().__init__(shape, value)
        self.shape = shape
        self.value = value
        self.path: Path = ()

    def __str__(self) -> str:
        return f"{write_path(self.path)}: {describe_expected(NOUNS[self.shape.type], self.value)}"


def describe_expected(what: str, found: object) -> str:
    """Return a message that names the expected and the found value, shortened."""
    return f"expected {what}, found {found!r:.60}"


def write_path(path: Path) -> str:
    """Return the path as text, such as `$.HITs[0].HITId`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def convert(shape: Shape, value: object, leaf: Leaf, *, described_only: bool = False) -> Any:
    """Return a copy of the value.

    Args:
        shape: the shape of the value.
        value: the value to copy.
        leaf: copies values that are neither structures nor lists.
        described_only: whether to leave out members that are null or that the shape does not have;
            otherwise they are copied unchanged.

    Raises:
        UnfitError: a value is not the structure, the list or the leaf that its shape requires.
    """
    if shape.type == "structure":
        return _convert_members(shape, value, leaf, described_only=described_only)
    if shape.item is None:
        return leaf(shape, value)
    if not isinstance(value, ARRAY):
        raise UnfitError(shape, value)
    copy: list[object] = []
    try:
        for each in value:
            item = convert(shape.item, each, leaf, described_only=described_only)
            copy.append(item)
    except UnfitError as error:
        error.path = (len(copy), *error.path)
        raise
    return copy


def _convert_members(
    shape: Shape, value: object, leaf: Leaf, *, described_only: bool
) -> dict[str, object]:
    if not isinstance(value, OBJECT):
        raise UnfitError(shape, value)
    members, copy, name = shape.members, {}, ""
    try:
        for name, inner in value.items():
            if name not in members:
                if not described_only:
                    copy[name] = inner
            elif inner is not None or not described_only:
                copy[name] = convert(members[name], inner, leaf, described_only=described_only)
    except UnfitError as error:
        error.path = (name, *error.path)
        raise
    return copy
