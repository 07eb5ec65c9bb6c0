"""From what was found out to the ordered elements of a legacy answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.convert import CONVERTERS
from adapter.errors import UnavailableError
from adapter.messages import Element
from adapter.translate.scope import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from adapter.mapping.schema import Member, Response, Shape
    from adapter.messages import Scope


def compose(
    scope: Scope, response: Response, shapes: Mapping[str, Shape], groups: Set[str]
) -> tuple[Element, ...]:
    """What stands in the result behind `Request`; an absent or empty value leaves its element out.

    Args:
        scope: what the conversation returned.
        response: of the operation's mapping.
        shapes: by name.
        groups: the response groups that are given.

    Raises:
        UnavailableError: the upstream answered a value that is not of its documented kind.
    """
    composer = _Composer(shapes, groups)
    if response.shape is not None and response.source is not None:
        return composer.structure(lookup(scope, response.source) or {}, response.shape)
    return composer.members(scope, response.members)


@dataclass(frozen=True, slots=True)
class _Composer:
    shapes: Mapping[str, Shape]
    groups: Set[str]

    def structure(self, item: Any, shape: str) -> tuple[Element, ...]:
        return self.members(item, self.shapes[shape].members)

    def members(self, scope: Any, members: Iterable[Member]) -> tuple[Element, ...]:
        return tuple(
            element
            for member in members
            if not member.groups or not self.groups.isdisjoint(member.groups)
            for element in self._elements(scope, member)
        )

    def _elements(self, scope: Any, member: Member) -> Iterable[Element]:
        if member.value is not None:
            return [Element(member.name, member.value)]
        if member.each is not None:
            items = lookup(scope, member.each) or ()
            return [each for item in items for each in self._element(member, (item,))]
        return self._element(member, [lookup(scope, path) for path in member.paths])

    def _element(self, member: Member, values: Iterable[Any]) -> Iterable[Element]:
        values = list(values)
        if all(value is None or value == "" for value in values):
            return []
        if member.shape is not None:
            return [Element(member.name, self.structure(values[0], member.shape))]
        text = _text(member, values)
        return [Element(member.name, text)] if text else []


def _text(member: Member, values: Iterable[Any]) -> str:
    try:
        return CONVERTERS[member.converter](*values)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        message = f"The upstream answered a value for {member.name} that cannot be read."
        raise UnavailableError(message) from error
