"""Ordered writing and safe parsing of XML: the only module that knows lxml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from adapter.messages import Element

_DECLARATION = b'<?xml version="1.0"?>\n'
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
