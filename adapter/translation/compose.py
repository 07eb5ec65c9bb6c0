"""From what was found out to the ordered elements of a legacy answer.

A response is compiled once, for the response groups that are asked for, into functions: one for a
run of members that are an item's own texts, one for each other member. A page of a hundred items is
six hundred elements.
"""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError
from adapter.mapping.converters import CONVERTERS
from adapter.mapping.converters import text as as_text
from adapter.translation.same import Same
from adapter.translation.scope import lookup, reader
from adapter.xml.tree import Element, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set

    from adapter.mapping.schema import Member, Response, Shape
    from adapter.model import Scope

    # Adds the elements that a value makes to those before it.
    Found = list[Element | Texts]
    Part = Callable[[Any, Found], None]

_MOST_COMPILED = 1024


def compose(
    scope: Scope, response: Response, shapes: Mapping[str, Shape], groups: Set[str]
) -> tuple[Element | Texts, ...]:
    """What stands in the result behind `Request`; an absent or empty value leaves its element out.

    Args:
        scope: what the conversation returned.
        response: of the operation's mapping.
        shapes: by name.
        groups: the response groups that are given.

    Raises:
        UnavailableError: the upstream answered a value that is not of its documented kind.
    """
    found: Found = []
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

    def _later(self, name: str, item: Any, found: Found) -> None:
        self._made[name](item, found)

    def _members(self, members: Iterable[Member]) -> Part:
        given = [
            member
            for member in members
            if not member.groups or not self._groups.isdisjoint(member.groups)
        ]
        parts: list[Part] = []
        for is_plain, run in groupby(given, _is_plain):
            own = tuple(run)
            parts += [_texts(own)] if is_plain else map(self._member, own)
        if len(parts) == 1:
            return parts[0]

        def each(scope: Any, found: Found) -> None:
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
            return _read(reader(member.paths[0]), self._element(member, single=True))
        readers = tuple(map(reader, member.paths))
        element = self._element(member, single=False)
        return lambda scope, found: element([read(scope) for read in readers], found)

    def _element(self, member: Member, *, single: bool) -> Part:
        if member.shape is not None:
            return _structure(member.name, self._shape(member.shape), single=single)
        return _element_of(member.name, CONVERTERS[member.converter], single=single)


def _is_plain(member: Member) -> bool:
    """Whether it is the text of one member of the item that it is looked for in."""
    structured = member.each is not None or member.shape is not None or member.value is not None
    return not structured and len(member.paths) == 1 and "." not in member.paths[0]


def _texts(members: Sequence[Member]) -> Part:
    """Nearly all elements of a page are made here."""
    every = tuple(member.name for member in members)
    columns = [(each.name, each.paths[0], CONVERTERS[each.converter]) for each in members]

    def part(scope: Any, found: Found) -> None:
        read = scope.get if type(scope) is dict else partial(lookup, scope)
        names, texts = [], []
        for name, key, convert in columns:
            value = read(key)
            if value is None:
                continue
            # Most values are texts that stay as they are.
            text = (
                value if convert is as_text and type(value) is str else _text(name, convert, value)
            )
            if text:
                names.append(name)
                texts.append(text)
        if texts:
            complete = len(texts) == len(every)
            found.append(Texts(every if complete else tuple(names), tuple(texts)))

    return part


def _for_each(read: Callable[[Any], Any], element: Part) -> Part:
    def part(scope: Any, found: Found) -> None:
        for item in read(scope) or ():
            element(item, found)

    return part


def _read(read: Callable[[Any], Any], element: Part) -> Part:
    def part(scope: Any, found: Found) -> None:
        element(read(scope), found)

    return part


def _structure(name: str, members: Part, *, single: bool) -> Part:
    def part(value: Any, found: Found) -> None:
        if value is None or value == "":
            return
        inside: Found = []
        members(value, inside)
        found.append(Element(name, tuple(inside)))

    return part if single else lambda values, found: part(values[0], found)


def _element_of(name: str, convert: Callable[..., str], *, single: bool) -> Part:
    def part(value: Any, found: Found) -> None:
        text = _text(name, convert, *((value,) if single else value))
        if text:
            found.append(Element(name, text))

    return part


def _text(name: str, convert: Callable[..., str], *values: Any) -> str:
    """Empty where there is nothing to convert."""
    try:
        return "" if values.count(None) + values.count("") == len(values) else convert(*values)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        message = f"The upstream answered a value for {name} that cannot be read."
        raise UnavailableError(message) from error
