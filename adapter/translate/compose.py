"""From what was found out to the ordered elements of a legacy answer.

A response is compiled once, for the response groups that are asked for, into one function a
member: a page of a hundred items is six hundred elements.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from adapter.convert import CONVERTERS
from adapter.errors import UnavailableError
from adapter.messages import Element
from adapter.translate.same import Same
from adapter.translate.scope import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Set

    from adapter.mapping.schema import Member, Response, Shape
    from adapter.messages import Scope

    # Adds the elements that a value makes to those before it.
    Part = Callable[[Any, list[Element]], None]

_MOST_COMPILED = 1024


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
    found: list[Element] = []
    _compiled(Same(response), Same(shapes), frozenset(groups))(scope, found)
    return tuple(found)


@lru_cache(_MOST_COMPILED)
def _compiled(
    response: Same[Response], shapes: Same[Mapping[str, Shape]], groups: frozenset[str]
) -> Part:
    return _Compiler(shapes.it, groups).response(response.it)


class _Compiler:
    """Makes the parts of one response; those of a shape once, however often it is named."""

    def __init__(self, shapes: Mapping[str, Shape], groups: frozenset[str]) -> None:
        self._shapes = shapes
        self._groups = groups
        self._made: dict[str, Part] = {}

    def response(self, response: Response) -> Part:
        if response.shape is None or response.source is None:
            return self._members(response.members)
        read, members = reader(response.source), self._shape(response.shape)
        return lambda scope, found: members(read(scope) or {}, found)

    def _shape(self, name: str) -> Part:
        if name not in self._made:
            # A shape may contain itself, so it is looked up when it is needed.
            self._made[name] = partial(self._later, name)
            self._made[name] = self._members(self._shapes[name].members)
        return self._made[name]

    def _later(self, name: str, item: Any, found: list[Element]) -> None:
        self._made[name](item, found)

    def _members(self, members: Iterable[Member]) -> Part:
        parts = tuple(
            self._member(member)
            for member in members
            if not member.groups or not self._groups.isdisjoint(member.groups)
        )

        def each(scope: Any, found: list[Element]) -> None:
            for part in parts:
                part(scope, found)

        return each

    def _member(self, member: Member) -> Part:
        if member.value is not None:
            constant = Element(member.name, member.value)
            return lambda _scope, found: found.append(constant)
        if member.each is not None:
            return _for_each(reader(member.each), self._element(member, single=True))
        if len(member.paths) == 1:
            if member.shape is None and "." not in member.paths[0]:
                return _named_text(member.name, member.paths[0], CONVERTERS[member.converter])
            return _read(reader(member.paths[0]), self._element(member, single=True))
        readers = tuple(map(reader, member.paths))
        element = self._element(member, single=False)
        return lambda scope, found: element([read(scope) for read in readers], found)

    def _element(self, member: Member, *, single: bool) -> Part:
        if member.shape is not None:
            return _structure(member.name, self._shape(member.shape), single=single)
        return _text(member.name, CONVERTERS[member.converter], single=single)


def _for_each(read: Callable[[Any], Any], element: Part) -> Part:
    def part(scope: Any, found: list[Element]) -> None:
        for item in read(scope) or ():
            element(item, found)

    return part


def _read(read: Callable[[Any], Any], element: Part) -> Part:
    def part(scope: Any, found: list[Element]) -> None:
        element(read(scope), found)

    return part


def _structure(name: str, members: Part, *, single: bool) -> Part:
    def part(value: Any, found: list[Element]) -> None:
        if value is None or value == "":
            return
        inside: list[Element] = []
        members(value, inside)
        found.append(Element(name, tuple(inside)))

    return part if single else _absent_unless_any(lambda values, found: part(values[0], found))


def _text(name: str, convert: Callable[..., str], *, single: bool) -> Part:
    # Most values are texts that stay as they are.
    as_it_is = convert is CONVERTERS["text"] and single

    def part(value: Any, found: list[Element]) -> None:
        if as_it_is and isinstance(value, str):
            if value:
                found.append(Element(name, value))
        elif value is not None and value != "":
            text = _converted(name, convert, (value,) if single else value)
            if text:
                found.append(Element(name, text))

    return part if single else _absent_unless_any(part)


def _named_text(name: str, key: str, convert: Callable[..., str]) -> Part:
    """As `_read` of `_text`, in one function: nearly all elements of a page are made here."""
    read, other = reader(key), _text(name, convert, single=True)
    as_it_is = convert is CONVERTERS["text"]

    def part(scope: Any, found: list[Element]) -> None:
        value = scope.get(key) if type(scope) is dict else read(scope)
        if as_it_is and type(value) is str and value:
            found.append(Element(name, value))
        elif value is not None:
            other(value, found)

    return part


def _converted(name: str, convert: Callable[..., str], values: Iterable[Any]) -> str:
    try:
        return convert(*values)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        message = f"The upstream answered a value for {name} that cannot be read."
        raise UnavailableError(message) from error


def _absent_unless_any(part: Part) -> Part:
    def checked(values: Any, found: list[Element]) -> None:
        if any(value is not None and value != "" for value in values):
            part(values, found)

    return checked
