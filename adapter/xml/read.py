"""Read XML text safely: without entities, document types, and anything outside the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from adapter.text import quote_text
from adapter.xml.element import Element, is_writable

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CHARACTERS = 1_000_000
_MAX_DEPTH = 50
# Twice as many as in a hundred CreateHITs, each as large as the largest known one.
_MAX_ELEMENTS = 20_000

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a document.

    Attributes:
        name: the name without the namespace.
        namespace: the namespace; empty if absent.
        attributes: the texts by name; a name in a namespace is written `{namespace}name`.
        content: texts and elements in order, without comments and processing instructions.
        prefixes: the namespace of the prefix in `xsi:type`, by that prefix; empty without one.
    """

    name: str
    namespace: str
    attributes: Mapping[str, str]
    content: tuple[str | Node, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def elements(self) -> tuple[Node, ...]:
        """Return the elements directly within it."""
        return tuple(each for each in self.content if isinstance(each, Node))

    @property
    def text(self) -> str:
        """Return the text of the element, without that of the elements within it."""
        return "".join(each for each in self.content if isinstance(each, str))


def read(text: str) -> Element:
    """Return the root of a document, without namespaces, attributes and comments.

    Raises:
        ValueError: as in `parse`, or an element contains both text and elements.
    """
    return _convert(parse(text))


def _convert(node: Node) -> Element:
    elements = node.elements
    if elements and node.text.strip():
        raise ValueError(f"has text beside the elements of {node.name}")
    return Element(node.name, tuple(map(_convert, elements)) or node.text)


def parse(text: str, longest: int = _MAX_CHARACTERS) -> Node:
    """Return the root of a document.

    Nothing outside the text is read, and only XML's own five entities are known.

    Args:
        text: the decoded document; the encoding that it declares is ignored.
        longest: the maximum number of characters.

    Raises:
        ValueError: the document is too long or too deep, has too many elements, is not well-formed,
            uses a prefix that it does not declare, or has a document type.
    """
    if len(text) > longest:
        raise ValueError(f"has {len(text)} characters; at most {longest} are read")
    if not is_writable(text):
        raise ValueError("has a character that XML cannot carry")
    # The text is encoded anew here, so the encoding in its declaration no longer applies.
    reader = _TreeBuilder()
    target: Any = reader  # lxml-stubs knows no prefixes in `start`
    # No document type, so no entity but the five; unresolved, one in an attribute stays `&#38;`.
    entities: Any = "internal"  # lxml-stubs knows only yes and no
    parser = etree.XMLParser(
        target=target, encoding="utf-8", resolve_entities=entities, no_network=True, huge_tree=False
    )
    try:
        etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not well-formed XML: {error.msg}") from None
    # libxml2 reports a name without its prefix if that is undeclared, and logs the error. It logs a
    # namespace that is no URI too, which Xerces and the specification take as it is.
    errors = parser.error_log.filter_from_errors()
    if refused := [each for each in errors if each.type != etree.ErrorTypes.WAR_NS_URI]:
        raise ValueError(f"is not well-formed XML: {refused[0].message}")
    return reader.root


@dataclass(frozen=True, slots=True)
class _PartialNode:
    """An element whose end tag the parser has not reached yet."""

    tag: str
    attributes: Mapping[str, str]
    prefixes: Mapping[str, str]
    content: list[str | Node]


class _TreeBuilder:
    """Builds nodes from the parser's events; refuses documents that are too large or unsafe."""

    def __init__(self) -> None:
        self._open: list[_PartialNode] = [_PartialNode("", {}, {}, [])]
        self._count = 0

    @property
    def root(self) -> Node:
        """Return the root of the document that was read."""
        [root] = (each for each in self._open[0].content if isinstance(each, Node))
        return root

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise ValueError("declares a document type; leave it out")

    def start(
        self,
        tag: str | bytes,
        attributes: dict[str | bytes, str | bytes],
        prefixes: Mapping[str, str],
    ) -> None:
        self._count += 1
        if len(self._open) > _MAX_DEPTH:
            raise ValueError(f"is nested deeper than {_MAX_DEPTH} elements")
        if self._count > _MAX_ELEMENTS:
            raise ValueError(f"has more than {_MAX_ELEMENTS} elements")
        named = {str(name): str(text) for name, text in attributes.items()}
        self._open.append(_PartialNode(str(tag), named, prefixes, []))

    def data(self, data: str | bytes) -> None:
        self._open[-1].content.append(str(data))

    def end(self, _tag: str | bytes) -> None:
        done = self._open.pop()
        namespace, _, name = done.tag.removeprefix("{").rpartition("}")
        prefixes = self._find_type_prefix(done)
        node = Node(name, namespace, done.attributes, tuple(done.content), prefixes)
        self._open[-1].content.append(node)

    def _find_type_prefix(self, element: _PartialNode) -> dict[str, str]:
        """Return the namespace of the prefix in `xsi:type`, by that prefix; empty without one."""
        name = element.attributes.get(_TYPE, "")
        prefix, colon, _ = name.strip().partition(":")
        if not colon:
            return {}
        for each in (element, *reversed(self._open)):
            if prefix in each.prefixes:
                return {prefix: each.prefixes[prefix]}
        raise ValueError(f"names the type {quote_text(name)}, whose prefix is not declared")

    def comment(self, _text: str | bytes) -> None:
        """Ignore comments."""

    def close(self) -> None:
        """Do nothing, as `root` returns the document."""
