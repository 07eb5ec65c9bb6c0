"""The session of a requester: the access key, when it began, and a digest of the account's secret.

It is in the cookie that has the session of a person (`access.session`); each begins and ends alone.
No person's session opens the desk, and no requester's a page of people.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import g, redirect, request, session, url_for

from adapter.auth.accounts import NO_SECRET
from adapter.web.people.access.session import build_cookie
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from adapter.web.people.services import PeopleServices

LIFETIME = timedelta(hours=12)
"""How long a requester stays signed in."""

_KEY = "requester"
_OPEN = frozenset({"desk.sign_in.show", "desk.sign_in.enter", "desk.sign_in.use_link"})
"""The endpoints of the desk that need no session."""


def is_account(access_key_id: str) -> bool:
    """Return whether the access key is an account's; where none are configured, every key is."""
    accounts = get_services().accounts.by_key
    return bool(access_key_id) and (accounts is None or access_key_id in accounts)


def verify_secret(access_key_id: str, secret: str) -> bool:
    """Return whether the secret is the account's, in the same time for keys that are unknown.

    Where every key is an account there are no secrets: then the key is enough, if only this machine
    reaches the pages.
    """
    services = get_services()
    if services.accounts.by_key is None:
        return services.is_local and bool(access_key_id)
    known = _find_secret(services, access_key_id)
    is_same = hmac.compare_digest(secret.encode(), (known or NO_SECRET).encode())
    return is_same and known is not None


def begin_requester_session(access_key_id: str) -> None:
    """Begin a session of the account, in place of any other account's."""
    end_requester_session()
    services = get_services()
    session.permanent = True
    session[_KEY] = {
        "account": access_key_id,
        "began": services.marketplace.environment.clock().timestamp(),
        "digest": _compute_digest(services, access_key_id),
    }


def end_requester_session() -> None:
    """End the session of the requester, and make all forms out of date."""
    for name in (_KEY, "csrf_token"):
        session.pop(name, None)


def build_requester_cookie(app: Flask, access_key_id: str) -> tuple[str, str]:
    """Return the name and the value of the cookie of a requester who signed in, for tests."""
    return build_cookie(app, lambda: begin_requester_session(access_key_id))


def find_requester() -> Response | None:
    """Find which account is signed in; return a redirect to the sign-in if none is."""
    g.account = _find_signed_in()
    if g.account is not None or request.endpoint in _OPEN:
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.sign_in.show", next=target), HTTPStatus.SEE_OTHER)


def _find_signed_in() -> str | None:
    if _KEY not in session:
        return None
    services, found = get_services(), session[_KEY]
    account = str(found["account"])
    age = services.marketplace.environment.clock().timestamp() - found["began"]
    is_current = age < LIFETIME.total_seconds() and hmac.compare_digest(
        found["digest"], _compute_digest(services, account)
    )
    if not (is_current and is_account(account)):
        end_requester_session()
        return None
    return account


def _find_secret(services: PeopleServices, access_key_id: str) -> str | None:
    account = (services.accounts.by_key or {}).get(access_key_id)
    return account.secret if account is not None else None


def _compute_digest(services: PeopleServices, access_key_id: str) -> str:
    """Return a digest that changes with the account's secret, so that it ends the sessions."""
    key = services.marketplace.derive_key("sessions of requesters")
    secret = _find_secret(services, access_key_id) or ""
    return hmac.new(key, f"{access_key_id}\0{secret}".encode(), "sha256").hexdigest()
