"""Safe parsing of XML, and documents about documents: the only module that knows lxml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from adapter.text import quoted
from adapter.xml.tree import Element

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LONGEST = 1_000_000
_DEEPEST = 50
# A hundred CreateHITs, each with as many elements as a real one ever had, are half of this.
_MOST_ELEMENTS = 20_000

_XML = "http://www.w3.org/XML/1998/namespace"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@dataclass(frozen=True, slots=True)
class Node:
    """An element as it came.

    Attributes:
        name: without namespace.
        namespace: empty where there is none.
        attributes: by name; one in a namespace is called `{namespace}name`.
        content: texts and elements in order, without comments and processing instructions.
    """

    name: str
    namespace: str
    attributes: Mapping[str, str]
    content: tuple[str | Node, ...]

    @property
    def elements(self) -> tuple[Node, ...]:
        """The elements that stand in it."""
        return tuple(each for each in self.content if isinstance(each, Node))

    @property
    def text(self) -> str:
        """Its own text, without that of its elements."""
        return "".join(each for each in self.content if isinstance(each, str))


def read(text: str) -> Element:
    """The root of a document, names without namespaces, attributes and comments left out.

    Raises:
        ValueError: as `parse`, and where text stands beside elements.
    """
    return _plain(parse(text))


def _plain(node: Node) -> Element:
    elements = node.elements
    if elements and node.text.strip():
        raise ValueError(f"has text beside the elements of {node.name}")
    return Element(node.name, tuple(map(_plain, elements)) or node.text)


def parse(text: str, longest: int = _LONGEST) -> Node:
    """The root of a document.

    Nothing outside the text is read, and no entity is known but XML's own five.

    Args:
        text: decoded already; the encoding that it declares is not asked for.
        longest: how many characters are read at most.

    Raises:
        ValueError: it is too long or too deep, has too many elements, is not well-formed, uses a
            prefix that it does not declare, or has a document type.
    """
    if len(text) > longest:
        raise ValueError(f"has {len(text)} characters; at most {longest} are read")
    if _UNWRITABLE.search(text):
        raise ValueError("has a character that XML cannot carry")
    # The encoding is ours: what a declaration says was true before the text was decoded.
    reader = _Reader()
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
    # libxml2 hands on a name whose prefix is undeclared without the prefix, and logs the error.
    if errors := parser.error_log.filter_from_errors():
        raise ValueError(f"is not well-formed XML: {errors[0].message}")
    return reader.root


@dataclass(frozen=True, slots=True)
class _Begun:
    """An element that the parser is in."""

    tag: str
    attributes: Mapping[str, str]
    prefixes: Mapping[str, str]
    content: list[str | Node]


class _Reader:
    """Builds nodes from what the parser meets, and stops it at what must not be there."""

    def __init__(self) -> None:
        self._open: list[_Begun] = [_Begun("", {}, {}, [])]
        self._count = 0

    @property
    def root(self) -> Node:
        """The whole document, once it was read."""
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
        if len(self._open) > _DEEPEST:
            raise ValueError(f"is nested deeper than {_DEEPEST} elements")
        if self._count > _MOST_ELEMENTS:
            raise ValueError(f"has more than {_MOST_ELEMENTS} elements")
        named = {str(name): str(text) for name, text in attributes.items()}
        self._open.append(_Begun(str(tag), named, prefixes, []))
        self._check_type(named.get(_TYPE, ""))

    def _check_type(self, name: str) -> None:
        """Raise a ValueError if a type is named with a prefix that is not declared here."""
        prefix, colon, _ = name.strip().partition(":")
        if colon and not any(prefix in each.prefixes for each in self._open):
            raise ValueError(f"names the type {quoted(name)}, whose prefix is not declared")

    def data(self, data: str | bytes) -> None:
        self._open[-1].content.append(str(data))

    def end(self, _tag: str | bytes) -> None:
        done = self._open.pop()
        namespace, _, name = done.tag.removeprefix("{").rpartition("}")
        node = Node(name, namespace, done.attributes, tuple(done.content))
        self._open[-1].content.append(node)

    def comment(self, _text: str | bytes) -> None:
        """Left out."""

    def close(self) -> None:
        """The parser's call at the end, whether it got there or not; `root` has what was read."""


def markup(node: Node) -> str:
    """What stands in an element, as the XML text that escaping it would have carried.

    An element in the node's own namespace has none in the text: it inherited that by accident.
    """
    return "".join(_marked(each, "", node.namespace) for each in node.content)


def _marked(part: str | Node, around: str, lost: str) -> str:
    """The text of one part; `around` is the namespace it inherits, `lost` the one to leave out."""
    if isinstance(part, str):
        return escape(part, {"\r": "&#13;"})
    namespace = "" if part.namespace == lost else part.namespace
    declared = "" if namespace == around else f" xmlns={quoteattr(namespace)}"
    attributes = "".join(_attribute(n, each) for n, each in enumerate(part.attributes.items()))
    start = part.name + declared + attributes
    inner = "".join(_marked(each, namespace, lost) for each in part.content)
    return f"<{start}>{inner}</{part.name}>" if inner else f"<{start}/>"


def _attribute(number: int, item: tuple[str, str]) -> str:
    """One attribute; its namespace, where it has one, is declared beside it."""
    namespace, _, name = item[0].removeprefix("{").rpartition("}")
    value = quoteattr(item[1])
    if not namespace:
        return f" {name}={value}"
    if namespace == _XML:
        return f" xml:{name}={value}"
    return f" xmlns:a{number}={quoteattr(namespace)} a{number}:{name}={value}"


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of a document about documents: attributes and no text.

    Attributes:
        name: with its prefix, as in `xs:element`; without one it is in the default namespace.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Tag, ...] = ()


def document(root: Tag, namespaces: Mapping[str, str]) -> bytes:
    """The document on many lines, for people and compilers.

    Args:
        root: everything in it.
        namespaces: by prefix, declared at the root since attributes use the prefixes too; the
            default one is under the empty prefix.
    """
    # Any: lxml-stubs does not know None, the default namespace's prefix.
    declared: dict[Any, str] = {prefix or None: name for prefix, name in namespaces.items()}
    node = _raised(root, namespaces, declared)
    return etree.tostring(node, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _raised(tag: Tag, namespaces: Mapping[str, str], declared: dict[Any, str]) -> etree._Element:
    name = _qualified(tag.name, namespaces)
    node = etree.Element(name, dict(tag.attributes), nsmap=declared)
    node.extend([_raised(each, namespaces, declared) for each in tag.children])
    return node


def _qualified(name: str, namespaces: Mapping[str, str]) -> etree.QName:
    prefix, _, local = name.rpartition(":")
    return etree.QName(namespaces[prefix], local)
