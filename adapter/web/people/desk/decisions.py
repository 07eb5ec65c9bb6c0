"""A decision on many assignments: its preview, its confirmation, how far it is, its result.

The form's page confirms the decision, and from then on it is carried out: a part by the request
that confirms it, and the rest, if it is long, by those that ask how far it is.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.reviewing import (
    Action,
    carry_out_part,
    find_details,
    find_job,
    find_neighbours,
    list_job_items,
    prepare_undo,
    preview_job,
    read_outcome,
    save_parameters,
)
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.reviewing import Job, JobItem
    from adapter.marketplace.reviewing.actions import Parameters
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.web.people.desk.tables import Cell

Answer = TypeVar("Answer")

pages = Blueprint("decisions", __name__)

SECONDS = 2.0
"""How long one request carries out a decision."""
_MAX_REASON = 1024
_AMOUNT = re.compile(r"\$?\s*([0-9]{1,9}(?:\.[0-9]{1,2})?)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_COLUMNS: Mapping[str, Callable[[JobItem], Cell]] = {
    "AssignmentId": lambda each: each.assignment_id,
    "WorkerId": lambda each: each.worker_id,
    "Obstacle": lambda each: each.obstacle,
}


@dataclass(frozen=True, slots=True)
class Words:
    """How the pages speak of an action.

    Attributes:
        verb: as in "Approve 3 assignments".
        done: as in "3 assignments were approved".
        parameter: the API's parameter for the text that goes with it.
        label: of the field for that text.
        hint: who reads it.
        required: what is said if the text is missing; empty: it may be missing.
        undo: whether and how it can be undone.
    """

    verb: str
    done: str
    parameter: str
    label: str
    hint: str
    required: str
    undo: str


_FEEDBACK = "RequesterFeedback", "Feedback (optional)", "Each worker reads it"
_UNSENT = "No worker is sent it, but it stands in the data that they can save of themselves"
WORDS = {
    Action.APPROVE: Words("Approve", "approved", *_FEEDBACK, "", "This cannot be undone."),
    Action.OVERTURN: Words(
        "Approve after all", "approved after all", *_FEEDBACK, "", "This cannot be undone."
    ),
    Action.REJECT: Words(
        "Reject",
        "rejected",
        "RequesterFeedback",
        "Reason",
        "Each worker reads it",
        "Write why you reject the work",
        "For 30 days you can approve rejected work after all.",
    ),
    Action.BONUS: Words(
        "Pay a bonus for",
        "paid a bonus",
        "Reason",
        "Reason",
        "Each worker reads it",
        "Write what the bonus is for",
        "This cannot be undone.",
    ),
    Action.BLOCK: Words(
        "Block",
        "blocked",
        "Reason",
        "Reason",
        _UNSENT,
        "Write why you block them",
        "You can let them work again at any time.",
    ),
    Action.UNBLOCK: Words("Unblock", "unblocked", "Reason", "Reason (optional)", _UNSENT, "", ""),
}


def show(job_id: str) -> Response | str:
    """Show what a decision would do, how far it is, or what it did."""
    return _render(_carry_on(require_job(job_id)), {})


add_table_routes(pages, "/decisions/<job_id>", show)


@pages.post("/decisions/<job_id>")
def confirm(job_id: str) -> Redirect | tuple[Response | str, int]:
    """Confirm a decision and carry it out; of a bonus without an amount, save the amount first."""
    job, is_amount = require_job(job_id), request.form.get("step") == "amount"
    # An amount stays as it is: another window may show what it costs, and have the button to pay.
    is_settled = is_amount and "BonusAmount" in job.parameters
    if job.confirmed is None and not is_settled:
        parameters, errors = _read_parameters(job, is_amount=is_amount)
        if errors:
            return _render(job, errors), HTTPStatus.BAD_REQUEST
        with get_services().marketplace.begin_write(get_account()) as transaction:
            save_parameters(transaction, job, parameters, confirmed=not is_amount)
    return _lead_on(_carry_on(require_job(job_id)))


@pages.get("/decisions/<job_id>/progress")
def show_progress(job_id: str) -> Response:
    """Say how far a decision is, for the page that is open."""
    job = _carry_on(require_job(job_id))
    return jsonify(position=job.position, size=job.size, is_finished=job.is_finished)


@pages.post("/decisions/<job_id>/undo")
def undo(job_id: str) -> Redirect:
    """Prepare what undoes a decision where it was carried out, and lead to its preview."""
    job = require_job(job_id)
    with get_services().marketplace.begin_write(get_account()) as transaction:
        prepared = prepare_undo(transaction, job)
    if prepared is None:
        flash("There is nothing to undo.")
    return redirect(_build_url(prepared or job), HTTPStatus.SEE_OTHER)


def require_job(job_id: str) -> Job:
    """Return the job; answer that there is no such page if it is not the account's."""
    try:
        return _read(lambda transaction: find_job(transaction, job_id))
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)


