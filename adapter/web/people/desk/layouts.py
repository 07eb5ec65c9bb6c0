"""Layouts: pages with placeholders, of which batches and programs make HITs."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import DocumentKind, list_violations, write_html_question
from adapter.marketplace.hits.layouts import (
    Layout,
    add_layout,
    find_layout,
    list_layouts,
    retire_layout,
)
from adapter.web.people.desk.tables import Cell, Table, add_table_routes, render_table
from adapter.web.people.desk.text_files import read_text_file
from adapter.web.people.frames import build_preview_frame
from adapter.web.people.services import get_account, get_services
from adapter.web.people.tasks.preview import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

pages = Blueprint("layouts", __name__)

_MAX_SAMPLE = 500
_COLUMNS: Mapping[str, Callable[[Layout], Cell]] = {
    "HITLayoutId": lambda each: each.id,
    "Name": lambda each: each.name,
    "Placeholders": lambda each: " ".join(each.placeholders),
    "FrameHeight": lambda each: each.frame_height,
    "CreationTime": lambda each: each.made,
    "RetiredTime": lambda each: each.retired,
}


def show_list() -> Response | str:
    """Show the layouts, the newest first."""
    market, account = get_services().marketplace, get_account()

    def read(offset: int, limit: int) -> Sequence[Layout]:
        found = market.read(account, list_layouts)
        return found[::-1][offset : offset + limit]

    return render_table(Table("layouts", _COLUMNS, read), "desk/layouts.html")


add_table_routes(pages, "/layouts", show_list)


@pages.get("/layouts/new")
def show_form() -> str:
    """Show the form for a layout."""
    return _render_form({})


@pages.post("/layouts/new")
def add() -> Redirect | tuple[str, int]:
    """Add the layout, or say what is wrong with it."""
    fields = request.form
    file, wrong = read_text_file("file")
    html = fields.get("html", "") if file is None else file.text
    name = fields.get("name", "").strip() or (Path(file.name).stem if file else "")
    height = fields.get("frame_height", "").strip() or "0"
    errors = {"file": wrong} if wrong else _find_errors(html, name, height)
    wanted = fields.get("layout_id", "").strip()
    if not re.fullmatch(r"[A-Za-z0-9]{0,64}", wanted):
        errors["layout_id"] = "Enter letters and digits only"
    if not errors:
        layout_id, errors = _add(html, name, int(height), wanted or None)
    if errors:
        return _render_form(errors), HTTPStatus.BAD_REQUEST
    flash(f"“{name}” is added.")
    return redirect(url_for(".show", layout_id=layout_id), HTTPStatus.SEE_OTHER)


@pages.get("/layouts/<layout_id>")
def show(layout_id: str) -> str:
    """Show a layout, with values of a sample."""
    layout = _require(layout_id)
    samples = {
        name: request.args.get(f"value-{number}", name)[:_MAX_SAMPLE]
        for number, name in enumerate(layout.placeholders, 1)
    }
    frame = build_preview_frame(LAYOUT, (get_account(), layout.id, samples), layout.frame_height)
    return render_template("desk/layout.html", layout=layout, samples=samples, frame=frame)


@pages.post("/layouts/<layout_id>/retired")
def retire(layout_id: str) -> Redirect:
    """Offer the layout no more, or again."""
    layout, is_retired = _require(layout_id), "retired" in request.form
    with get_services().marketplace.begin_write(get_account()) as transaction:
        retire_layout(transaction, layout.id, retired=is_retired)
    flash(f"“{layout.name}” is {'retired' if is_retired else 'offered again'}.")
    return redirect(url_for(".show", layout_id=layout.id), HTTPStatus.SEE_OTHER)


def _find_errors(html: str, name: str, height: str) -> dict[str, str]:
    errors = {}
    if not html.strip():
        errors["file"] = "Choose a file, or write the HTML"
    elif not name:
        errors["name"] = "Enter a name"
    if not re.fullmatch(r"[0-9]{1,5}", height):
        errors["frame_height"] = "Enter a whole number, 0 or more"
    elif html:
        reasons = list_violations(DocumentKind.QUESTION, write_html_question(html, int(height)))
        if reasons:
            errors["file"] = f"The page cannot be used: {reasons[0]}"
    return errors


def _add(html: str, name: str, height: int, layout_id: str | None) -> tuple[str, dict[str, str]]:
    try:
        with get_services().marketplace.begin_write(get_account()) as transaction:
            made = add_layout(
                transaction, html, name=name, frame_height=height, layout_id=layout_id
            )
            return made, {}
    except RefusedCallError as error:
        return "", {"layout_id": error.message}


def _require(layout_id: str) -> Layout:
    market = get_services().marketplace
    found = market.read(get_account(), lambda transaction: find_layout(transaction, layout_id))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _render_form(errors: Mapping[str, str]) -> str:
    return render_template("desk/new_layout.html", errors=errors, values=request.form)
