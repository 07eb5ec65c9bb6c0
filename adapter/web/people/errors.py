"""Pages for requests that cannot be answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from adapter.marketplace import PersonStoppedError, RefusedCallError, ServiceFault

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger()

_TEXTS = {
    HTTPStatus.NOT_FOUND: (
        "There is no such page",
        "Check the address, or go to the list of tasks.",
    ),
    HTTPStatus.MISDIRECTED_REQUEST: (
        "This address is not known here",
        "Open the address that was printed at the start, or set people_url to this one.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "That is too much to send",
        "Go back, write less or choose a smaller file, and send it again. Nothing was submitted.",
    ),
}


def add_error_pages(app: Flask) -> None:
    """Add the pages."""

    @app.errorhandler(CSRFError)
    def refuse_form(_error: CSRFError) -> tuple[str, int]:
        text = "You signed in again since it was opened. Go back and reload the page."
        return _render("This form is out of date", text, HTTPStatus.BAD_REQUEST)

    @app.errorhandler(HTTPException)
    def show_error(error: HTTPException) -> tuple[str, int]:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        title, text = _TEXTS.get(status, (status.phrase, error.description or ""))
        return _render(title, text, status)

    @app.errorhandler(PersonStoppedError)
    def turn_away(_error: PersonStoppedError) -> tuple[str, int]:
        g.person = None
        return render_template("stopped.html"), HTTPStatus.FORBIDDEN

    @app.errorhandler(TooManyRequests)
    def show_limit(error: TooManyRequests) -> tuple[str, int, dict[str, str]]:
        text = error.description or ""
        page, status = _render("Too many tries", text, HTTPStatus.TOO_MANY_REQUESTS)
        return page, status, {"Retry-After": str(error.retry_after)}

    @app.errorhandler(RefusedCallError)
    def show_refusal(error: RefusedCallError) -> tuple[str, int]:
        return _render("That is not possible", error.message, HTTPStatus.CONFLICT)

    @app.errorhandler(ServiceFault)
    def show_failure(error: ServiceFault) -> tuple[str, int]:
        log.error("page_failed", reason=error.reason)
        g.person = None  # the navigation would read the database
        text = "The database does not answer. Try again in a minute."
        return _render("Something went wrong", text, HTTPStatus.SERVICE_UNAVAILABLE)


def render_refusal(app: Flask, status: int, message: str) -> bytes:
    """Return the page for an error with which the server itself refuses a request.

    Args:
        app: the application of the pages.
        status: of the error.
        message: says what is wrong, if no page of ours does.
    """
    found = HTTPStatus(status)
    title, text = _TEXTS.get(found, (found.phrase, message))
    with app.test_request_context():
        page, _ = _render(title, text, found)
    return page.encode()


def _render(title: str, text: str, status: HTTPStatus) -> tuple[str, int]:
    is_desk = request.path == "/desk" or request.path.startswith("/desk/")
    page = "desk/error.html" if is_desk else "error.html"
    return render_template(page, title=title, text=text), status
