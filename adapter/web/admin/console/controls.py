"""Set the clock and reset the state, where tests may do so."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from adapter.clock import adjust
from adapter.errors import StartError

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from adapter.web.admin.console.services import ConsoleServices

_DONE = {"clock": "The clock is set.", "reset": "The state is reset, and no call is kept."}


def add_controls(pages: Blueprint, services: ConsoleServices) -> None:
    """Add the page with both forms, and what they do."""

    def render(**values: str) -> str:
        return render_template(
            "console/controls.html", now=services.clock(), refusal=services.refusal, **values
        )

    @pages.get("/controls")
    def show_controls() -> str:
        return render(done=_DONE.get(request.args.get("done", ""), ""))

    @pages.post("/controls/clock")
    def set_clock() -> Response | tuple[str, int]:
        _check_allowed(services)
        text = request.form.get("time", "").strip()
        try:
            adjust(services.clock, text)
        except ValueError as error:
            return render(time=text, clock_error=str(error)), HTTPStatus.BAD_REQUEST
        return _go_back("clock")

    @pages.post("/controls/reset")
    def reset_state() -> Response | tuple[str, int]:
        _check_allowed(services)
        try:
            services.reset(b"")
        except StartError as error:
            return render(reset_error=str(error)), HTTPStatus.BAD_REQUEST
        services.history.clear()
        return _go_back("reset")


def _check_allowed(services: ConsoleServices) -> None:
    if services.refusal is not None:
        abort(HTTPStatus.FORBIDDEN)


def _go_back(done: str) -> Response:
    return redirect(url_for("console.show_controls", done=done), HTTPStatus.SEE_OTHER)
