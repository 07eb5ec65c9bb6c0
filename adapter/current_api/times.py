"""Read and write the times in values: datetimes in Python, ISO 8601 text in files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapter.current_api.shapes import NOUNS, UnfitError, convert, describe_expected, write_path

if TYPE_CHECKING:
    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_time(value: object) -> datetime:
    """Return the time of a datetime, an ISO 8601 text or an epoch number, in UTC.

    Raises:
        ValueError: the value is of another type, or does not name its zone.
    """
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _EPOCH + timedelta(seconds=value)
        time = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(time, datetime) and time.tzinfo is not None:
            return time.astimezone(UTC)
    except (OverflowError, ValueError):
        pass
    raise ValueError(f"expected {NOUNS['timestamp']}")


def is_time(value: object) -> bool:
    """Return whether the value is a time that `parse_time` accepts."""
    try:
        parse_time(value)
    except ValueError:
        return False
    return True


def read_time(shape: Shape, value: object) -> datetime:
    """Return the time of a value; raise an UnfitError if it is not a time."""
    try:
        return parse_time(value)
    except ValueError:
        raise UnfitError(shape, value) from None


def read_times(shape: Shape, value: object) -> Any:
    """Return a copy of the value with every time in it as a datetime in UTC.

    The copy keeps members that the shape does not have.

    Raises:
        UnfitError: a value is not the structure, the list or the time that its shape requires.
    """
    return convert(
        shape,
        value,
        lambda leaf, inner: read_time(leaf, inner) if leaf.type == "timestamp" else inner,
    )


def write_times(value: object, path: Path = ()) -> Any:
    """Return a copy of the value with every datetime in it as ISO 8601 text in UTC, ending in Z.

    A fraction of a second is written only if it is not zero.

    Raises:
        ValueError: a datetime does not name its zone; the message begins with its path.
    """
    if isinstance(value, Mapping):
        return {name: write_times(inner, (*path, name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write_times(inner, (*path, index)) for index, inner in enumerate(value)]
    if not isinstance(value, datetime):
        return value
    try:
        return parse_time(value).replace(tzinfo=None).isoformat() + "Z"
    except ValueError:
        wanted = describe_expected("a datetime with its zone", value)
        raise ValueError(f"{write_path(path)}: {wanted}") from None
