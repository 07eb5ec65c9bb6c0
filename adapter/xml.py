"""Ordered writing and safe parsing of XML: the only module that knows lxml."""

from __future__ import annotations

import re

from lxml import etree

from adapter.messages import Element

_DECLARATION = b'<?xml version="1.0"?>\n'
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LONGEST = 1_000_000
_DEEPEST = 50


def write(root: Element) -> tuple[bytes, int]:
    """The document as legacy clients search it, and how many characters had to be replaced.

    A declaration without encoding, then everything on one line, no namespace, UTF-8. Text is
    escaped (`&lt;`, `&gt;`, `&amp;`; quotes stay raw, a carriage return is `&#13;`). A character
    that XML 1.0 cannot carry becomes U+FFFD.
    """
    node, replaced = _built(root)
    return _DECLARATION + etree.tostring(node, encoding="utf-8") + b"\n", replaced


def _built(element: Element) -> tuple[etree._Element, int]:
    node = etree.Element(element.name)
    if isinstance(element.content, str):
        node.text, replaced = _UNWRITABLE.subn("\ufffd", element.content)
        return node, replaced
    children = [_built(each) for each in element.content]
    node.extend([child for child, _ in children])
    return node, sum(replaced for _, replaced in children)


def read(text: str) -> Element:
    """The root of a document, names without namespaces, attributes and comments left out.

    Nothing outside the text is read, and no entity is known but XML's own five.

    Raises:
        ValueError: it is too long, too deep, not well-formed, has a document type, or has text
            beside elements.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"has {len(text)} characters; at most {_LONGEST} are read")
    if _UNWRITABLE.search(text):
        raise ValueError("has a character that XML cannot carry")
    # The encoding is ours: what a declaration says was true before the text was decoded.
    reader = _Reader()
    parser = etree.XMLParser(
        target=reader, encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not well-formed XML: {error.msg}") from None
    return reader.root


class _Reader:
    """Builds elements from what the parser meets, and stops it at what must not be there."""

    def __init__(self) -> None:
        self._open: list[tuple[str, list[Element], list[str]]] = [("", [], [])]

    @property
    def root(self) -> Element:
        """The whole document, once it was read."""
        return self._open[0][1][0]

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise ValueError("declares a document type; leave it out")

    def start(self, tag: str | bytes, _attributes: object) -> None:
        if len(self._open) > _DEEPEST:
            raise ValueError(f"is nested deeper than {_DEEPEST} elements")
        self._open.append((str(tag).rpartition("}")[2], [], []))

    def data(self, data: str | bytes) -> None:
        self._open[-1][2].append(str(data))

    def end(self, _tag: str | bytes) -> None:
        name, children, texts = self._open.pop()
        text = "".join(texts)
        if children and text.strip():
            raise ValueError(f"has text beside the elements of {name}")
        self._open[-1][1].append(Element(name, tuple(children) or text))

    def comment(self, _text: str | bytes) -> None:
        """Left out."""

    def close(self) -> None:
        """The parser's call at the end, whether it got there or not; `root` has what was read."""
