"""Compose the elements of a legacy answer from the scope that a conversation returned."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError
from adapter.mapping.converters import CONVERTERS
from adapter.translation.names import build_tree, collect_required, split_names
from adapter.translation.scope import lookup
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping, Member, Response, Shape
    from adapter.model import LegacyCall
    from adapter.queries import Scope
    from adapter.translation.names import Tree


def compose(
    scope: Scope, response: Response, shapes: Dictionary[str, Shape], groups: frozenset[str]
) -> tuple[Element, ...]:
    """Return the elements behind `Request` in the result, without absent and empty values.

    Args:
        scope: what the conversation returned.
        response: of the operation's mapping.
        shapes: by name.
        groups: the response groups of the answer.

    Raises:
        UnavailableError: the upstream answered a value that is not of its documented kind.
    """
    composer = _Composer(shapes, groups)
    if response.shape is None or response.source is None:
        return composer.elements(response.members, scope)
    return composer.elements(shapes[response.shape].members, lookup(scope, response.source) or {})


@dataclass(frozen=True, slots=True)
class _Composer:
    """The shapes and the response groups of one answer."""

    shapes: Dictionary[str, Shape]
    groups: frozenset[str]

    def elements(self, members: Iterable[Member], scope: Any) -> tuple[Element, ...]:
        """Return the elements of the members that belong to the answer's groups."""
        included = (
            each for each in members if not each.groups or not self.groups.isdisjoint(each.groups)
        )
        return tuple(chain.from_iterable(self._member(each, scope) for each in included))

    def _member(self, member: Member, scope: Any) -> Iterator[Element]:
        if member.value is not None:
            yield Element(member.name, member.value)
        elif member.each is not None:
            for item in lookup(scope, member.each) or ():
                yield from self._element(member, [item])
        else:
            yield from self._element(member, [lookup(scope, path) for path in member.paths])

    def _element(self, member: Member, values: Sequence[Any]) -> Iterator[Element]:
        """Yield the element for the values, or nothing if all of them are absent or empty."""
        if all(value is None or value == "" for value in values):
            return
        if member.shape is not None:
            members = self.shapes[member.shape].members
            yield Element(member.name, self.elements(members, values[0]))
        elif text := _convert(member, values):
            yield Element(member.name, text)


def _convert(member: Member, values: Sequence[Any]) -> str:
    try:
        return CONVERTERS[member.converter].write(*values)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        message = f"The upstream answered a value for {member.name} that cannot be read."
        raise UnavailableError(message) from error


def compose_echo(call: LegacyCall, mapping: Mapping) -> tuple[Element, ...]:
    """Return the parameters as sent, in alphabetical order and without numbers.

    Only names that the operation knows: turk50 sends its secret key as a parameter, and a name
    that nobody knows need not be one that XML can carry. What counts as absent is left out.
    """
    texts = split_names(call.parameters)
    known = [
        each for each in texts if each.path == ("ResponseGroup",) or each.path in mapping.accepted
    ]
    required = collect_required(mapping.request, texts)
    return tuple(_build_elements(build_tree(known, required=required)))


def _build_elements(level: Tree) -> Iterator[Element]:
    for name in sorted(level):
        for node in level[name]:
            yield from (Element(name, text) for text in node.texts)
            if node.inner:
                yield Element(name, tuple(_build_elements(node.inner)))
