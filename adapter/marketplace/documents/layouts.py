"""The Question of a HIT that is made of a layout or a template: HTML with placeholders `${name}`.

Values replace placeholders as plain text. Nothing is escaped, so a value can be HTML; every
placeholder needs a value, and every value a placeholder. (Source: the requester site's help on
layouts, and the API reference on HITLayoutParameter.)
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from adapter.marketplace.documents.kinds import HTML_SCHEMA, MAX_BYTES, DocumentKind
from adapter.text import shorten
from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FRAME_HEIGHT = 450
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9_.-]{1,128})\}")


def list_placeholders(html: str) -> tuple[str, ...]:
    """Return the names of the placeholders in the HTML, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(html)))


def fill_layout(html: str, values: Mapping[str, str]) -> str:
    """Return the HTML with a value in place of each placeholder.

    Args:
        html: the layout's or template's.
        values: by placeholder.

    Raises:
        ValueError: a placeholder has no value, or a value has no placeholder.
    """
    names = list_placeholders(html)
    missing = [name for name in names if name not in values]
    if missing:
        raise ValueError(f"there is no value for ${{{'}, ${'.join(missing)}}}")
    unknown = [name for name in values if name not in names]
    if unknown:
        raise ValueError(f"there is no placeholder for {shorten(', '.join(unknown))}")
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], html)


def write_html_question(html: str, height: int) -> str:
    """Return an HTMLQuestion.

    Args:
        html: what it shows; characters that XML cannot hold are replaced.
        height: of the frame, in pixels; 0 means as high as the window.
    """
    content, _ = replace_unwritable(escape(html, quote=False))
    return (
        f'<{HTML_SCHEMA.root} xmlns="{HTML_SCHEMA.namespace}">'
        f"<HTMLContent>{content}</HTMLContent><FrameHeight>{height}</FrameHeight>"
        f"</{HTML_SCHEMA.root}>"
    )


def write_layout_question(layout_id: str, parameters: Sequence[Mapping[str, str]]) -> str:
    """Return an HTMLQuestion that lists the layout's id and its parameters.

    It stands for the Question of a HIT in a seed whose layout is not known. If the parameters do
    not fit into a Question, it has the id alone.

    Args:
        layout_id: the HITLayoutId.
        parameters: the HITLayoutParameters.
    """
    question = _write(layout_id, parameters)
    too_long = len(question.encode(errors="replace")) > MAX_BYTES[DocumentKind.QUESTION]
    return _write(layout_id, ()) if too_long else question


def _write(layout_id: str, parameters: Sequence[Mapping[str, str]]) -> str:
    title = f"Layout {escape(layout_id)}"
    listed = "".join(
        f"<dt>{escape(each.get('Name', ''))}</dt><dd>{escape(each.get('Value', ''))}</dd>"
        for each in parameters
    )
    html = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><dl>{listed}</dl></body></html>"
    )
    return write_html_question(html, _FRAME_HEIGHT)
