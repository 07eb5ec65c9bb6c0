"""From elements to the bytes of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from adapter.xml.characters import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adapter.xml.element import Element

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
