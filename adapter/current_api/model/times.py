"""Times in plain values: as datetimes in Python, as ISO 8601 text in files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapter.current_api.model.shape import Shape

EXPECTED_TIME = "a time with its zone, such as 2018-06-01T12:00:00Z, or seconds since 1970"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_time(value: object) -> datetime:
    """The time in UTC that a datetime, an ISO 8601 text or an epoch number means.

    Anything else is a ValueError, and so is a time that does not name its zone: whoever wrote it
    may have meant any.
    """
    try:
        time = _any_time(value)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (OverflowError, ValueError):
        pass
    raise ValueError(f"expected {EXPECTED_TIME}")


def _any_time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EPOCH + timedelta(seconds=value)
    raise ValueError


def read_times(shape: Shape, value: object, path: str = "$") -> Any:
    """A copy of value, which has this shape, with every time in it as a datetime in UTC.

    Members that the shape does not know are kept as they are. A value that cannot be walked, or
    is not a time where one belongs, is a ValueError that names its path.
    """
    if shape.type == "structure":
        return _read_members(shape, value, path)
    if shape.item is not None:
        return _read_items(shape.item, value, path)
    if shape.type != "timestamp":
        return value
    try:
        return as_time(value)
    except ValueError:
        raise _unfit(EXPECTED_TIME, value, path) from None


def _read_members(shape: Shape, value: object, path: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise _unfit(f"the members of {shape.name}", value, path)
    return {
        name: read_times(shape.members[name], inner, f"{path}.{name}")
        if name in shape.members
        else inner
        for name, inner in value.items()
    }


def _read_items(item: Shape, value: object, path: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise _unfit(f"a list of {item.name}", value, path)
    return [read_times(item, inner, f"{path}[{index}]") for index, inner in enumerate(value)]


def write_times(value: object, path: str = "$") -> Any:
    """A copy of value with every datetime in it as ISO 8601 text in UTC, which ends in Z.

    Parts of a second are written only where there are some. A datetime that does not name its
    zone is a ValueError that names its path.
    """
    if isinstance(value, Mapping):
        return {name: write_times(inner, f"{path}.{name}") for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write_times(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    if not isinstance(value, datetime):
        return value
    try:
        return as_time(value).replace(tzinfo=None).isoformat() + "Z"
    except ValueError:
        raise _unfit("a datetime with its zone", value, path) from None


def _unfit(expected: str, value: object, path: str) -> ValueError:
    return ValueError(f"{path}: expected {expected}, found {value!r:.60}")
