"""Answers decoded by msgspec straight into the form of their operation.

Most of what a long walk costs is spent here, so the form is compiled once for each operation. What
this cannot decode is no error yet: `answers` reads it again, slowly, and says what is wrong with it
or reads what msgspec refuses, such as a null member or an escaped surrogate that stands alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec

from adapter.current_api.model import load
from adapter.current_api.times import as_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.current_api.model import Shape

    # Puts datetimes where a value has times as they came, in place.
    Finish = Callable[[Any], None]

_PLAIN: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "timestamp": float | int | str,
}


def decoded(operation: str, body: bytes) -> dict[str, Any] | None:
    """The members that the current API describes, times as datetimes in UTC.

    None: the body is broken, not of the operation's form, or holds something rare.
    """
    decoder, finish = _compiled(operation)
    try:
        # msgspec does not look into the texts of members that it leaves out.
        body.decode()
        answer: dict[str, Any] = decoder.decode(body)
        finish(answer)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return answer


@cache
def _compiled(operation: str) -> tuple[msgspec.json.Decoder[Any], Finish]:
    shape = load().output(operation)
    return msgspec.json.Decoder(_type(shape)), _finish(shape) or _nothing


def _type(shape: Shape) -> Any:
    """The type that holds what the shape describes, and nothing else."""
    if shape.type == "structure":
        members = {name: _type(member) for name, member in shape.members.items()}
        # The name is only known here, which the functional form of a TypedDict is made for.
        return TypedDict(shape.name, members, total=False)  # type: ignore[operator]
    if shape.item is not None:
        return GenericAlias(list, _type(shape.item))
    return _PLAIN[shape.type]


def _finish(shape: Shape) -> Finish | None:
    """What is left to do for a value of the shape; None: it holds no time."""
    if shape.item is not None:
        inner = _finish(shape.item)
        return _each(inner) if inner else None
    times = tuple(name for name, each in shape.members.items() if each.type == "timestamp")
    inside = tuple(
        (name, finish)
        for name, member in shape.members.items()
        if (finish := _finish(member)) is not None
    )
    return _members(times, inside) if times or inside else None


def _each(inner: Finish) -> Finish:
    def finish(items: list[Any]) -> None:
        for item in items:
            inner(item)

    return finish


def _members(times: tuple[str, ...], inside: tuple[tuple[str, Finish], ...]) -> Finish:
    def finish(value: dict[str, Any]) -> None:
        for name in times:
            if name in value:
                value[name] = _time(value[name])
        for name, inner in inside:
            if name in value:
                inner(value[name])

    return finish


def _time(value: float | str) -> datetime:
    """As `as_time`, which numbers are too many for."""
    if isinstance(value, str):
        return as_time(value)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError):  # not every system has times before 1970
        raise ValueError from None


def _nothing(_value: object) -> None:
    """Done: there is no time anywhere."""
