"""The Question of a HIT that is made of a layout."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from adapter.marketplace.documents.kinds import HTML_SCHEMA, MAX_BYTES, DocumentKind
from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FRAME_HEIGHT = 450


def write_layout_question(layout_id: str, parameters: Sequence[Mapping[str, str]]) -> str:
    """Return an HTMLQuestion that lists the layout's id and its parameters.

    Programs that read a whole account expect a Question of every HIT. If the parameters do not fit
    into a Question, it has the id alone.

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
    content, _ = replace_unwritable(escape(html, quote=False))
    return (
        f'<{HTML_SCHEMA.root} xmlns="{HTML_SCHEMA.namespace}">'
        f"<HTMLContent>{content}</HTMLContent><FrameHeight>{_FRAME_HEIGHT}</FrameHeight>"
        f"</{HTML_SCHEMA.root}>"
    )
