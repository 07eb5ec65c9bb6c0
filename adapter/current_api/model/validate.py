"""Where a plain value disagrees with a shape of the current API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.current_api.model.times import EXPECTED_TIME, as_time
from adapter.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapter.current_api.model.shape import Shape

# Both are signed. The description gives no other limit for most of them.
_BITS = MappingProxyType({"integer": 32, "long": 64})


def problems(shape: Shape, value: object, path: str = "$") -> tuple[str, ...]:
    """Every disagreement of value with the shape, each behind its path; none if it fits.

    A time may be a datetime, ISO 8601 text or an epoch number, as long as its zone is known.
    """
    return tuple(_problems(shape, value, path))


def _problems(shape: Shape, value: object, path: str) -> Iterator[str]:
    return _CHECKS[shape.type](shape, value, path)


def _structure(shape: Shape, value: object, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield _expected("an object", value, path)
        return
    for name, inner in value.items():
        if name in shape.members:
            yield from _problems(shape.members[name], inner, f"{path}.{name}")
        else:
            hint = did_you_mean(str(name), shape.members)
            yield f"{path}.{name}: no member of {shape.name}{hint}"
    for name in shape.members:
        if name in shape.required and name not in value:
            yield f"{path}.{name}: required, but missing"


def _list(shape: Shape, value: object, path: str) -> Iterator[str]:
    if shape.item is None or not isinstance(value, list | tuple):
        yield _expected("a list", value, path)
        return
    yield from _limits(shape, len(value), " items", path)
    for index, inner in enumerate(value):
        yield from _problems(shape.item, inner, f"{path}[{index}]")


def _string(shape: Shape, value: object, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield _expected("text", value, path)
        return
    yield from _limits(shape, len(value), " characters", path)
    if shape.enum and value not in shape.enum:
        yield _expected(f"one of {', '.join(shape.enum)}", value, path)
    if shape.pattern is not None and not re.fullmatch(shape.pattern, value):
        yield _expected(f"text that matches {shape.pattern}", value, path)


def _integer(shape: Shape, value: object, path: str) -> Iterator[str]:
    bits = _BITS[shape.type]
    if not isinstance(value, int) or isinstance(value, bool):
        yield _expected("an integer", value, path)
    elif not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        yield _expected(f"an integer of {bits} bits", value, path)
    else:
        yield from _limits(shape, value, "", path)


def _boolean(_shape: Shape, value: object, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield _expected("true or false", value, path)


def _timestamp(_shape: Shape, value: object, path: str) -> Iterator[str]:
    try:
        as_time(value)
    except ValueError:
        yield _expected(EXPECTED_TIME, value, path)


def _limits(shape: Shape, size: int, unit: str, path: str) -> Iterator[str]:
    if shape.min is not None and size < shape.min:
        yield f"{path}: expected at least {shape.min}{unit}, found {size}"
    if shape.max is not None and size > shape.max:
        yield f"{path}: expected at most {shape.max}{unit}, found {size}"


def _expected(what: str, value: object, path: str) -> str:
    return f"{path}: expected {what}, found {value!r:.60}"


_CHECKS: Mapping[str, Callable[[Shape, object, str], Iterator[str]]] = MappingProxyType(
    {
        "structure": _structure,
        "list": _list,
        "string": _string,
        "integer": _integer,
        "long": _integer,
        "boolean": _boolean,
        "timestamp": _timestamp,
    }
)
