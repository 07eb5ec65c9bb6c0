"""From what was found out to the ordered elements of a legacy answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.convert import CONVERTERS
from adapter.errors import UnavailableError
from adapter.messages import Element, Reply
from adapter.translate.scope import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping, Member, Shape
    from adapter.messages import Scope

    Shapes = Dictionary[str, Shape]


def compose(scope: Scope, mapping: Mapping, shapes: Shapes) -> Reply:
    """The reply; an absent or empty value leaves its element out.

    Raises:
        UnavailableError: the upstream answered a value that is not of its documented kind.
    """
    response = mapping.response
    if response.shape is not None and response.source is not None:
        members = _structure(lookup(scope, response.source) or {}, shapes[response.shape], shapes)
    else:
        members = tuple(_members(scope, response.members, shapes))
    return Reply(mapping.operation, response.element, members)


def _structure(item: Any, shape: Shape, shapes: Shapes) -> tuple[Element, ...]:
    return tuple(_members(item, shape.members, shapes))


def _members(scope: Any, members: Iterable[Member], shapes: Shapes) -> Iterable[Element]:
    for member in members:
        yield from _elements(scope, member, shapes)


def _elements(scope: Any, member: Member, shapes: Shapes) -> Iterable[Element]:
    if member.value is not None:
        return [Element(member.name, member.value)]
    if member.each is not None and member.shape is not None:
        shape = shapes[member.shape]
        items = lookup(scope, member.each) or ()
        return [Element(member.name, _structure(item, shape, shapes)) for item in items]
    value = scope if member.source == "." else lookup(scope, member.source or member.name)
    if value is None or value == "":
        return []
    if member.shape is not None:
        return [Element(member.name, _structure(value, shapes[member.shape], shapes))]
    return _text(member, value)


def _text(member: Member, value: Any) -> list[Element]:
    try:
        text = CONVERTERS[member.converter](value)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        message = f"The upstream answered a {member.name} that cannot be read."
        raise UnavailableError(message) from error
    return [Element(member.name, text)] if text else []
