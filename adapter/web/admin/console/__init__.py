"""The console: pages of the admin address that show calls and state to a person.

They read only, are rendered here, and work without JavaScript; htmx keeps some of them current.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template

from adapter.web.admin.console.calls import add_call_pages
from adapter.web.admin.console.formats import FILTERS
from adapter.web.admin.console.headers import add_headers
from adapter.web.admin.console.overview import add_overview

if TYPE_CHECKING:
    from adapter.web.admin.console.services import ConsoleServices

CONSOLE = "console"
"""The name of the blueprint."""

NAVIGATION = (
    ("console.show_overview", "Overview"),
    ("console.list_calls", "Calls"),
)
"""The pages in the navigation: endpoint and label."""


def create_console(services: ConsoleServices) -> Blueprint:
    """Return the pages."""
    pages = Blueprint(
        CONSOLE,
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    add_overview(pages, services)
    add_call_pages(pages, services)
    pages.after_request(add_headers)
    pages.record(lambda state: state.app.jinja_env.filters.update(FILTERS))

    @pages.app_context_processor
    def provide_navigation() -> dict[str, object]:
        known = [each for each in NAVIGATION if each[0] in current_app.view_functions]
        return {"navigation": known, "upstream": services.upstream}

    return pages


def render_missing() -> Response:
    """Return the answer to a browser that asks for a page that is not there."""
    page = Response(render_template("console/missing.html"), HTTPStatus.NOT_FOUND)
    return add_headers(page)