def _carry_on(job: Job) -> Job:
    """Carry out a confirmed decision for some seconds, and return how far it is."""
    ends = time.monotonic() + SECONDS
    while job.confirmed is not None and not job.is_finished and time.monotonic() < ends:
        job = carry_out_part(get_services().marketplace, get_account(), job.id)
    return job


def _render(job: Job, errors: Mapping[str, str]) -> Response | str:
    def read(offset: int, limit: int) -> Sequence[JobItem]:
        return _read(lambda transaction: list_job_items(transaction, job, offset, limit))

    table = Table("decision", _COLUMNS, read)
    shown = {"job": job, "words": WORDS[job.action], "alone": "alone" in request.values}
    if job.confirmed is not None:
        outcome = _read(lambda transaction: read_outcome(transaction, job))
        undo_words = WORDS[job.action.undo] if job.action.undo else None
        template = "desk/decision_result.html"
        return render_table(table, template, outcome=outcome, undo_words=undo_words, **shown)
    return render_table(
        table,
        "desk/decision_preview.html",
        preview=_read(lambda transaction: preview_job(transaction, job)),
        asks_amount=job.action is Action.BONUS and "BonusAmount" not in job.parameters,
        errors=errors,
        values=request.form,
        **shown,
    )


def _lead_on(job: Job) -> Redirect:
    """Lead to the result; after a decision on one assignment, to the next that waits."""
    alone = "alone" in request.form
    is_done = job.is_finished and not _read(lambda each: read_outcome(each, job)).refusals
    if not (alone and is_done):
        return redirect(_build_url(job, alone=alone), HTTPStatus.SEE_OTHER)
    [item] = _read(lambda transaction: list_job_items(transaction, job, 0, 1))
    flash(_describe_done(job, item))
    return redirect(_build_next_url(job, item), HTTPStatus.SEE_OTHER)


def _describe_done(job: Job, item: JobItem) -> str:
    if job.action.is_of_workers:
        return f"{item.worker_id} is {WORDS[job.action].done}."
    if job.action is Action.BONUS:
        return f"{item.worker_id} was paid a bonus of ${job.parameters['BonusAmount']}."
    return f"The work of {item.worker_id} is {WORDS[job.action].done}."


def _build_next_url(job: Job, item: JobItem) -> str:
    """Return the URL of the next assignment that waits, or of this one if it still does."""
    assignment_id = item.assignment_id
    if job.action in {Action.APPROVE, Action.REJECT}:

        def find_next(transaction: Transaction) -> str | None:
            details = find_details(transaction, item.assignment_id)
            return find_neighbours(transaction, details).following

        following = _read(find_next)
        if following is None:
            return url_for("desk.review.show_list", batch_id=job.batch)
        assignment_id = following
    return url_for("desk.review.show", assignment_id=assignment_id)


def _build_url(job: Job, *, alone: bool = False) -> str:
    return url_for("desk.decisions.show", job_id=job.id, alone=1 if alone else None)


def _read_parameters(job: Job, *, is_amount: bool) -> tuple[Parameters, Mapping[str, str]]:
    """Return the parameters of the calls as the form has them, and what is wrong by field."""
    if job.action is Action.BONUS and not is_amount:
        missing = {} if "BonusAmount" in job.parameters else {"amount": "Enter an amount"}
        return job.parameters, missing
    words, errors = WORDS[job.action], {}
    reason = request.form.get("reason", "").replace("\r\n", "\n").strip()
    parameters = {words.parameter: reason} if reason else {}
    if is_amount:
        amount = _AMOUNT.fullmatch(request.form.get("amount", "").strip())
        if amount is None or not float(amount[1]):
            errors["amount"] = "Enter an amount in dollars, such as 0.50"
        else:
            parameters["BonusAmount"] = amount[1]
    if fault := _find_fault(reason, words):
        errors["reason"] = fault
    return parameters, errors


def _find_fault(reason: str, words: Words) -> str | None:
    if not reason and words.required:
        return words.required
    if len(reason) > _MAX_REASON:
        return f"Write at most {_MAX_REASON:,} characters; these are {len(reason):,}"
    if _CONTROL.search(reason):
        return "Remove the characters that cannot be seen"
    return None


def _read(handle: Callable[[Transaction], Answer]) -> Answer:
    return get_services().marketplace.read(get_account(), handle)
