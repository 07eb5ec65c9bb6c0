"""Write XML: answers for clients, documents for people, and markup inside a text."""

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
    """Return a document for legacy clients, and how many characters were replaced.

    Some clients search the text for tags, so it has a declaration without an encoding, then all
    elements on one line, without a namespace, in UTF-8. A character that XML 1.0 cannot carry is
    replaced by U+FFFD.

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
    """Return a document as `write` does, with other elements around the content.

    Args:
        wrappers: the names of the outer elements, each as `prefix:Name`, the outermost first.
        prefixes: the namespaces by prefix, which the outermost element declares.
        elements: the elements inside the innermost wrapper.
        namespace: the namespace of these elements and of all within them; empty for none.
    """
    outermost, *others = (
        etree.QName(prefixes[prefix], name)
        for prefix, name in (wrapper.split(":") for wrapper in wrappers)
    )
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


def _fill(node: etree._Element, content: str | tuple[Element, ...], place: str = "") -> int:
    """Put content into a node, and return how many characters were replaced.

    Args:
        node: an empty node.
        content: the content of an `Element`.
        place: the namespace of all elements in the content, in braces; empty for none.
    """
    if isinstance(content, tuple):
        return sum(
            _fill(etree.SubElement(node, place + child.name), child.content, place)
            for child in content
        )
    try:
        node.text = content
    except ValueError:  # lxml's, for a character that XML cannot carry
        node.text, replaced = replace_unwritable(content)
        return replaced
    return 0


def write_markup(node: Node) -> str:
    """Return the content of a node as XML text, as if the client had escaped it.

    Elements in the node's namespace have none in the text, as they only inherited it.
    """
    top = etree.Element("top")
    top.text = ""
    _add_content(top, node, "", node.namespace)
    text: str = etree.tostring(top, encoding="unicode")
    return text.removeprefix("<top>").removesuffix("</top>")


def _add_content(parent: etree._Element, node: Node, around: str, left_out: str) -> None:
    """Add the content of a node to an element.

    Args:
        parent: the element.
        node: the node whose content is added.
        around: the default namespace inside the parent.
        left_out: the namespace to leave out; elements in it are written without one.
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
        name: the name with its prefix, as `xs:element`; without one, in the default namespace.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Tag, ...] = ()


def write_document(root: Tag, namespaces: Mapping[str, str]) -> bytes:
    """Return the document with indentation.

    Args:
        root: the root element.
        namespaces: the namespaces by prefix, with the default one under the empty prefix. The root
            declares them all, since values of attributes use the prefixes, too.
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
