"""Validate documents against schemas, and find the line of each violation."""

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
    """A violation of a schema, and its line in the document."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LocatedElement:
    """An element with its line in the document.

    Attributes:
        name: the name without the namespace.
        namespace: the namespace; empty if absent.
        line: the line where the start tag ends.
        attributes: the texts by name; a name in a namespace is written `{namespace}name`.
        text: the text of the element, without that of the elements within it.
        elements: the elements directly within it.
    """

    name: str
    namespace: str
    line: int
    attributes: Mapping[str, str]
    text: str
    elements: tuple[LocatedElement, ...]

    def find_child(self, name: str) -> LocatedElement | None:
        """Return the first element with the name directly within this one, in any namespace."""
        return next((each for each in self.elements if each.name == name), None)

    def find_children(self, name: str) -> tuple[LocatedElement, ...]:
        """Return the elements with the name directly within this one, in any namespace."""
        return tuple(each for each in self.elements if each.name == name)

    def find_descendants(self, name: str) -> Iterator[LocatedElement]:
        """Yield the elements with the name at any depth, in the order of the document."""
        for each in self.elements:
            if each.name == name:
                yield each
            yield from each.find_descendants(name)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be validated, read as safely as `adapter.xml.read.parse` does."""

    root: LocatedElement
    _node: etree._Element = field(repr=False)

    def find_faults(self, schema: Path) -> tuple[Fault, ...]:
        """Return the violations of a schema, in the order of the document.

        Schemas that the document names are not read.

        Args:
            schema: an XSD file of the project, which is compiled once.
        """
        compiled, lock = _compile(schema)
        # All threads that use a schema share its log.
        with lock:
            compiled.validate(self._node)
            # Any: lxml-stubs does not know that a log is a sequence of entries.
            log: Any = compiled.error_log
        own = f"{{{self.root.namespace}}}"
        messages = ((each.line, _FACET.sub("", each.message.replace(own, ""))) for each in log)
        return tuple(Fault(line, shorten(text, _LONGEST_MESSAGE)) for line, text in messages)


def read(text: str, longest: int) -> Document:
    """Return the document in a text.

    Args:
        text: the document.
        longest: the maximum number of characters.

    Raises:
        ValueError: the document is malformed, unsafe or too large, as in `adapter.xml.read.parse`.
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
