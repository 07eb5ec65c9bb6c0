"""The HTML of a HIT, in a frame of the work page."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import HtmlFrame, read_frame
from adapter.marketplace.workers import read_question
from adapter.web.people.forms.frame_fields import read_fields
from adapter.web.people.frames import is_permitted
from adapter.web.people.services import get_services
from adapter.web.people.tasks.html_answers import answer_html
from adapter.web.people.tasks.submit import answer_submission, read_body

pages = Blueprint("hit", __name__)


@pages.get("/dynamic/hit")
def show() -> Response:
    """Show the HTML of a HIT to the person who previews it or works on it."""
    hit_id, assignment_id = request.args.get("hitId", ""), request.args.get("assignmentId", "")
    if not is_permitted(request.args.get("t", ""), hit_id, assignment_id):
        abort(HTTPStatus.NOT_FOUND)
    try:
        question = read_question(get_services().marketplace, hit_id)
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)
    frame = None if question is None else read_frame(question)
    if not isinstance(frame, HtmlFrame):
        abort(HTTPStatus.NOT_FOUND)
    return answer_html(frame.html, assignment_id)


@pages.post("/dynamic/hit")
def submit() -> tuple[str, HTTPStatus]:
    """Submit the assignment: a form without an action is sent to the address of its page.

    The address names the assignment; what else stands there is no answer.
    """
    named = [("assignmentId", request.args.get("assignmentId", ""))]
    return answer_submission(read_fields(named, read_body()))
