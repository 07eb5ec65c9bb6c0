"""Reduce an answer to the elements that a schema allows, in the schema's order.

Clients generated from a schema (Axis) refuse the whole answer for one unknown element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.legacy_api.schemas.schema import Structure
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.legacy_api.schemas.schema import Member, Schema


def restrict_answer(
    schema: Schema, operation: str, elements: Iterable[Element]
) -> tuple[Element, ...]:
    """Return an answer's OperationRequest and results in the order and words of the schema.

    Elements, values of enumerations and occurrences that the schema does not know are left out. A
    structure that loses a required member is left out as a whole, such as a requirement whose
    Comparator is unknown. A required member that was absent before stays absent, as in an answer
    that holds an error.
    """
    return _restrict(schema, schema.find_answer(operation), elements) or ()


def _restrict(
    schema: Schema, structure: Structure, elements: Iterable[Element]
) -> tuple[Element, ...] | None:
    """Return the members of the structure; None if a required one was lost."""
    kept: dict[str, list[Element]] = {}
    lost: list[Member] = []
    for element in elements:
        member = _find_member(structure, element.name)
        if member is None:
            continue
        shaped = _restrict_element(schema, member, element)
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


def _restrict_element(schema: Schema, member: Member, element: Element) -> Element | None:
    kind, content = schema.find(member.type), element.content
    if not isinstance(kind, Structure):
        known = isinstance(content, str) and (kind is None or content in kind)
        return element if known else None
    if kind.attributes or (isinstance(content, str) and content):
        return None
    children = _restrict(schema, kind, element.children)
    return None if children is None else Element(member.name, children)
