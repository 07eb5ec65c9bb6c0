"""The arrival in which a person works: the session names it, and each request reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import g, session, url_for

from adapter.web.people.access.session import begin_session
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from adapter.marketplace.links import Arrival
    from adapter.marketplace.people import Person

_KEY = "arrival"


def begin_arrival(person: Person, serial: int) -> None:
    """Bind the session to the arrival; another person's session ends."""
    if g.person is None or g.person.id != person.id:
        begin_session(person)
    session[_KEY] = serial


def find_arrival() -> None:
    """Find the arrival of the person who is signed in, for this request."""
    g.arrival = None
    if g.person is None or _KEY not in session:
        return
    found = get_services().links.find_arrival(session[_KEY])
    if found is not None and found.worker_id == g.person.id:
        g.arrival = found


def get_arrival() -> Arrival | None:
    """Return the arrival in which the person works, or None."""
    return cast("Arrival | None", g.get("arrival"))


def find_home() -> str:
    """Return the path to go to when nothing else is wanted: the study's next task, or the list."""
    return url_for("site.lists.show_groups" if get_arrival() is None else "site.arrivals.lead")
