"""From an element that was read back to XML text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from adapter.xml.read import Node


def write_markup(node: Node) -> str:
    """Return what stands in an element, as the XML text that escaping it would have carried.

    An element in the node's own namespace has none in the text: it inherited that by accident.
    """
    top = etree.Element("top")
    top.text = ""
    _add_content(top, node, "", node.namespace)
    text: str = etree.tostring(top, encoding="unicode")
    return text.removeprefix("<top>").removesuffix("</top>")


def _add_content(parent: etree._Element, node: Node, around: str, left_out: str) -> None:
    """Add what stands in a node to an element.

    Args:
        parent: the element.
        node: whose content is added.
        around: the namespace that an element in the parent inherits.
        left_out: the namespace that elements lose.
    """
    last: etree._Element | None = None
    for part in node.content:
        if not isinstance(part, str):
            last = _add(parent, part, around, left_out)
        elif last is None:
            parent.text = (parent.text or "") + part
        else:
            last.tail = (last.tail or "") + part


def _add(parent: etree._Element, node: Node, around: str, left_out: str) -> etree._Element:
    namespace = "" if node.namespace == left_out else node.namespace
    # Any: lxml-stubs does not know None, the default namespace's prefix.
    declared: dict[Any, str] = dict(node.prefixes)
    if namespace != around:
        declared[None] = namespace
    name = etree.QName(namespace or None, node.name)
    added = etree.SubElement(parent, name, dict(node.attributes), declared)
    _add_content(added, node, namespace, left_out)
    return added
