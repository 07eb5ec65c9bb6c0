"""Take what a task submits.

The frame that submits is of another site, so it has no session and no token of ours. The
AssignmentId, which cannot be guessed, is the permission.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import build_answers
from adapter.marketplace.workers import Submission, submit_by_id
from adapter.web.people.forms.frame_fields import FrameFields, read_fields
from adapter.web.people.frames import NOT_AVAILABLE
from adapter.web.people.services import get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pages = Blueprint("submit", __name__)

_DOCUMENTS = frozenset({"document", "iframe", "frame"})
_STATUS: Mapping[Submission, HTTPStatus] = {
    Submission.ACCEPTED: HTTPStatus.OK,
    Submission.REPEATED: HTTPStatus.OK,
    Submission.LATE: HTTPStatus.CONFLICT,
    Submission.RETURNED: HTTPStatus.CONFLICT,
    Submission.UNKNOWN: HTTPStatus.NOT_FOUND,
}


@pages.route("/mturk/externalSubmit", methods=["GET", "POST"])
def submit() -> tuple[str, HTTPStatus]:
    """Submit the assignment that the fields name."""
    return answer_submission(read_fields(request.args.items(multi=True), read_body()))


def answer_submission(fields: FrameFields) -> tuple[str, HTTPStatus]:
    """Submit the fields, and return the page that says what became of them."""
    if request.method == "HEAD" or _is_prefetched():
        return _render("not_loaded", fields), HTTPStatus.FORBIDDEN
    if fields.assignment_id == NOT_AVAILABLE:
        return _render("preview", fields), HTTPStatus.CONFLICT
    if not fields.assignment_id:
        return _render("nameless", fields), HTTPStatus.BAD_REQUEST
    if not fields.answers:
        return _render("empty", fields), HTTPStatus.BAD_REQUEST
    try:
        document = build_answers(None, fields.answers)
        outcome = submit_by_id(
            get_services().marketplace, fields.assignment_id, document, fields.worker_id
        )
    except (ValueError, RefusedCallError) as error:
        return _render("refused", fields, str(error)), HTTPStatus.BAD_REQUEST
    return _render(outcome.name.lower(), fields), _STATUS[outcome]


def read_body() -> Iterator[tuple[str, str]]:
    """Yield the fields of the body; a file counts as its name, as it does in other encodings."""
    yield from request.form.items(multi=True)
    for name, file in request.files.items(multi=True):
        yield name, file.filename or ""


def _is_prefetched() -> bool:
    """Return whether the browser loads the address as anything but a page to show."""
    purpose = request.headers.get("Sec-Purpose", "")
    loaded_as = request.headers.get("Sec-Fetch-Dest", "document")
    return "prefetch" in purpose or (request.method == "GET" and loaded_as not in _DOCUMENTS)


def _render(outcome: str, fields: FrameFields, reason: str = "") -> str:
    return render_template(
        "tasks/submitted.html",
        outcome=outcome,
        fields=fields,
        reason=reason,
        site=get_addresses().site,
    )
