"""Write elements as documents, for clients, for people and as markup inside a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adapter.xml.element import Element
    from adapter.xml.read import Node

_DECLARATION = b'<?xml version="1.0"?>\n'

_DECLARATION_OF_UTF_8 = b'<?xml version="1.0" encoding="utf-8"?>'


def write(root: Element) -> tuple[bytes, int]:
    """Return the document as legacy clients search it, and how many characters were replaced.

    A declaration without encoding, then everything on one line, no namespace, UTF-8. A character
    that XML 1.0 cannot carry becomes U+FFFD.

    Raises:
        ValueError: an element's name is not allowed in XML.
    """
    node = etree.Element(root.name)
    replaced = _fill(node, root.content)
    return _DECLARATION + etree.tostring(node, encoding="utf-8") + b"\n", replaced


def write_inside(
    wrappers: Sequence[str],
    prefixes: Mapping[str, str],
    elements: Iterable[Element],
    namespace: str = "",
) -> tuple[bytes, int]:
    """Return a document of one line, as `write` does, with other elements around the content.

    Args:
        wrappers: names of the elements around it, each as `prefix:Name`, the outermost first.
        prefixes: namespaces by prefix, all declared at the outermost.
        elements: what stands in the innermost.
        namespace: of the elements and all they hold, declared as the default one; may be empty.
    """
    outermost, *others = (_qualify(name, prefixes) for name in wrappers)
    root = parent = etree.Element(outermost, nsmap=dict(prefixes))
    for name in others:
        parent = etree.SubElement(parent, name)
    # Any: lxml-stubs does not know None, the default namespace's prefix.
    declared: dict[Any, str] = {None: namespace} if namespace else {}
    place = f"{{{namespace}}}" if namespace else ""
    replaced = 0
    for element in elements:
        node = etree.SubElement(parent, place + element.name, nsmap=declared)
        replaced += _fill(node, element.content, place)
    return _DECLARATION_OF_UTF_8 + etree.tostring(root, encoding="utf-8"), replaced


def _qualify(name: str, prefixes: Mapping[str, str]) -> etree.QName:
    prefix, _, local = name.partition(":")
    return etree.QName(prefixes[prefix], local)


def _fill(node: etree._Element, content: str | tuple[Element, ...], place: str = "") -> int:
    """Put content into a node and return how many characters had to be replaced.

    Args:
        node: an empty one.
        content: of an `Element`.
        place: the namespace of all elements in it, in braces; empty for none.
    """
    if isinstance(content, str):
        return _set_text(node, content)
    return sum(
        _fill(etree.SubElement(node, place + child.name), child.content, place) for child in content
    )


def _set_text(node: etree._Element, text: str) -> int:
    try:
        node.text = text
    except ValueError:  # lxml's for a text that holds what XML cannot carry
        node.text, replaced = replace_unwritable(text)
        return replaced
    return 0


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
