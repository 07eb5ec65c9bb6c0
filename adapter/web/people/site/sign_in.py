"""Sign in by a name, where everybody is let in, and sign out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from unicodedata import normalize

from flask import Blueprint, redirect, render_template, request, url_for

from adapter.web.people.access.session import begin_session, choose_target, end_session
from adapter.web.people.limits import SIGN_IN
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("sign_in", __name__)

_MAX_NAME = 100


@pages.get("/sign-in")
def show() -> str:
    """Show the form that asks for a name."""
    return _render(None)


@pages.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Begin a session: the same name, in any case, is the same worker."""
    name = " ".join(request.form.get("name", "").split())
    if not name:
        return _render("Enter your name"), HTTPStatus.BAD_REQUEST
    if len(name) > _MAX_NAME:
        error = f"Enter a name of at most {_MAX_NAME} characters"
        return _render(error), HTTPStatus.BAD_REQUEST
    get_services().limits.check(SIGN_IN, fold_name(name))
    people = get_services().people
    begin_session(people.sign_in(people.derive_worker_id("name", fold_name(name)), name))
    return redirect(choose_target(request.form.get("next", "/")), HTTPStatus.SEE_OTHER)


def fold_name(name: str) -> str:
    """Return what is the same for every way to write the name: keyboards write accents in two."""
    return normalize("NFKC", name).casefold()


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    end_session()
    return redirect(url_for("site.sign_in.show"), HTTPStatus.SEE_OTHER)


def _render(error: str | None) -> str:
    return render_template("site/sign_in.html", error=error, values=request.values)
