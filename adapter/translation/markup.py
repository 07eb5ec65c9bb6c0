"""Expand structures that were sent as XML text into names and texts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, count
from typing import TYPE_CHECKING

from adapter.translation.names import MAX_NAME_LENGTH, split_names
from adapter.xml import read as xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapter.mapping.request import NamePath, Parameter
    from adapter.translation.names import NamedText, Pair
    from adapter.xml.element import Element

_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")
_MOST_STRUCTURES = 100


def flatten_structures(
    texts: Iterable[NamedText], accepted: Mapping[NamePath, Parameter]
) -> tuple[NamedText, ...]:
    """Return the texts, with names in place of each structure sent as XML, as goamz does.

    Other XML stays a text. A pair in both query and body counts once. A structure keeps the
    caller's number; one without a number gets the next free one.

    Args:
        texts: as sent.
        accepted: the operation's parameters by every name.
    """
    read = [(each, _find_structures(each, accepted)) for each in dict.fromkeys(texts)]
    taken = {
        (step.name, step.number) for each, roots in read if not roots for step in each.steps[:1]
    }
    free: dict[str, Iterator[int]] = {}
    plain: list[NamedText] = []
    for each, roots in read:
        if not roots:
            plain.append(each)
        for root in roots:
            [step] = each.steps
            wanted = [step.number] if step.number >= 0 else []
            numbers = chain(wanted, free.setdefault(step.name, count(1)))
            number = next(number for number in numbers if (step.name, number) not in taken)
            taken.add((step.name, number))
            plain += split_names(_flatten(root, f"{step.name}.{number}"))
    return tuple(plain)


def is_markup(text: str) -> bool:
    """Return whether a text begins as XML does."""
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
    names = (parameter.name, parameter.structure.name if parameter.structure else "Price")
    if any(root.name not in names for root in found):
        raise ValueError(f"holds elements other than {parameter.name}")
    return found


def _find_structures(
    sent: NamedText, accepted: Mapping[NamePath, Parameter]
) -> tuple[Element, ...]:
    """Return the structures of a text; none in one that cannot be read, which is refused later."""
    parameter = accepted.get(sent.path) if is_markup(sent.text) and len(sent.path) == 1 else None
    if parameter is None or not parameter.members:
        return ()
    try:
        return read_structures(parameter, sent.text)
    except ValueError:
        return ()


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
