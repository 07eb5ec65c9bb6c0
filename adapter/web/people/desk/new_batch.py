"""A new batch: a page with placeholders and a table of rows, previewed, then made into HITs."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.accounts.balance import parse_cents
from adapter.marketplace.batch_drafts import Draft, add_draft, change_draft, find_draft, post_draft
from adapter.marketplace.batch_summaries import BatchId
from adapter.marketplace.hits.layouts import list_layouts
from adapter.marketplace.qualifications.overview import list_own_types
from adapter.marketplace.storage.system_types import SYSTEM_TYPES
from adapter.marketplace.workers.eligibility import describe_need
from adapter.web.people.desk.batch_form import (
    COMPARATORS,
    DEFAULTS,
    GUARDS,
    list_need_rows,
    read_draft,
)
from adapter.web.people.desk.text_files import read_text_file
from adapter.web.people.frames import build_preview_frame
from adapter.web.people.services import get_account, get_services
from adapter.web.people.tasks.preview import DRAFT
from adapter.web.people.words import format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.batches import Batch
    from adapter.web.people.desk.batch_form import Errors, Reading

    Answer = str | Redirect | tuple[str, int]

pages = Blueprint("new_batch", __name__)

_MOST_TYPES = 500
_ADD_NEED = "add-need"
_NOT_KEPT = frozenset({"csrf_token", "action", "draft"})


@pages.get("/batches/new")
def show() -> str | Redirect:
    """Show the form, empty or with what a draft has."""
    draft_id = request.args.get("draft")
    if draft_id is None:
        fields = {**DEFAULTS, "layout": request.args.get("layout", "")}
        return _render_form(None, Draft(fields), ())
    found = _find_draft(draft_id)
    return _render_form(draft_id, found, ()) if isinstance(found, Draft) else found


@pages.post("/batches/new")
def save() -> Answer:
    """Keep what was entered, and go on to the preview if nothing is wrong with it."""
    before: Draft = Draft({})
    draft_id = request.form.get("draft")
    if draft_id:
        found = _find_draft(draft_id)
        if not isinstance(found, Draft):
            return found
        before = found
    draft, errors = _read_form(before)
    draft_id = _keep(draft_id, draft)
    if request.form.get("action") == _ADD_NEED:
        return redirect(url_for(".show", draft=draft_id, _anchor="needs"), HTTPStatus.SEE_OTHER)
    reading = _read(draft, checks_pages=True)
    errors = [*errors, *reading.errors]
    if errors:
        return _render_form(draft_id, draft, errors), HTTPStatus.BAD_REQUEST
    return redirect(url_for(".preview", draft_id=draft_id), HTTPStatus.SEE_OTHER)


@pages.get("/batches/drafts/<draft_id>")
def preview(draft_id: str) -> Answer:
    """Show the first HIT as a worker will see it, and what all cost."""
    return _go_on(draft_id, lambda batch: _render_preview(draft_id, batch))


@pages.post("/batches/drafts/<draft_id>")
def post(draft_id: str) -> Answer:
    """Make the HITs; what was made of the draft before is shown again."""
    return _go_on(draft_id, lambda batch: _post(draft_id, batch))


def _go_on(draft_id: str, answer: Callable[[Batch], Answer]) -> Answer:
    """Return the answer for the batch that a draft says, or for a draft that says none."""
    found = _find_draft(draft_id)
    if not isinstance(found, Draft):
        return found
    reading = _read(found, checks_pages=False)
    if reading.batch is None:  # such as a layout or a qualification that is gone
        return _render_form(draft_id, found, reading.errors), HTTPStatus.BAD_REQUEST
    return answer(reading.batch)


def _post(draft_id: str, batch: Batch) -> Answer:
    try:
        posted = post_draft(get_services().marketplace, get_account(), draft_id, batch)
    except RefusedCallError as error:
        return _render_preview(draft_id, batch, error.message), HTTPStatus.CONFLICT
    if posted is None:
        abort(HTTPStatus.NOT_FOUND)
    flash(f"{format_count(len(batch.rows), 'HIT')} made.")
    return _lead_to(posted)


def _lead_to(batch: BatchId) -> Redirect:
    return redirect(url_for("desk.batches.show", batch_id=batch), HTTPStatus.SEE_OTHER)


def _find_draft(draft_id: str) -> Draft | Redirect:
    """Return the draft, or a redirect to the batch that was made of it."""
    market = get_services().marketplace
    found = market.read(get_account(), lambda transaction: find_draft(transaction, draft_id))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return _lead_to(found) if isinstance(found, BatchId) else found


def _keep(draft_id: str | None, draft: Draft) -> str:
    with get_services().marketplace.begin_write(get_account()) as transaction:
        if not draft_id:
            return add_draft(transaction, draft)
        change_draft(transaction, draft_id, draft)
        return draft_id


def _read(draft: Draft, *, checks_pages: bool) -> Reading:
    market = get_services().marketplace
    return market.read(
        get_account(),
        lambda transaction: read_draft(transaction, draft, checks_pages=checks_pages),
    )


def _read_form(before: Draft) -> tuple[Draft, Errors]:
    """Return the draft as it is entered; a file that was chosen before is kept."""
    fields = {name: text for name, text in request.form.items() if name not in _NOT_KEPT}
    if request.form.get("action") == _ADD_NEED:
        fields["needs"] = str(len(list_need_rows(fields)) + 1)
    draft, errors = replace(before, fields=fields), []
    page, page_error = read_text_file("html")
    table, table_error = read_text_file("csv")
    if page is not None:
        draft = replace(draft, html=page.text, page_name=page.name)
    if table is not None:
        draft = replace(draft, csv=table.text, csv_name=table.name)
    errors += [(name, each) for name, each in (("html", page_error), ("csv", table_error)) if each]
    return replace(draft, layout_id=fields.get("layout") or None), errors


def _render_form(draft_id: str | None, draft: Draft, errors: Errors) -> str:
    market, account = get_services().marketplace, get_account()
    layouts = market.read(account, list_layouts)
    own = market.read(account, lambda each: list_own_types(each, "", 0, _MOST_TYPES))
    types = [(each.id, each.name) for each in own if each.status == "Active"]
    return render_template(
        "desk/new_batch.html",
        draft_id=draft_id or "",
        draft=draft,
        values=draft.fields,
        errors=errors,
        layouts=[each for each in layouts if not each.retired or each.id == draft.layout_id],
        own_types=types,
        system_types=[(each["id"], each["name"]) for each in SYSTEM_TYPES],
        comparators=COMPARATORS,
        guards=GUARDS,
        need_rows=list_need_rows(draft.fields),
    )


def _render_preview(draft_id: str, batch: Batch, error: str | None = None) -> str:
    market, account = get_services().marketplace, get_account()
    balance = market.call(account, "GetAccountBalance", {})["AvailableBalance"]
    frame = build_preview_frame(DRAFT, (account, draft_id), batch.frame_height)
    return render_template(
        "desk/batch_preview.html",
        draft_id=draft_id,
        batch=batch,
        needs=_describe_needs(batch),
        frame=frame,
        balance_cents=parse_cents(balance),
        error=error,
    )


def _describe_needs(batch: Batch) -> Sequence[str]:
    """Return what workers need, in words."""
    market, account = get_services().marketplace, get_account()
    described = []
    for each in batch.properties["QualificationRequirements"]:
        of_type = {"QualificationTypeId": each["QualificationTypeId"]}
        name = market.call(account, "GetQualificationType", of_type)["QualificationType"]["Name"]
        described.append(f"{name}: {describe_need(each)}")
    return described
