"""Read and write times in plain values: datetimes in Python, ISO 8601 text in files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapter.current_api.shapes import NOUNS, UnfitError, convert, expected, write_path

if TYPE_CHECKING:
    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_time(value: object) -> datetime:
    """Return the time in UTC that a datetime, an ISO 8601 text or an epoch number means.

    Raises:
        ValueError: the value is something else, or a time that does not name its zone: whoever
            wrote it may have meant any.
    """
    try:
        time = _any_time(value)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (OverflowError, ValueError):
        pass
    raise ValueError(f"expected {NOUNS['timestamp']}")


def _any_time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EPOCH + timedelta(seconds=value)
    raise ValueError


def is_time(value: object) -> bool:
    """Return whether `as_time` gives a time for the value."""
    try:
        as_time(value)
    except ValueError:
        return False
    return True


def read_time(shape: Shape, value: object, path: Path) -> datetime:
    """Return the time that a value means; raise an UnfitError where it means none."""
    try:
        return as_time(value)
    except ValueError:
        raise UnfitError(shape, value, path) from None


def read_times(shape: Shape, value: object, path: Path = ()) -> Any:
    """Return a copy of the value with every time in it as a datetime in UTC.

    Members that the shape does not have are kept as they are.

    Raises:
        UnfitError: a value cannot be walked, or is not a time where one belongs.
    """
    return convert(shape, value, _read_leaf, path=path)


def _read_leaf(shape: Shape, value: object, path: Path) -> object:
    return read_time(shape, value, path) if shape.type == "timestamp" else value


def write_times(value: object, path: Path = ()) -> Any:
    """Return a copy of the value with every datetime in it as ISO 8601 text in UTC, ending in Z.

    Parts of a second are written only where there are some.

    Raises:
        ValueError: a datetime does not name its zone; the text names its path.
    """
    if isinstance(value, Mapping):
        return {name: write_times(inner, (*path, name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write_times(inner, (*path, index)) for index, inner in enumerate(value)]
    if not isinstance(value, datetime):
        return value
    try:
        return as_time(value).replace(tzinfo=None).isoformat() + "Z"
    except ValueError:
        wanted = expected("a datetime with its zone", value)
        raise ValueError(f"{write_path(path)}: {wanted}") from None
