"""An answer as one schema has it: its order, and nothing that it does not know.

Clients made from a schema (Axis) refuse the whole answer for one element they do not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.legacy_api.schemas.facts import Structure
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.legacy_api.schemas.facts import Facts, Member


def shape(
    facts: Facts, structure: Structure, elements: Iterable[Element]
) -> tuple[Element, ...] | None:
    """The elements that the structure has a place for, in its order, and so on inside each.

    Left out is what the schema does not know: an element, a value of an enumeration, an occurrence
    too many. None: that took away something the structure demands, so it cannot be said at all;
    a requirement whose Comparator is unknown is left out whole. What was demanded and never there
    stays missing: an answer that says an error is that short.
    """
    kept: dict[str, list[Element]] = {}
    lost: list[Member] = []
    for element in elements:
        member = _member(structure, element.name)
        if member is None:
            continue
        said = _said(facts, member, element)
        if said is None:
            lost.append(member)
        else:
            kept.setdefault(member.name, []).append(said)
    if any(len(kept.get(each.name, ())) < each.least for each in lost):
        return None
    known = structure.members.values()
    return tuple(said for each in known for said in kept.get(each.name, ())[: each.most])


def _member(structure: Structure, name: str) -> Member | None:
    """The member of this name; before 2014 four echoes in Request lack the ending `Request`."""
    if name in structure.members:
        return structure.members[name]
    shorter = structure.members.get(name.removesuffix("Request"))
    return shorter if shorter and shorter.type == name else None


def _said(facts: Facts, member: Member, element: Element) -> Element | None:
    kind, content = facts.find(member.type), element.content
    if not isinstance(kind, Structure):
        known = isinstance(content, str) and (kind is None or content in kind)
        return element if known else None
    if kind.attributes or (isinstance(content, str) and content):
        return None
    children = shape(facts, kind, element.children)
    return None if children is None else Element(member.name, children)
