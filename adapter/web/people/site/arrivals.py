"""Arrive by a recruiting link, go from task to task, and find the way back to the platform."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for

from adapter.marketplace import PersonStoppedError
from adapter.marketplace.links import (
    PRESETS,
    TURNED_AWAY,
    Link,
    LinkClosedError,
    find_platform,
)
from adapter.web.people.access.arrivals import begin_arrival, get_arrival
from adapter.web.people.access.headers import build_site_policy
from adapter.web.people.access.session import end_session
from adapter.web.people.forms.arrival_fields import ArrivalFieldsError, read_arrival
from adapter.web.people.limits import ARRIVE
from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.links import Outlook
    from adapter.web.people.forms.arrival_fields import ArrivalFields

    Answer = str | Response | Redirect | tuple[str, HTTPStatus] | tuple[Response, HTTPStatus]

pages = Blueprint("arrivals", __name__)

_CLOSED = {
    "not open": HTTPStatus.FORBIDDEN,
    "ended": HTTPStatus.GONE,
    "stopped": HTTPStatus.GONE,
}


@pages.get("/go/<link_id>")
def arrive(link_id: str) -> Answer:
    """Let a participant in, as platforms lead them here; the same again changes nothing.

    Whose browser has another person's session is asked first.
    """
    link = _require_link(link_id)
    sent = read_arrival(link, request.args)
    if request.method == "HEAD":  # what looks at links only arrives nowhere
        return ""
    if _is_somebody_else(link, sent):
        return render_template("site/switch.html", platform=find_platform(link.preset))
    return _enter(link, sent)


@pages.post("/go/<link_id>")
def switch(link_id: str) -> Answer:
    """Let a participant in, in place of the person who is signed in."""
    link = _require_link(link_id)
    return _enter(link, read_arrival(link, request.args))


@pages.get("/next")
def lead() -> Redirect:
    """Lead to what the participant can do next, or to the end of the study."""
    arrival = get_arrival()
    if arrival is None:
        return _lead_to_list()
    outlook = get_services().links.look_ahead(arrival)
    return redirect(_choose_page(outlook), HTTPStatus.SEE_OTHER)


@pages.get("/done")
def show_end() -> Response | Redirect:
    """Show how the visit ends, and the way back, which is taken by the button only."""
    arrival = get_arrival()
    if arrival is None:
        return _lead_to_list()
    outlook = get_services().links.look_ahead(arrival)
    outcome = outlook.outcome or ""
    back = arrival.build_back_url(outcome)
    page = render_template(
        "site/done.html",
        outlook=outlook,
        outcome=outcome,
        platform=find_platform(arrival.link.preset),
        preset=arrival.link.preset,
        back=back,
        code=arrival.link.codes.get(outcome),
    )
    return _allow_way_back(make_response(page), back)


@pages.post("/done")
def finish() -> Redirect:
    """Settle how the visit ends, and lead back to the platform.

    The address is of the link's settings: nothing in this request is part of it.
    """
    arrival = get_arrival()
    if arrival is None:
        return _lead_to_list()
    outcome = get_services().links.finish(arrival)
    back = None if outcome is None else arrival.build_back_url(outcome)
    return redirect(back or url_for(".show_end"), HTTPStatus.SEE_OTHER)


@pages.errorhandler(ArrivalFieldsError)
def show_problem(error: ArrivalFieldsError) -> tuple[str, HTTPStatus]:
    """Say what is wrong with the address, or ask for what is missing in it."""
    link = g.link
    asks = error.reason == "missing" and link.preset in PRESETS and PRESETS[link.preset].asks_id
    page = render_template(
        "site/ask_id.html" if asks else "site/arrival_problem.html",
        link=link,
        reason=error.reason,
        platform=find_platform(link.preset),
    )
    return page, HTTPStatus.OK if asks else HTTPStatus.BAD_REQUEST


@pages.errorhandler(LinkClosedError)
def show_closed(error: LinkClosedError) -> tuple[str, HTTPStatus]:
    """Say why nobody new may arrive."""
    return render_template("site/link_closed.html", link=g.link, state=error.state), _CLOSED[
        error.state
    ]


def _require_link(link_id: str) -> Link:
    services = get_services()
    link = services.links.find(link_id)
    if link is None:
        services.limits.check(ARRIVE, link_id)
        page = render_template("site/link_closed.html", state="unknown")
        abort(make_response(page, HTTPStatus.NOT_FOUND))
    g.link = link
    return link


def _is_somebody_else(link: Link, sent: ArrivalFields) -> bool:
    """Return whether another person is signed in who has not finished a study."""
    if g.person is None or g.person.id == get_services().links.derive_worker_id(
        link, sent.external_id
    ):
        return False
    arrival = get_arrival()
    return arrival is None or arrival.outcome is None


def _enter(link: Link, sent: ArrivalFields) -> Answer:
    services = get_services()
    services.limits.check(ARRIVE, f"{link.id} {sent.external_id}")
    links = services.links
    try:
        person, serial = links.arrive(link, sent.external_id, sent.parameters)
    except PersonStoppedError:
        return _turn_away(link, sent)
    begin_arrival(person, serial)
    return redirect(url_for(".lead"), HTTPStatus.SEE_OTHER)


def _turn_away(link: Link, sent: ArrivalFields) -> tuple[Response, HTTPStatus]:
    """Show a person who was stopped the way back, which needs no session."""
    end_session()
    g.person = None
    back = link.build_back_url(TURNED_AWAY, sent.external_id, sent.parameters)
    page = render_template("stopped.html", back=back, platform=find_platform(link.preset))
    return make_response(page), HTTPStatus.FORBIDDEN


def _choose_page(outlook: Outlook) -> str:
    if not outlook.can_work:
        return url_for(".show_end")
    if outlook.in_work is not None:
        return url_for("site.work.find", assignment_id=outlook.in_work)
    if len(outlook.groups) == 1:
        return url_for("site.lists.preview", group_id=outlook.groups[0].id)
    return url_for("site.lists.show_groups")


def _allow_way_back(response: Response, back: str | None) -> Response:
    """Let the page's form lead to the host of the way back, and to no other."""
    if back is not None:
        response.headers["Content-Security-Policy"] = build_site_policy(back)
    return response


def _lead_to_list() -> Redirect:
    return redirect(url_for("site.lists.show_groups"), HTTPStatus.SEE_OTHER)
