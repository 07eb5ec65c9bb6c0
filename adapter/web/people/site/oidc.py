"""Sign in at an identity provider, come back, and sign out there too."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for

from adapter.web.people.access.session import begin_session, choose_target
from adapter.web.people.identity import IdentityError
from adapter.web.people.limits import SIGN_IN
from adapter.web.people.services import get_addresses, get_services

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from adapter.web.people.identity import IdentityProvider

pages = Blueprint("oidc", __name__)

_NEXT = "next_after_oidc"
_MAX_NAME = 100
_STATUS = {"down": HTTPStatus.BAD_GATEWAY}


@pages.get("/sign-in/provider")
def begin() -> Response:
    """Lead to the provider."""
    provider = _require_provider()
    session[_NEXT] = choose_target(request.args.get("next", "/"))
    return provider.begin(f"{get_addresses().site}{url_for('.finish')}")


@pages.get("/sign-in/provider/callback")
def finish() -> Response:
    """Begin the session of who signed in at the provider."""
    provider, services = _require_provider(), get_services()
    identity = provider.finish()
    services.limits.check(SIGN_IN, f"{provider.issuer} {identity.subject}")
    worker_id = services.people.derive_worker_id("oidc", provider.issuer, identity.subject)
    name = identity.name and identity.name[:_MAX_NAME]
    target = session.pop(_NEXT, "/")
    begin_session(services.people.sign_in(worker_id, name))
    return redirect(choose_target(target), HTTPStatus.SEE_OTHER)


@pages.get("/sign-out/provider")
def leave() -> Response:
    """Lead to where one signs out of the provider."""
    back = url_for("site.sign_in.show")
    url = _require_provider().build_end_url(f"{get_addresses().site}{back}")
    return redirect(url or back, HTTPStatus.SEE_OTHER)


@pages.errorhandler(IdentityError)
def show_error(error: IdentityError) -> tuple[str, HTTPStatus]:
    """Say why nobody was signed in."""
    host = urlsplit(_require_provider().issuer).netloc
    page = render_template("site/not_signed_in.html", reason=error.reason, host=host)
    return page, _STATUS.get(error.reason, HTTPStatus.FORBIDDEN)


def _require_provider() -> IdentityProvider:
    provider = get_services().provider
    if provider is None:
        abort(HTTPStatus.NOT_FOUND)
    return provider
