"""Qualifications: the worker's own, those that wait for a decision, all others, and their tests."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for

from adapter.marketplace.documents import read_form
from adapter.web.people.forms import FILTER, read_request, show_form
from adapter.web.people.services import get_services, get_worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.workers import Attempt, Standing
    from adapter.web.people.forms import FormPage

pages = Blueprint("qualifications", __name__)

_PAGE_SIZE = 25


@pages.get("/qualifications")
def show_list() -> str | Response:
    """Show the worker's qualifications, the requests that wait, or all types to request."""
    worker, shown = get_worker(), request.args.get("show", "mine")
    waiting = worker.list_pending_requests()
    search, token = request.args.get("search", "").strip(), None
    if shown == "all":
        found, token = _list_requestable(search, request.args.get("next"))
    else:
        found = waiting if shown == "waiting" else worker.list_qualifications()
    if request.args.get("format") == "json":
        return jsonify(results=[_describe(each) for each in found], next=token)
    return render_template(
        "site/qualifications.html",
        found=found,
        shown=shown,
        search=search,
        waiting=len(waiting),
        token=token,
        is_first="next" not in request.args,
    )


@pages.get("/qualifications/<type_id>")
def show(type_id: str) -> str:
    """Show one type, and what the worker can do about it."""
    standing = _find_standing(type_id)
    now = get_services().marketplace.environment.clock()
    is_begun = standing.attempt_ends is not None and standing.attempt_ends > now
    return render_template("site/qualification.html", standing=standing, is_begun=is_begun)


@pages.post("/qualifications/<type_id>/request")
def ask(type_id: str) -> Redirect:
    """Request the qualification, or begin its test."""
    standing, worker = _find_standing(type_id), get_worker()
    if standing.test_seconds is not None:
        worker.begin_test(type_id)
        return redirect(url_for(".show_test", type_id=type_id), HTTPStatus.SEE_OTHER)
    return _flash_outcome(standing, worker.request_qualification(type_id))


@pages.get("/qualifications/<type_id>/test")
def show_test(type_id: str) -> str | Redirect | tuple[str, int]:
    """Show the test that the worker has begun."""
    standing, attempt = _find_standing(type_id), get_worker().find_test(type_id)
    if attempt is None:
        return _lead_to(type_id)
    if attempt.is_over:
        return _render_over(standing)
    return _render_test(standing, attempt, show_form(read_form(attempt.test)))


@pages.post("/qualifications/<type_id>/test")
def take_test(type_id: str) -> str | Redirect | tuple[str, int]:
    """Submit the answers, or show what is wrong with them."""
    standing, worker = _find_standing(type_id), get_worker()
    attempt = worker.find_test(type_id)
    if attempt is None:
        return _lead_to(type_id)
    if attempt.is_over:
        return _render_over(standing)
    reading = read_request(read_form(attempt.test), request.form.to_dict(flat=False))
    if reading.answers is not None:
        return _flash_outcome(standing, worker.request_qualification(type_id, reading.answers))
    status = HTTPStatus.OK if FILTER in request.form else HTTPStatus.BAD_REQUEST
    return _render_test(standing, attempt, reading.page), status


def _list_requestable(search: str, token: str | None) -> tuple[list[Standing], str | None]:
    """Return a page of the types that can be requested, and the token of the next page."""
    params: dict[str, Any] = {"MaxResults": _PAGE_SIZE}
    if search:
        params["Query"] = search
    if token:
        params["NextToken"] = token
    worker = get_worker()
    answer = worker.list_requestable_types(params)
    ids = [each["QualificationTypeId"] for each in answer["QualificationTypes"]]
    return worker.list_standings(ids), answer.get("NextToken")


def _find_standing(type_id: str) -> Standing:
    found: Sequence[Standing] = get_worker().list_standings([type_id])
    if not found:
        abort(HTTPStatus.NOT_FOUND)
    return found[0]


def _flash_outcome(standing: Standing, answer: Any) -> Redirect:
    """Say what came of the request, on the page of its type."""
    if answer["Status"] == "Granted":
        flash(f"You have “{standing.name}” now. Its value is {answer['IntegerValue']}.")
    else:
        what = "asked for" if standing.test_seconds is None else "submitted the test for"
        flash(f"You {what} “{standing.name}”. The requester decides.")
    return _lead_to(standing.id)


def _lead_to(type_id: str) -> Redirect:
    return redirect(url_for(".show", type_id=type_id), HTTPStatus.SEE_OTHER)


def _render_test(standing: Standing, attempt: Attempt, page: FormPage) -> str:
    now = get_services().marketplace.environment.clock()
    return render_template(
        "site/test.html",
        standing=standing,
        page=page,
        ends=attempt.ends,
        seconds_left=max(0, int((attempt.ends - now).total_seconds())),
    )


def _render_over(standing: Standing) -> tuple[str, int]:
    return render_template("site/test_over.html", standing=standing), HTTPStatus.CONFLICT


def _describe(standing: Standing) -> dict[str, Any]:
    return {
        "qualification_type_id": standing.id,
        "name": standing.name,
        "description": standing.description,
        "value": standing.value,
        "has_test": standing.test_seconds is not None,
        "request_status": standing.status,
        "is_requestable_now": standing.obstacle is None,
    }
