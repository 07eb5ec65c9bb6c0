"""Pages that only say something."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, render_template

from adapter.web.admin.console.headers import add_headers


def render_missing() -> Response:
    """Return the answer to a browser that asks for a page that is not there."""
    text = "The console has no such page, or what it showed is no longer kept."
    return render_message("There is nothing here", text, HTTPStatus.NOT_FOUND)


def render_message(heading: str, text: str, status: HTTPStatus) -> Response:
    """Return a page with a heading and a sentence or two."""
    page = render_template("console/message.html", heading=heading, text=text)
    return add_headers(Response(page, status))
