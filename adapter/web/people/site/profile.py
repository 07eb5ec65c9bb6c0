"""What a person may change of their record."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request

from adapter.web.people.access.session import choose_target
from adapter.web.people.services import get_person, get_services

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("profile", __name__)


@pages.get("/me")
def show() -> str:
    """Show the person's record."""
    return render_template("site/profile.html")


@pages.post("/me/auto-accept")
def set_auto_accept() -> Response:
    """Save whether the next HIT is accepted when one is submitted, and lead back."""
    wanted = request.form.get("auto_accept") == "yes"
    get_services().people.set_auto_accept(get_person().id, auto_accept=wanted)
    return redirect(choose_target(request.form.get("next", "/me")), HTTPStatus.SEE_OTHER)
