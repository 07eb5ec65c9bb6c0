"""Review the work of a batch: its assignments as a list, and one with its answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import filetype
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.reviewing import (
    Action,
    Selection,
    Sort,
    count_statuses,
    find_details,
    find_neighbours,
    list_assignments,
    prepare_job,
)
from adapter.marketplace.uploads import read_upload_starts
from adapter.web.people.desk.answers import ShownAnswers, show_answers, summarize_answers
from adapter.web.people.desk.batches import require_batch
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.forms import show_question
from adapter.web.people.frames import build_frame
from adapter.web.people.services import get_account, get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.reviewing import AssignmentDetails, ListedAssignment, Neighbours
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.web.people.desk.tables import Cell

pages = Blueprint("review", __name__)

STATES = {
    "to-review": ("Submitted", "To review"),
    "approved": ("Approved", "Approved"),
    "rejected": ("Rejected", "Rejected"),
    "in-work": ("Accepted", "In work"),
}
"""The status and the title of each list, by its name in URLs."""

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_START_BYTES = 262
"""What tells the type of a file."""

_COLUMNS: Mapping[str, Callable[[ListedAssignment], Cell]] = {
    "AssignmentId": lambda each: each.id,
    "HITId": lambda each: each.hit_id,
    "WorkerId": lambda each: each.worker_id,
    "AssignmentStatus": lambda each: each.status,
    "AcceptTime": lambda each: each.accepted,
    "SubmitTime": lambda each: each.submitted,
    "AutoApprovalTime": lambda each: each.auto_approval,
    "WorkTimeInSeconds": lambda each: each.seconds,
    "Answer": lambda each: summarize_answers(each.answer, each.answer_length),
    "Reward": lambda each: format_dollars(each.reward_cents),
    "Bonus": lambda each: format_dollars(each.bonus_cents),
    "RequesterFeedback": lambda each: each.feedback,
    "ApprovalRate": lambda each: each.record.percent,
    "Decided": lambda each: each.record.decided,
}


def show_list(batch_id: str) -> Response | str:
    """Show the assignments of a batch in one state, to choose from."""
    batch = require_batch(batch_id)
    selection, order = _read_selection(batch_id), _read_order()
    read = get_services().marketplace.read

    def read_part(offset: int, limit: int) -> Sequence[ListedAssignment]:
        return read(
            get_account(),
            lambda transaction: list_assignments(transaction, selection, order, offset, limit),
        )

    return render_table(
        Table("assignments", _COLUMNS, read_part),
        "desk/assignments.html",
        batch=batch,
        selection=selection,
        order=order,
        states=STATES,
        counts=read(get_account(), lambda transaction: count_statuses(transaction, selection)),
        summarize=summarize_answers,
    )


add_table_routes(pages, "/batches/<batch_id>/assignments", show_list)


@pages.post("/batches/<batch_id>/assignments/decide")
def decide(batch_id: str) -> Redirect:
    """Prepare a decision on the chosen assignments, and lead to its preview."""
    require_batch(batch_id)
    action = _read_action()
    selection = _read_selection(batch_id)
    is_whole = request.form.get("scope") == "all"
    chosen = selection if is_whole else request.form.getlist("assignment")
    with get_services().marketplace.begin_write(get_account()) as transaction:
        job = prepare_job(transaction, action, batch_id, chosen)
    if job is None:
        flash("Choose at least one assignment first.")
        return redirect(_build_list_url(selection), HTTPStatus.SEE_OTHER)
    alone = 1 if "alone" in request.form else None
    return redirect(
        url_for("desk.decisions.show", job_id=job.id, alone=alone), HTTPStatus.SEE_OTHER
    )


@pages.get("/assignments/<assignment_id>")
def show(assignment_id: str) -> str:
    """Show one assignment: its answers, its history, and what can be decided."""
    details, neighbours, pictures = _read(assignment_id)
    shows_task = request.args.get("show") == "task"
    question = details.question if shows_task else None
    return render_template(
        "desk/assignment.html",
        work=details,
        answers=_show_answers(details),
        neighbours=neighbours,
        pictures=pictures,
        shows_task=shows_task,
        form=show_question(question),
        frame=build_frame(question, get_addresses(), details.hit_id),
        actions={each.name.lower() for each in details.actions},
    )


@pages.get("/assignments/<assignment_id>/answer.xml")
def download(assignment_id: str) -> Response:
    """Send the answer as the document that programs get."""
    details = require_details(assignment_id)
    if details.answer is None:
        abort(HTTPStatus.NOT_FOUND)
    response = Response(details.answer, content_type="application/xml; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{details.id}.xml")
    return response


@pages.get("/assignments/<assignment_id>/file")
def lead_to_file(assignment_id: str) -> Redirect:
    """Lead to an uploaded file at the tasks' host, by a link that ends after a minute."""
    details, question = require_details(assignment_id), request.args.get("question", "")
    if question not in details.uploads:
        flash("This file is not kept.")
        own = url_for("desk.review.show", assignment_id=assignment_id)
        return redirect(own, HTTPStatus.SEE_OTHER)
    wanted = {"AssignmentId": assignment_id, "QuestionIdentifier": question}
    found = get_services().marketplace.call(get_account(), "GetFileUploadURL", wanted)
    return redirect(found["FileUploadURL"], HTTPStatus.SEE_OTHER)


def require_details(assignment_id: str) -> AssignmentDetails:
    """Return the assignment; answer that there is no such page if it is not the account's."""
    return _read(assignment_id)[0]


def _read(assignment_id: str) -> tuple[AssignmentDetails, Neighbours, frozenset[str]]:
    """Return the assignment, those beside it, and the questions whose files are pictures."""

    def read(transaction: Transaction) -> tuple[AssignmentDetails, Neighbours, frozenset[str]]:
        details = find_details(transaction, assignment_id)
        starts = read_upload_starts(transaction, assignment_id, _START_BYTES)
        pictures = {
            name for name, start in starts.items() if filetype.guess_mime(start) in _PICTURES
        }
        return details, find_neighbours(transaction, details), frozenset(pictures)

    try:
        return get_services().marketplace.read(get_account(), read)
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)


def _show_answers(details: AssignmentDetails) -> ShownAnswers | None:
    if details.answer is None:
        return None
    return show_answers(details.question, details.answer)


def _read_selection(batch_id: str) -> Selection:
    values = request.values
    status, _ = STATES.get(values.get("state", ""), STATES["to-review"])
    worker_id, hit_id = values.get("worker", "").strip(), values.get("hit", "").strip()
    return Selection(batch_id, status, worker_id or None, hit_id or None)


def _read_order() -> str:
    order = request.args.get("sort", "")
    return order if order.removeprefix("-") in set(Sort) else Sort.SUBMITTED


def _read_action() -> Action:
    try:
        return Action(request.form.get("action", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST, "The form does not say what to decide.")


def _build_list_url(selection: Selection) -> str:
    [state] = [name for name, (status, _) in STATES.items() if status == selection.status]
    filters: dict[str, Any] = {"worker": selection.worker_id, "hit": selection.hit_id}
    return url_for("desk.review.show_list", batch_id=selection.batch, state=state, **filters)
