"""Reduce an answer to the elements that one schema allows, in the schema's order.

Clients generated from a schema (Axis) refuse the whole answer for one unknown element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.legacy_api.schemas.facts import Structure
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.legacy_api.schemas.facts import Facts, Member


def restrict(
    facts: Facts, structure: Structure, elements: Iterable[Element]
) -> tuple[Element, ...] | None:
    """Return the elements that the structure knows, in its order, and shaped likewise inside.

    What the schema does not know is left out: an element, a value of an enumeration, an occurrence
    too many. Where that removes something required, the whole structure is left out, as with a
    requirement whose Comparator is unknown: the result is None. What is required and was not there
    before stays missing, as in an answer that holds an error.
    """
    kept: dict[str, list[Element]] = {}
    lost: list[Member] = []
    for element in elements:
        member = _find_member(structure, element.name)
        if member is None:
            continue
        shaped = _restrict_element(facts, member, element)
        if shaped is None:
            lost.append(member)
        else:
            kept.setdefault(member.name, []).append(shaped)
    if any(len(kept.get(each.name, ())) < each.least for each in lost):
        return None
    known = structure.members.values()
    return tuple(one for each in known for one in kept.get(each.name, ())[: each.most])


def _find_member(structure: Structure, name: str) -> Member | None:
    """Return the member of a name; before 2014 four echoes in Request lack the ending `Request`."""
    if name in structure.members:
        return structure.members[name]
    shorter = structure.members.get(name.removesuffix("Request"))
    return shorter if shorter and shorter.type == name else None


def _restrict_element(facts: Facts, member: Member, element: Element) -> Element | None:
    kind, content = facts.find(member.type), element.content
    if not isinstance(kind, Structure):
        known = isinstance(content, str) and (kind is None or content in kind)
        return element if known else None
    if kind.attributes or (isinstance(content, str) and content):
        return None
    children = restrict(facts, kind, element.children)
    return None if children is None else Element(member.name, children)
