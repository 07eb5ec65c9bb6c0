"""Join by an invitation.

A GET changes nothing, as mail scanners and previews of links send it too; joining takes a button.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from adapter.marketplace import InvitationClosedError
from adapter.marketplace.invitations import find_invitation, has_joined, join
from adapter.web.people.access.session import begin_session
from adapter.web.people.limits import JOIN
from adapter.web.people.services import get_services
from adapter.web.people.site.sign_in import MAX_NAME, read_name

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.invitations import Invitation

    Answer = str | tuple[str, HTTPStatus]

pages = Blueprint("join", __name__)

_FORM = re.compile("[0-9a-f]{32}")
_AS_ME, _AS_OTHER = "me", "other"


@pages.get("/join/<token>")
def show(token: str) -> Answer:
    """Show who invites, and a button to join."""
    return _show(token, _require_open(token), None)


@pages.post("/join/<token>")
def enter(token: str) -> Answer | Redirect:
    """Join, and begin a session; who is signed in says first as whom."""
    get_services().limits.check(JOIN, token)
    name, chosen = read_name(), request.form.get("as")
    error = _find_error(name, request.form.get("form", ""), chosen)
    if error is not None:
        return _show(token, _require_open(token), error), HTTPStatus.BAD_REQUEST
    services = get_services()
    person = join(
        services.marketplace,
        token,
        request.form["form"],
        name=name or None,
        worker_id=g.person.id if chosen == _AS_ME else None,
    )
    begin_session(person)
    flash("You have joined.")
    return redirect(url_for("site.lists.show_groups"), HTTPStatus.SEE_OTHER)


@pages.errorhandler(InvitationClosedError)
def show_closed(error: InvitationClosedError) -> Answer:
    """Say why nobody joins."""
    status = HTTPStatus.NOT_FOUND if error.reason == "unknown" else HTTPStatus.GONE
    return render_template("site/invitation_closed.html", reason=error.reason), status


@pages.after_request
def hide_token(response: Response) -> Response:
    """Tell no other site the address, which has the token."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _require_open(token: str) -> Invitation:
    """Return the invitation; raise an InvitationClosedError if nobody joins by it any more.

    Whoever joined by it before may see it still.
    """
    services = get_services()
    invitation = find_invitation(services.marketplace, token)
    if invitation is None:
        services.limits.check(JOIN, token)
        raise InvitationClosedError("unknown")
    reason = invitation.find_closed_reason(services.marketplace.environment.clock())
    if reason is not None and not _is_known(invitation):
        raise InvitationClosedError(reason)
    return invitation


def _is_known(invitation: Invitation) -> bool:
    """Return whether the person who is signed in joined by the invitation before."""
    return g.person is not None and has_joined(get_services().marketplace, invitation, g.person.id)


def _find_error(name: str, form: str, chosen: str | None) -> str | None:
    if len(name) > MAX_NAME:
        return f"Enter a name of at most {MAX_NAME} characters"
    if g.person is not None and chosen not in (_AS_ME, _AS_OTHER):
        return "Say as whom you join"
    if not _FORM.fullmatch(form) or (g.person is None and chosen == _AS_ME):
        return "This form is out of date: send it again"
    return None


def _show(token: str, invitation: Invitation, error: str | None) -> str:
    return render_template(
        "site/join.html",
        token=token,
        form=uuid4().hex,
        inviter=invitation.terms.inviter,
        is_personal=invitation.terms.worker_id is not None,
        is_known=_is_known(invitation),
        is_mine=g.person is not None and invitation.terms.worker_id == g.person.id,
        name=request.form.get("name", ""),
        error=error,
    )
