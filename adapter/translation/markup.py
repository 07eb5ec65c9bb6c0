"""Expand structures that were sent as XML text into names and texts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, count
from typing import TYPE_CHECKING

from adapter.translation.known import find_parameter, is_structured
from adapter.translation.names import MAX_NAME_LENGTH, split_name
from adapter.xml import read as xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapter.mapping.request import Parameter
    from adapter.translation.known import Structures
    from adapter.translation.names import Pair
    from adapter.xml.element import Element

_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")
_MOST_STRUCTURES = 100


def flatten_structures(
    pairs: Sequence[Pair], parameters: Iterable[Parameter], structures: Structures
) -> tuple[Pair, ...]:
    """Return the pairs, with names in place of each structure sent as XML, as goamz does.

    Other XML stays a text. A pair in both query and body counts once. A structure keeps the
    caller's number; one without a number gets the next free one.
    """
    parameters = tuple(parameters)
    once = dict.fromkeys(pairs)
    read = [
        (name, text, _find_structures(name, text, parameters, structures)) for name, text in once
    ]
    taken = {step for name, _, roots in read if not roots for step in _read_first_step(name)}
    free: dict[str, Iterator[int]] = {}
    plain: list[Pair] = []
    for name, text, roots in read:
        if not roots:
            plain.append((name, text))
        for root in roots:
            [(own, wanted)] = _read_first_step(name)
            numbers = chain([wanted] if wanted >= 0 else (), free.setdefault(own, count(1)))
            number = next(each for each in numbers if (own, each) not in taken)
            taken.add((own, number))
            plain += _flatten(root, f"{own}.{number}")
    return tuple(plain)


def is_markup(text: str) -> bool:
    """Return whether a text is meant as XML."""
    return text.lstrip().startswith("<")


def read_structures(parameter: Parameter, text: str) -> tuple[Element, ...]:
    """Return the structures in a text, at least one.

    Raises:
        ValueError: it is no XML, or XML of something else.
    """
    body = _DECLARATION.sub("", text.strip())
    found = xml.read(f"<All>{body}</All>").children
    if not 0 < len(found) <= _MOST_STRUCTURES:
        raise ValueError(f"holds none or more than {_MOST_STRUCTURES} elements")
    names = (parameter.name, parameter.structure or "Price")
    if any(root.name not in names for root in found):
        raise ValueError(f"holds elements other than {parameter.name}")
    return found


def _find_structures(
    name: str, text: str, parameters: Iterable[Parameter], structures: Structures
) -> tuple[Element, ...]:
    """Return the structures of a text; none in one that cannot be read, which is refused later."""
    path = split_name(name) if is_markup(text) else ()
    parameter = find_parameter((path[0].name,), parameters, structures) if len(path) == 1 else None
    if parameter is None or not is_structured(parameter):
        return ()
    try:
        return read_structures(parameter, text)
    except ValueError:
        return ()


def _read_first_step(name: str) -> list[tuple[str, int]]:
    """Return the first step's name and number, where there is one."""
    return [(step.name, step.number) for step in split_name(name)[:1]]


def _flatten(element: Element, place: str) -> Iterator[Pair]:
    if isinstance(element.content, str) or len(place) > MAX_NAME_LENGTH:
        yield place, element.content if isinstance(element.content, str) else ""
        return
    of_a_name = Counter(child.name for child in element.children)
    seen: Counter[str] = Counter()
    for child in element.children:
        seen[child.name] += 1
        number = f".{seen[child.name]}" if of_a_name[child.name] > 1 else ""
        yield from _flatten(child, f"{place}.{child.name}{number}")
