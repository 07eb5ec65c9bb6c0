"""The session of a person: a signed cookie with the WorkerId and the epoch.

The cookie also has the session of a requester (`access.requester`); each begins and ends alone.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface

from adapter.marketplace import PersonStoppedError
from adapter.web.people.services import get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

    from adapter.marketplace.people import Person

_OPEN = frozenset(
    {
        "site.arrivals.arrive",
        "site.arrivals.switch",
        "site.join.enter",
        "site.join.show",
        "site.oidc.begin",
        "site.oidc.finish",
        "site.oidc.leave",
        "site.profile.show_forgotten",
        "site.sign_in.enter",
        "site.sign_in.show",
    }
)
"""The endpoints of the site that need no session."""

_SENT_WITHOUT_ORIGIN = frozenset({"site.join.enter"})
"""The forms of pages with the policy no-referrer, for which browsers hide the Origin too."""


def begin_session(person: Person) -> None:
    """Begin a session of the person, in place of any other person's.

    Raises:
        PersonStoppedError: the person may not come in any more.
    """
    raise_for_stopped(person)
    end_session()
    session.permanent = True
    session["worker_id"], session["epoch"] = person.id, person.epoch


def end_session() -> None:
    """End the session of the person, and make all forms out of date."""
    for name in ("worker_id", "epoch", "arrival", "csrf_token"):
        session.pop(name, None)


def build_session_cookie(app: Flask, worker_id: str) -> tuple[str, str]:
    """Return the name and the value of the cookie of a person who signed in, for tests.

    Args:
        app: the application of the pages.
        worker_id: the person's; they are recorded if they are new.
    """
    with app.app_context():
        person = get_services().people.sign_in(worker_id)
    return build_cookie(app, lambda: begin_session(person))


def build_cookie(app: Flask, begin: Callable[[], None]) -> tuple[str, str]:
    """Return the name and the value of the cookie of a session that `begin` begins, for tests."""
    with app.test_request_context():
        begin()
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None  # noqa: S101 (the application has a key)
        value = serializer.dumps(dict(session))
    return app.config["SESSION_COOKIE_NAME"], str(value)


def check_sender() -> None:
    """Refuse a request that another site may have sent or whose session it may have planted."""
    if len(request.cookies.getlist(current_app.config["SESSION_COOKIE_NAME"])) > 1:
        abort(HTTPStatus.BAD_REQUEST, "The browser sent two sessions. Delete this site's cookies.")
    origin = request.headers.get("Origin")
    changes = request.method not in ("GET", "HEAD")
    if origin == "null" and request.endpoint in _SENT_WITHOUT_ORIGIN:
        return
    if changes and origin is not None and origin != get_addresses().site:
        abort(HTTPStatus.FORBIDDEN, "Another website sent this form.")


def check_characters() -> None:
    """Refuse the character that no text of a browser holds, and no database keeps."""
    values = request.values
    sent = [request.path, *values, *(text for name in values for text in values.getlist(name))]
    if any("\0" in each for each in sent):
        abort(HTTPStatus.BAD_REQUEST, "The address or the form holds a character that is no text.")


def find_person() -> Response | None:
    """Find who is signed in; return a redirect to the sign-in if nobody is."""
    g.person = _find_signed_in()
    if g.person is not None or request.endpoint in _OPEN:
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("site.sign_in.show", next=target), HTTPStatus.SEE_OTHER)


def choose_target(wanted: str) -> str:
    """Return the path to go to after the sign-in: a path of the site, whatever was asked for."""
    # Browsers drop line ends and tabs, and read a backslash as a slash; `//` begins a host.
    is_plain = wanted.isprintable() and "\\" not in wanted
    return wanted if is_plain and wanted.startswith("/") and wanted[1:2] != "/" else "/"


def raise_for_stopped(person: Person) -> None:
    """Raise a PersonStoppedError, and end the session, if the person may not come in any more."""
    if person.stopped is not None:
        end_session()
        raise PersonStoppedError


def _find_signed_in() -> Person | None:
    if "worker_id" not in session:
        return None
    person = get_services().people.find(session["worker_id"])
    if person is not None:
        raise_for_stopped(person)
    if person is None or person.epoch != session.get("epoch"):
        end_session()
        return None
    return person
