"""Show what requesters wrote: XHTML that can do no harm, or plain text."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

from adapter.marketplace.documents import Binary, FormattedContent, Text, Title

if TYPE_CHECKING:
    from adapter.marketplace.documents import Content

_CELL = {"align", "valign", "width", "height", "colspan", "rowspan", "scope", "headers", "abbr"}
_ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href", "hreflang"},
    "area": {"href", "alt", "shape", "coords"},
    "blockquote": {"cite"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "del": {"cite", "datetime"},
    "img": {"src", "alt", "width", "height", "usemap"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "map": {"name"},
    "ol": {"start", "type"},
    "q": {"cite"},
    "table": {"summary"},
    "td": _CELL,
    "th": _CELL,
}
"""The attributes of the XHTML subset but for colours, which a dark page has others of."""

_TAGS = {
    "a", "area", "b", "big", "blockquote", "br", "center", "cite", "code", "col", "colgroup", "dd",
    "del", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li",
    "map", "ol", "p", "pre", "q", "s", "small", "strike", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    # What was typed would be lost if a link replaced the page.
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_STRIPPER = nh3.Cleaner(tags=set())


def clean_xhtml(xhtml: str) -> Markup:
    """Return the XHTML with what FormattedContent may contain, and nothing else."""
    return Markup(_CLEANER.clean(xhtml))  # noqa: S704 (it is clean)


def read_plain(content: Content) -> str:
    """Return what the element says, without markup; empty if it says nothing in words."""
    if isinstance(content, Title | Text):
        return content.text
    if isinstance(content, FormattedContent):
        return " ".join(unescape(_STRIPPER.clean(content.xhtml)).split())
    return content.alt_text if isinstance(content, Binary) else ""
