"""Documents of elements and attributes, such as schemas, written for people and compilers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Tag:
    """An element with attributes and without text.

    Attributes:
        name: with its prefix, as in `xs:element`; without one it is in the default namespace.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Tag, ...] = ()


def write_document(root: Tag, namespaces: Mapping[str, str]) -> bytes:
    """Return the document, indented.

    Args:
        root: everything in it.
        namespaces: by prefix, declared at the root since attributes use the prefixes too; the
            default one is under the empty prefix.
    """
    # Any: lxml-stubs does not know None, the default namespace's prefix.
    declared: dict[Any, str] = {prefix or None: name for prefix, name in namespaces.items()}
    node = _build(root, namespaces, declared)
    return etree.tostring(node, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _build(tag: Tag, namespaces: Mapping[str, str], declared: dict[Any, str]) -> etree._Element:
    prefix, _, local = tag.name.rpartition(":")
    name = etree.QName(namespaces[prefix], local)
    node = etree.Element(name, dict(tag.attributes), nsmap=declared)
    node.extend([_build(each, namespaces, declared) for each in tag.children])
    return node
