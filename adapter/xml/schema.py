"""Documents validated against a schema, with the line of every violation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from lxml import etree

from adapter.text import shorten
from adapter.xml.read import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LONGEST_MESSAGE = 300
_FACET = re.compile(r"\[facet '[a-zA-Z]+'\] ")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the schema does not allow, and the line of the document it is on."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LocatedElement:
    """An element that knows its line.

    Attributes:
        name: without namespace.
        namespace: empty if absent.
        line: where its start tag ends.
        attributes: by name; one in a namespace is called `{namespace}name`.
        text: its own, without that of its elements.
        elements: those that stand in it.
    """

    name: str
    namespace: str
    line: int
    attributes: Mapping[str, str]
    text: str
    elements: tuple[LocatedElement, ...]

    def find_child(self, name: str) -> LocatedElement | None:
        """Return the first of its elements with a name, in any namespace."""
        return next((each for each in self.elements if each.name == name), None)

    def find_children(self, name: str) -> tuple[LocatedElement, ...]:
        """Return its elements with a name, in any namespace."""
        return tuple(each for each in self.elements if each.name == name)

    def find_descendants(self, name: str) -> Iterator[LocatedElement]:
        """Yield all elements with a name at any depth, in the document's order."""
        for each in self.elements:
            if each.name == name:
                yield each
            yield from each.find_descendants(name)


@dataclass(frozen=True, slots=True)
class Document:
    """A document, read as safely as by `xml.parse`, that can be validated."""

    root: LocatedElement
    _node: etree._Element = field(repr=False)

    def find_faults(self, schema: Path) -> tuple[Fault, ...]:
        """Return what the schema does not allow, in the document's order.

        Args:
            schema: an XSD file of our own; it is compiled once. Places that the document itself
                names for schemas are not looked at.
        """
        compiled, lock = _compile(schema)
        # The log of a schema belongs to all threads that use it.
        with lock:
            compiled.validate(self._node)
            # Any: lxml-stubs does not know that a log is a sequence of entries.
            log: Any = compiled.error_log
        return tuple(Fault(each.line, _shorten_message(each.message, self.root)) for each in log)


def read(text: str, longest: int) -> Document:
    """Return the document in a text, of at most so many characters.

    Raises:
        ValueError: as `xml.parse`.
    """
    parse(text, longest)
    # `parse` refused what is not well-formed but for a namespace that is no URI, which lxml refuses
    # unless it recovers. It refused external references and entities; none is resolved here.
    entities: Any = "internal"  # lxml-stubs knows only yes and no
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=entities,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    node = etree.fromstring(text.encode(), parser)
    return Document(_locate(node), node)


def _locate(node: etree._Element) -> LocatedElement:
    name = etree.QName(node)
    attributes = {str(key): str(value) for key, value in node.attrib.items()}
    text = (node.text or "") + "".join(child.tail or "" for child in node)
    elements = tuple(_locate(child) for child in node)
    line: Any = node.sourceline  # lxml-stubs declares an ellipsis
    return LocatedElement(name.localname, name.namespace or "", line, attributes, text, elements)


@cache
def _compile(schema: Path) -> tuple[etree.XMLSchema, Lock]:
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.XMLSchema(etree.parse(schema, parser)), Lock()


def _shorten_message(message: str, root: LocatedElement) -> str:
    """Return the message, cut short, without the document's namespace."""
    named = message.replace(f"{{{root.namespace}}}", "")
    return shorten(_FACET.sub("", named), _LONGEST_MESSAGE)
