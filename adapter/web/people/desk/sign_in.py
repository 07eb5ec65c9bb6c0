"""Sign in to the desk by access key and secret or by a one-time link, and sign out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from adapter.marketplace.desk_links import use_desk_link
from adapter.web.people.access.requester import (
    begin_requester_session,
    end_requester_session,
    is_account,
    verify_secret,
)
from adapter.web.people.access.session import choose_target
from adapter.web.people.limits import DESK
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as Redirect

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
def show() -> str | Response:
    """Show the form that asks for the access key; with a one-time link, its button."""
    if "key" not in request.args:
        return _render({})
    page = render_template("desk/use_link.html", token=request.args["key"])
    # No other site is told the token; with no-referrer the form below would have no origin, and be
    # refused. To open this page does not use the link up, as programs that show a preview of a link
    # in a message open it too.
    response = make_response(page)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@pages.post("/sign-in")
def enter() -> Redirect | tuple[str, int]:
    """Begin a session of the account with this access key and secret."""
    key = request.form.get("access_key_id", "").strip()
    if not key:
        return _render({"access_key_id": "Enter your access key"}), HTTPStatus.BAD_REQUEST
    get_services().limits.check(DESK, key)
    if not verify_secret(key, request.form.get("secret", "")):
        error = "There is no account with this access key and secret"
        return _render({"access_key_id": error}), HTTPStatus.FORBIDDEN
    begin_requester_session(key)
    return redirect(_choose_target(), HTTPStatus.SEE_OTHER)


@pages.post("/sign-in/link")
def use_link() -> Redirect | tuple[str, int]:
    """Begin a session of the account of the one-time link, and use the link up."""
    services, token = get_services(), request.form.get("key", "")
    services.limits.check(DESK, token)
    account = use_desk_link(services.marketplace, token)
    if account is None or not is_account(account):
        return render_template("desk/link_ended.html"), HTTPStatus.GONE
    begin_requester_session(account)
    return redirect(_choose_target(), HTTPStatus.SEE_OTHER)


@pages.post("/sign-out")
def leave() -> Redirect:
    """End the session."""
    end_requester_session()
    return redirect(url_for("desk.sign_in.show"), HTTPStatus.SEE_OTHER)


def _choose_target() -> str:
    wanted = choose_target(request.form.get("next", ""))
    return wanted if wanted.startswith("/desk/") else url_for("desk.batches.show_list")


def _render(errors: dict[str, str]) -> str:
    services = get_services()
    return render_template(
        "desk/sign_in.html",
        errors=errors,
        values=request.values,
        has_secrets=services.accounts.by_key is not None,
        is_local=services.is_local,
    )
