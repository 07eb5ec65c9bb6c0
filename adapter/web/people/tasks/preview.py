"""The HTML of a layout or of a batch that is not posted, as a worker who previews it sees it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, request

from adapter.marketplace.batch_drafts import find_first_page
from adapter.marketplace.documents import fill_layout
from adapter.marketplace.hits.layouts import find_layout
from adapter.web.people.frames import NOT_AVAILABLE, read_preview
from adapter.web.people.services import get_services
from adapter.web.people.tasks.html_answers import answer_html

pages = Blueprint("preview", __name__)

LAYOUT, DRAFT = "layout", "draft"
"""The kinds of previews: with account, HITLayoutId and values; with account and draft."""


@pages.get(f"/dynamic/{LAYOUT}")
def show_layout() -> Response:
    """Show a layout with the values that its address has."""
    account, layout_id, values = _read_parts(LAYOUT)
    market = get_services().marketplace
    layout = market.read(account, lambda transaction: find_layout(transaction, layout_id))
    if layout is None:
        abort(HTTPStatus.NOT_FOUND)
    return answer_html(fill_layout(layout.html, values), NOT_AVAILABLE)


@pages.get(f"/dynamic/{DRAFT}")
def show_draft() -> Response:
    """Show the first HIT of a batch that is not posted."""
    account, draft_id = _read_parts(DRAFT)
    market = get_services().marketplace
    html = market.read(account, lambda transaction: find_first_page(transaction, draft_id))
    if html is None:
        abort(HTTPStatus.NOT_FOUND)
    return answer_html(html, NOT_AVAILABLE)


def _read_parts(kind: str) -> list[Any]:
    parts = read_preview(kind, request.args.get("t", ""))
    if parts is None:
        abort(HTTPStatus.NOT_FOUND)
    return parts
