"""JSON values into the types that a shape says, as AWS's services take them."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adapter.current_api.model.times import EXPECTED_TIME, as_time
from adapter.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.current_api.model import Shape

MOST_IGNORED = 20
"""How many paths of unknown members are kept: a body may have a million, and nobody reads more."""

# Both are signed.
_BITS = MappingProxyType({"integer": 32, "long": 64})


def typed(shape: Shape, value: object, ignored: list[str], path: str = "$") -> Any:
    """A copy of the value with times as datetimes in UTC, and without members that are null.

    Args:
        shape: what it has to be; limits are not looked at.
        value: out of JSON.
        ignored: the first paths of members that the shape does not have are added to it.
        path: where the value stands.

    Raises:
        ValueError: a value has another type; it says where.
    """
    return _READERS[shape.type](shape, value, ignored, path)


def _structure(shape: Shape, value: object, ignored: list[str], path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unlike("an object", value, path)
    unknown = (f"{path}.{name}" for name in value if name not in shape.members)
    ignored += islice(unknown, MOST_IGNORED - len(ignored))
    return {
        name: typed(shape.members[name], inner, ignored, f"{path}.{name}")
        for name, inner in value.items()
        if name in shape.members and inner is not None
    }


def _list(shape: Shape, value: object, ignored: list[str], path: str) -> list[Any]:
    if not isinstance(value, list) or shape.item is None:
        raise _unlike("a list", value, path)
    return [
        typed(shape.item, item, ignored, f"{path}[{index}]") for index, item in enumerate(value)
    ]


def _text(_shape: Shape, value: object, _ignored: list[str], path: str) -> str:
    if not isinstance(value, str):
        raise _unlike("a text", value, path)
    if "\0" in value:
        raise ValueError(f"{path}: there is a NUL character in the text; leave it out")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{path}: there is half a surrogate pair in the text") from None
    return value


def _integer(shape: Shape, value: object, _ignored: list[str], path: str) -> int:
    bits = _BITS[shape.type]
    if not isinstance(value, int) or isinstance(value, bool):
        raise _unlike("an integer", value, path)
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise ValueError(f"{path}: the integer has more than {bits} bits")
    return value


def _flag(_shape: Shape, value: object, _ignored: list[str], path: str) -> bool:
    if not isinstance(value, bool):
        raise _unlike("true or false", value, path)
    return value


def _time(_shape: Shape, value: object, _ignored: list[str], path: str) -> datetime:
    try:
        return as_time(value)
    except ValueError:
        raise _unlike(EXPECTED_TIME, value, path) from None


_READERS: Mapping[str, Callable[[Shape, object, list[str], str], Any]] = MappingProxyType(
    {
        "structure": _structure,
        "list": _list,
        "string": _text,
        "integer": _integer,
        "long": _integer,
        "boolean": _flag,
        "timestamp": _time,
    }
)

_KINDS: Mapping[type, str] = MappingProxyType(
    {dict: "an object", list: "a list", bool: "true or false", int: "an integer", float: "a number"}
)


def _unlike(expected: str, value: object, path: str) -> ValueError:
    """Texts are repeated, shortened; of everything else only what it is."""
    found = "null" if value is None else _KINDS.get(type(value), "")
    return ValueError(f"{path}: expected {expected}, found {found or quoted(str(value))}")
