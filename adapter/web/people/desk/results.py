"""The results of a batch as files, and the decisions that come back in them."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, abort, render_template, request

from adapter.marketplace.results import (
    Format,
    Wanted,
    carry_out,
    open_results,
    plan_review,
    read_decisions,
    write_decisions,
)
from adapter.spreadsheet import TableError
from adapter.web.people.desk.batches import require_batch
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from adapter.marketplace.batch_summaries import Batch, BatchId
    from adapter.marketplace.results import Decision, Review

    Page = str | tuple[str, HTTPStatus]

pages = Blueprint("results", __name__)

_PART = 500
"""How many decisions one request carries out; the rest of a longer file is left to the next."""

_FILES = {
    "csv": (Format.CSV, "text/csv; charset=utf-8"),
    "tsv": (Format.CLT, "text/tab-separated-values; charset=utf-8"),
}
"""The form and the media type of the files, by their ending."""


@pages.get("/batches/<batch_id>/results")
def show(batch_id: str) -> str:
    """Show the files of a batch, and the form for a file that was filled in."""
    return _render(require_batch(batch_id), ())


def _render(batch: Batch, problems: Sequence[str]) -> str:
    return render_template("desk/results.html", batch=batch, problems=problems)


@pages.get("/batches/<batch_id>/results.<any(csv,tsv):ending>")
def send(batch_id: str, ending: str) -> Response:
    """Send the results of a batch as a file."""
    batch = require_batch(batch_id).id
    form, media_type = _FILES[ending]
    lines = _write(batch, form, is_raw="raw" in request.args)
    next(lines)  # what fails does so before the answer begins
    answer = Response(lines, content_type=media_type)
    name = f"batch_{batch}_results.{ending}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _write(batch: BatchId, form: Format, *, is_raw: bool) -> Iterator[str]:
    """Yield nothing when the results are read, and then the lines; no transaction is open then."""
    market, wanted = get_services().marketplace, Wanted(batch=batch)
    with open_results(market, get_account(), wanted) as results:
        yield ""
        yield from results.write(form, is_raw=is_raw)


@pages.post("/batches/<batch_id>/results")
def preview(batch_id: str) -> Page:
    """Show what a filled-in file does and costs, or which lines cannot be used."""
    batch, file = require_batch(batch_id), request.files.get("file")
    if file is None or not file.filename:
        return _render(batch, ("Choose a file",)), HTTPStatus.BAD_REQUEST
    try:
        found = read_decisions(cast("BinaryIO", file.stream))
    except TableError as error:
        return _render(batch, (f"{file.filename}: {error}",)), HTTPStatus.BAD_REQUEST
    overrides = "override" in request.form
    plan = _plan(found.decisions, overrides=overrides)
    problems = (*found.problems, *plan.problems)
    text = "".join(write_decisions((*plan.to_approve, *plan.to_reject)))
    if len(text) > get_services().body_limit_bytes // 2:
        problems = ("The file has too many decisions for a page: use `mturk-adapter review`",)
    page = render_template(
        "desk/results_preview.html",
        batch=batch,
        plan=plan,
        undecided=found.undecided,
        problems=problems,
        text=text,
        overrides=overrides,
    )
    return (page, HTTPStatus.BAD_REQUEST) if problems else page


def _plan(decisions: Sequence[Decision], *, overrides: bool) -> Review:
    return get_services().marketplace.read(
        get_account(), lambda transaction: plan_review(transaction, decisions, overrides=overrides)
    )


@pages.post("/batches/<batch_id>/results/decisions")
def decide(batch_id: str) -> str:
    """Carry out decisions of the preview, and show what became of them and what is left."""
    batch = require_batch(batch_id)
    try:
        found = read_decisions(io.BytesIO(request.form.get("decisions", "").encode()))
    except TableError:
        abort(HTTPStatus.BAD_REQUEST)
    overrides = "override" in request.form
    now, later = found.decisions[:_PART], found.decisions[_PART:]
    market = get_services().marketplace
    outcome = carry_out(market, get_account(), now, overrides=overrides)
    return render_template(
        "desk/results_done.html",
        batch=batch,
        outcome=outcome,
        left=len(later),
        text="".join(write_decisions(later)),
        overrides=overrides,
    )
