"""Where values of the right types break the limits of a shape, in the words of AWS's services.

Programs look into these: "1 validation error detected: Value '0.9752' at 'bonusAmount' failed to
satisfy constraint: Member must satisfy regular expression pattern: …" was captured of the service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapter.current_api.model import Shape

# A list of a million items may break a limit in each: few are written out, and counting ends.
_WRITTEN = 20
_COUNTED = 1_000


def violations(shape: Shape, params: Mapping[str, object]) -> str:
    """Return what the parameters of an operation break; empty if they keep to all limits.

    The first twenty are written out. Their number is exact up to a thousand.

    Args:
        shape: the structure of the operation's parameters.
        params: of the right types already.
    """
    found = _structure(shape, params, "")
    written = list(islice(found, _WRITTEN))
    if not written:
        return ""
    total = len(written) + sum(1 for _ in islice(found, _COUNTED + 1 - len(written)))
    if total > _COUNTED:
        return f"More than {_COUNTED} validation errors detected: {'; '.join(written)}; and more"
    many = "1 validation error" if total == 1 else f"{total} validation errors"
    more = [f"and {total - _WRITTEN} more"] if total > _WRITTEN else []
    return f"{many} detected: {'; '.join(written + more)}"


def _value(shape: Shape, value: object, place: str) -> Iterator[str]:
    if shape.type in _CHECKS:
        yield from _CHECKS[shape.type](shape, value, place)


def _structure(shape: Shape, value: object, place: str) -> Iterator[str]:
    members = value if isinstance(value, Mapping) else {}
    for name, member in shape.members.items():
        inner = f"{place}.{_spelled(name)}".removeprefix(".")
        if name in members:
            yield from _value(member, members[name], inner)
        elif name in shape.required:
            yield f"Value null at '{inner}' failed to satisfy constraint: Member must not be null"


def _list(shape: Shape, value: object, place: str) -> Iterator[str]:
    items = value if isinstance(value, list | tuple) else ()
    yield from _length(shape, len(items), f"[{len(items)} members]", place)
    for number, item in enumerate(items, 1):
        if shape.item is not None:
            yield from _value(shape.item, item, f"{place}.{number}.member")


def _string(shape: Shape, value: object, place: str) -> Iterator[str]:
    text = str(value)
    yield from _length(shape, len(text), text, place)
    if shape.enum and text not in shape.enum:
        yield _broken(text, place, f"satisfy enum value set: [{', '.join(shape.enum)}]")
    if shape.pattern is not None and not re.fullmatch(shape.pattern, text):
        yield _broken(text, place, f"satisfy regular expression pattern: {shape.pattern}")


def _integer(shape: Shape, value: object, place: str) -> Iterator[str]:
    number = value if isinstance(value, int) else 0
    yield from _limits(shape, number, str(number), place, "value")


def _length(shape: Shape, length: int, text: str, place: str) -> Iterator[str]:
    yield from _limits(shape, length, text, place, "length")


def _limits(shape: Shape, size: int, text: str, place: str, what: str) -> Iterator[str]:
    if shape.min is not None and size < shape.min:
        yield _broken(text, place, f"have {what} greater than or equal to {shape.min}")
    if shape.max is not None and size > shape.max:
        yield _broken(text, place, f"have {what} less than or equal to {shape.max}")


def _broken(text: str, place: str, rule: str) -> str:
    return f"Value '{shown(text)}' at '{place}' failed to satisfy constraint: Member must {rule}"


def _spelled(member: str) -> str:
    """The member as these messages name it: hITId for HITId."""
    return member[:1].lower() + member[1:]


_CHECKS: Mapping[str, Callable[[Shape, object, str], Iterator[str]]] = MappingProxyType(
    {
        "structure": _structure,
        "list": _list,
        "string": _string,
        "integer": _integer,
        "long": _integer,
    }
)
