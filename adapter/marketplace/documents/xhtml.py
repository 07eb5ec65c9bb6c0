"""Check the XHTML in a form's `FormattedContent` elements, which the form's schema treats as text.

The service put the text into a separate document in XHTML's namespace and validated that; so does
this module.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from adapter.marketplace.documents.kinds import FORMATTED
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

_START_TAG = '<FormattedContent xmlns="http://www.w3.org/1999/xhtml">'
_END_TAG = "</FormattedContent>"
_ENTITY = re.compile("&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_MAX_BYTES = 1_000_000


def find_faults(text: str, line: int) -> tuple[Fault, ...]:
    """Return the faults of the content.

    Args:
        text: the element's text.
        line: the line of the whole document on which the text begins.
    """
    if "<!--" in text:
        return (Fault(line + text[: text.index("<!--")].count("\n"), "comments are not allowed"),)
    # Leading empty lines make the line numbers of faults those of the whole document.
    content = "\n" * (line - 1) + _START_TAG + _ENTITY.sub(_replace_entity, text) + _END_TAG
    try:
        return xml_schema.read(content, _MAX_BYTES).faults(FORMATTED)
    except ValueError as error:
        return (Fault(line, f"FormattedContent {error}"),)


def _replace_entity(entity: re.Match[str]) -> str:
    """Return a numeric reference for an HTML entity; leave XML's and unknown entities unchanged."""
    name = entity[1]
    if name in _XML_ENTITIES or name not in name2codepoint:
        return entity[0]
    return f"&#{name2codepoint[name]};"
