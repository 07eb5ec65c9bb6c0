"""The XHTML inside a form's `FormattedContent` elements, which is text to the form's own schema.

As the service did: the text becomes the content of a document of its own, in XHTML's namespace,
and that document is held against a schema.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from adapter.marketplace.documents.kinds import FORMATTED
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

_OPENING = '<FormattedContent xmlns="http://www.w3.org/1999/xhtml">'
_CLOSING = "</FormattedContent>"
_ENTITY = re.compile("&([A-Za-z][A-Za-z0-9]*);")
_XML_KNOWS = frozenset(("amp", "lt", "gt", "quot", "apos"))
_LONGEST = 1_000_000


def faults(text: str, line: int) -> tuple[Fault, ...]:
    """What is wrong with the content.

    Args:
        text: of the element.
        line: of the whole document where the text begins.
    """
    if "<!--" in text:
        return (Fault(line + text[: text.index("<!--")].count("\n"), "comments are not allowed"),)
    # Empty lines in front give every line the number that it has in the whole document.
    content = "\n" * (line - 1) + _OPENING + _ENTITY.sub(_character, text) + _CLOSING
    try:
        return xml_schema.read(content, _LONGEST).faults(FORMATTED)
    except ValueError as error:
        return (Fault(line, f"FormattedContent {error}"),)


def _character(entity: re.Match[str]) -> str:
    """The character that HTML's name means, by number; XML's own names and others' stay."""
    name = entity[1]
    if name in _XML_KNOWS or name not in name2codepoint:
        return entity[0]
    return f"&#{name2codepoint[name]};"
