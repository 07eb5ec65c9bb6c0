"""Sign in by a name, where everybody is let in, read how one gets in elsewhere, and sign out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for

from adapter.web.people.access.session import begin_session, choose_target, end_session
from adapter.web.people.limits import SIGN_IN
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("sign_in", __name__)

MAX_NAME = 100
_TEMPLATES = {
    "open": "site/sign_in.html",
    "invited": "site/invited.html",
    "oidc": "site/oidc.html",
}


@pages.get("/sign-in")
def show() -> str:
    """Show the form that asks for a name, or how one gets in without."""
    return _render(None)


@pages.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Begin a session: the same name, in any case, is the same worker."""
    if get_services().access != "open":
        return _render(None), HTTPStatus.FORBIDDEN
    name = read_name()
    if not name:
        return _render("Enter your name"), HTTPStatus.BAD_REQUEST
    if len(name) > MAX_NAME:
        error = f"Enter a name of at most {MAX_NAME} characters"
        return _render(error), HTTPStatus.BAD_REQUEST
    get_services().limits.check(SIGN_IN, fold_name(name))
    people = get_services().people
    begin_session(people.sign_in(people.derive_worker_id("name", fold_name(name)), name))
    return redirect(choose_target(request.form.get("next", "/")), HTTPStatus.SEE_OTHER)


def read_name() -> str:
    """Return the name in the form, with single spaces; it may be empty, or too long."""
    return " ".join(request.form.get("name", "").split())


def fold_name(name: str) -> str:
    """Return what is the same for every way to write the name: keyboards write accents in two."""
    return normalize("NFKC", name).casefold()


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    end_session()
    left = "provider" if get_services().provider is not None else None
    return redirect(url_for("site.sign_in.show", left=left), HTTPStatus.SEE_OTHER)


def _render(error: str | None) -> str:
    services = get_services()
    host = urlsplit(services.provider.issuer).netloc if services.provider else None
    return render_template(
        _TEMPLATES[services.access], error=error, values=request.values, provider_host=host
    )
