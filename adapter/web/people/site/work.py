"""Work on an accepted assignment: show it, say how it stands, return it, go on to the next."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import read_form
from adapter.web.people.access.arrivals import find_home, get_arrival
from adapter.web.people.forms import FILTER, read_request, show_question
from adapter.web.people.frames import build_frame
from adapter.web.people.services import (
    get_addresses,
    get_person,
    get_services,
    get_worker,
)
from adapter.web.people.site.uploads import keep_files

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.workers import Work
    from adapter.web.people.forms import FormPage

pages = Blueprint("work", __name__)


@pages.get("/projects/<group_id>/tasks/<hit_id>")
def show(group_id: str, hit_id: str) -> str | Redirect:  # noqa: ARG001 (the paths are Amazon's)
    """Show the assignment that the query names."""
    work = find_work(request.args.get("assignment_id", ""))
    if work.status != "Accepted":
        return render_template("site/ended.html", work=work)
    return _render(work, show_question(work.question, get_worker().list_uploads(work.id)))


@pages.get("/tasks/<assignment_id>/submit")
@pages.get("/tasks/<assignment_id>")
def find(assignment_id: str) -> Redirect:
    """Lead to the page of the assignment."""
    return _lead_to(find_work(assignment_id))


@pages.get("/tasks/<assignment_id>/state")
def show_state(assignment_id: str) -> Response:
    """Say how the assignment stands, for the page that is open."""
    work = find_work(assignment_id)
    return jsonify(status=work.status, seconds_left=_count_seconds_left(work))


@pages.post("/tasks/<assignment_id>/submit")
def submit(assignment_id: str) -> Redirect | tuple[str, int]:
    """Submit the answers to a QuestionForm, or show what is wrong with them."""
    work = find_work(assignment_id)
    shown = show_question(work.question)
    if work.status != "Accepted" or work.question is None or shown is None:
        return _lead_to(work)
    _save_auto_accept()
    form, refused = read_form(work.question), keep_files(assignment_id, shown.file_fields)
    uploads = get_worker().list_uploads(assignment_id)
    reading = read_request(form, request.form.to_dict(flat=False), uploads, refused)
    if reading.answers is None:
        status = HTTPStatus.OK if FILTER in request.form else HTTPStatus.BAD_REQUEST
        return _render(work, reading.page), status
    get_worker().submit(assignment_id, reading.answers)
    flash(f"You submitted “{work.title}”.")
    return _go_on(find_work(assignment_id))


@pages.post("/tasks/<assignment_id>/return")
def give_back(assignment_id: str) -> Redirect:
    """Return the assignment."""
    work = find_work(assignment_id)
    if work.status != "Accepted":
        return _lead_to(work)
    get_worker().return_assignment(assignment_id)
    flash(f"You returned “{work.title}”. Others can do it now.")
    return redirect(find_home(), HTTPStatus.SEE_OTHER)


@pages.post("/tasks/<assignment_id>/skip")
def skip(assignment_id: str) -> Redirect:
    """Return the assignment, and accept the next one of its group."""
    work = find_work(assignment_id)
    if work.status == "Accepted":
        get_worker().return_assignment(assignment_id)
    return _accept_after(work)


@pages.post("/tasks/<assignment_id>/next")
def go_on(assignment_id: str) -> Redirect:
    """Go on after the assignment: to the next one, if the person wants that, or to the list."""
    work = find_work(assignment_id)
    if work.status == "Accepted":
        flash("This task is not submitted yet. Submit it below.")
        return _lead_to(work)
    return _go_on(work)


def _save_auto_accept() -> None:
    """Save what the form says of the next HIT, for this request too."""
    auto_accept = "auto_accept" in request.form
    g.person = get_services().people.set_auto_accept(get_person(), auto_accept=auto_accept)


def _go_on(work: Work) -> Redirect:
    if _has_finished():
        return redirect(url_for("site.arrivals.show_end"), HTTPStatus.SEE_OTHER)
    if get_person().auto_accept and work.submitted is not None:
        return _accept_after(work)
    return redirect(find_home(), HTTPStatus.SEE_OTHER)


def _has_finished() -> bool:
    """Return whether the study is over, which this very request may have ended by a submission."""
    arrival = get_arrival()
    now = None if arrival is None else get_services().links.find_arrival(arrival.serial)
    return now is not None and now.outcome is not None


def find_work(assignment_id: str) -> Work:
    """Return the worker's assignment, or answer that there is no such page."""
    try:
        return get_worker().find_work(assignment_id)
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)


def _render(work: Work, form: FormPage | None) -> str:
    addresses = get_addresses()
    return render_template(
        "site/work.html",
        work=work,
        seconds_left=_count_seconds_left(work),
        frame=build_frame(work.question, addresses, work.hit_id, (work.id, work.worker_id)),
        form=form,
        origins=addresses.list_submit_origins(),
    )


def _lead_to(work: Work) -> Redirect:
    url = url_for(
        "site.work.show", group_id=work.group_id, hit_id=work.hit_id, assignment_id=work.id
    )
    return redirect(url, HTTPStatus.SEE_OTHER)


def _accept_after(work: Work) -> Redirect:
    """Accept the next HIT of the group; if there is none, lead to the list."""
    worker = get_worker()
    try:
        accepted = worker.accept_next(work.group_id, after=work.hit_id)
    except RefusedCallError as error:
        flash(error.message)
        accepted = None
    if accepted is not None:
        return _lead_to(worker.find_work(accepted))
    flash(f"Nothing more is left of “{work.title}” for you.")
    return redirect(find_home(), HTTPStatus.SEE_OTHER)


def _count_seconds_left(work: Work) -> int:
    now = get_services().marketplace.environment.clock()
    return max(0, int((work.deadline - now).total_seconds()))
