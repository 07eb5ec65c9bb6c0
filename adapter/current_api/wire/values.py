"""Convert JSON values to the types of a shape, as AWS's services do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.current_api.shapes import UnfitError, convert, write_path
from adapter.current_api.times import read_time
from adapter.current_api.violations import find_mismatch

if TYPE_CHECKING:
    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import Path

MOST_IGNORED = 20
"""The maximum number of unknown members that are reported; a body may contain a million."""


def read_values(shape: Shape, value: object) -> tuple[Any, tuple[str, ...]]:
    """Return a copy with times as datetimes in UTC, and the first paths of unknown members.

    The copy lacks members that are unknown or null. Limits are not checked.

    Args:
        shape: the shape of the value.
        value: decoded JSON.

    Raises:
        UnfitError: a value has another type.
    """
    ignored: list[str] = []

    def ignore(path: Path) -> None:
        if len(ignored) < MOST_IGNORED:
            ignored.append(write_path(path))

    return convert(shape, value, _read_leaf, ignore), tuple(ignored)


def _read_leaf(shape: Shape, value: object, path: Path) -> object:
    if shape.type == "timestamp":
        return read_time(shape, value, path)
    if find_mismatch(shape, value) is not None:
        raise UnfitError(shape, value, path)
    return value
