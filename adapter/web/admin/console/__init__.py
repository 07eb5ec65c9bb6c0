"""The console: pages of the admin address that show calls and state to a person.

They are rendered here and work without JavaScript; htmx keeps some of them current. They only read,
but for the controls, which tests may use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app

from adapter.web.admin.console.calls import add_call_pages
from adapter.web.admin.console.controls import add_controls
from adapter.web.admin.console.formats import FILTERS
from adapter.web.admin.console.headers import add_headers
from adapter.web.admin.console.overview import add_overview
from adapter.web.admin.console.report import add_report_pages

if TYPE_CHECKING:
    from jinja2 import Environment

    from adapter.web.admin.console.services import ConsoleServices

CONSOLE = "console"
"""The name of the blueprint."""

NAVIGATION = (
    ("console.show_overview", "Overview"),
    ("console.list_calls", "Calls"),
    ("console.show_report", "Migration report"),
    ("console.show_account", "State"),
    ("console.show_controls", "Controls"),
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
    add_controls(pages, services)
    add_report_pages(pages, services)
    if services.market is not None:
        from adapter.web.admin.console.state import add_state_pages  # noqa: PLC0415 (SQLAlchemy)

        add_state_pages(pages, services, services.market)
    pages.after_request(add_headers)
    pages.record(lambda state: _configure_templates(state.app.jinja_env))

    @pages.app_context_processor
    def provide_navigation() -> dict[str, object]:
        known = [each for each in NAVIGATION if each[0] in current_app.view_functions]
        return {"navigation": known, "upstream": services.upstream}

    return pages


def _configure_templates(templates: Environment) -> None:
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.filters.update(FILTERS)
