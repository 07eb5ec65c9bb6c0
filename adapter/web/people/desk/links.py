"""Recruiting links: the list, one link with who arrived by it, and a form for a new one."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.batch_summaries import list_batches
from adapter.marketplace.links import (
    PRESETS,
    Arrival,
    Link,
    LinkSettingsError,
    build_study_url,
    find_platform,
)
from adapter.qr_codes import render_svg
from adapter.web.people.desk.link_form import (
    NAMES,
    OTHER,
    list_backs,
    list_codes,
    read_link_form,
)
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response as Redirect

    from adapter.web.people.desk.tables import Cell

    Counted = tuple[Link, Mapping[str | None, int]]

pages = Blueprint("links", __name__)

_MAX_GROUPS = 200


def _count(outcome: str | None) -> Callable[[Counted], Cell]:
    return lambda counted: counted[1].get(outcome, 0)


_COLUMNS: Mapping[str, Callable[[Counted], Cell]] = {
    "LinkId": lambda counted: counted[0].id,
    "Name": lambda counted: counted[0].name,
    "Platform": lambda counted: counted[0].preset,
    "State": lambda counted: _find_state(counted[0]),
    "StudyURL": lambda counted: _build_url(counted[0]),
    "CreationTime": lambda counted: counted[0].made,
    "Opens": lambda counted: counted[0].opens,
    "Ends": lambda counted: counted[0].ends,
    "Came": lambda counted: sum(counted[1].values()),
    "Working": _count(None),
    "Completed": _count("completed"),
    "Partial": _count("partial"),
    "NoneLeft": _count("none_left"),
    "TurnedAway": _count("turned_away"),
}
_ARRIVAL_COLUMNS: Mapping[str, Callable[[Arrival], Cell]] = {
    "WorkerId": lambda arrival: arrival.worker_id,
    "ExternalId": lambda arrival: arrival.external_id,
    "ArrivalTime": lambda arrival: arrival.came,
    "Submitted": lambda arrival: arrival.submitted,
    "InWork": lambda arrival: arrival.in_work,
    "Outcome": lambda arrival: arrival.outcome,
    "Code": lambda arrival: arrival.link.codes.get(arrival.outcome or ""),
    "FinishTime": lambda arrival: arrival.finished,
}


def show_list() -> Response | str:
    """Show the links, the newest first, and how the visits of who came by them ended."""
    read = partial(get_services().links.list_all, get_account())
    table = Table("links", _COLUMNS, read)
    return render_table(table, "desk/links.html", **_tools())


def show(link_id: str) -> Response | str:
    """Show a link, and who arrived by it, the latest first."""
    link, counts = _require_link(link_id)
    kept = {name: partial(_get_parameter, name) for name in link.kept_parameters}
    read = partial(get_services().links.list_arrivals, get_account(), link_id)
    table = Table("arrivals", {**_ARRIVAL_COLUMNS, **kept}, read)
    title = _list_groups().get(link.group_id or "")
    return render_table(
        table, "desk/link.html", link=link, counts=counts, group_title=title, **_tools()
    )


add_table_routes(pages, "/links", show_list)
add_table_routes(pages, "/links/<link_id>/arrivals", show)


@pages.get("/links/<link_id>/qr.svg")
def show_image(link_id: str) -> Response:
    """Show the QR code of the link of a class."""
    link, _ = _require_link(link_id)
    if not _has_image(link):
        abort(HTTPStatus.NOT_FOUND)
    return Response(render_svg(_build_url(link)), content_type="image/svg+xml")


@pages.post("/links/<link_id>/stop")
def stop(link_id: str) -> Redirect:
    """Let nobody new in by the link."""
    link, _ = _require_link(link_id)
    get_services().links.stop(get_account(), link_id)
    flash(f"Nobody new can come by “{link.name}” now.")
    return redirect(url_for(".show", link_id=link_id), HTTPStatus.SEE_OTHER)


@pages.get("/links/new")
def write() -> str:
    """Show the platforms to choose from, and with `platform` in the query the form."""
    values = dict.fromkeys(NAMES, "") | {"group_id": request.args.get("group", "")}
    return _render(request.args.get("platform", ""), values, {})


@pages.post("/links/new")
def add() -> Redirect | tuple[str, HTTPStatus]:
    """Add the link, or say what is wrong with it."""
    platform = request.args.get("platform", "")
    values = {name: request.form.get(name, "").strip() for name in NAMES}
    settings, errors = read_link_form(platform, values)
    if settings is not None:
        try:
            link = get_services().links.add(get_account(), settings)
        except LinkSettingsError as error:
            errors = error.problems
        else:
            flash("The link is made. Paste its address into the platform.")
            return redirect(url_for(".show", link_id=link.id), HTTPStatus.SEE_OTHER)
    return _render(platform, values, errors), HTTPStatus.BAD_REQUEST


def _render(platform: str, values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    if platform not in PRESETS and platform != OTHER:
        presets = {each: find_platform(each) for each in PRESETS}
        names = {**presets, "class": "A class", OTHER: "Another platform"}
        return render_template("desk/choose_platform.html", platforms=names)
    return render_template(
        "desk/new_link.html",
        platform=platform,
        name=find_platform(platform),
        preset=PRESETS.get(platform),
        codes=list_codes(platform),
        backs=list_backs(platform),
        groups=_list_groups(),
        values=values,
        errors=errors,
    )


def _list_groups() -> Mapping[str, str]:
    """Return the titles of the newest groups of HITs, by HITGroupId."""
    found = get_services().marketplace.read(
        get_account(), lambda transaction: list_batches(transaction, "", 0, _MAX_GROUPS)
    )
    return {each.group_id: each.title for each in found}


def _require_link(link_id: str) -> Counted:
    try:
        return get_services().links.find_own(get_account(), link_id)
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)


def _tools() -> dict[str, Any]:
    """Return what the templates ask of a link."""
    return {
        "find_state": _find_state,
        "find_platform": find_platform,
        "build_url": _build_url,
        "has_image": _has_image,
    }


def _find_state(link: Link) -> str:
    return link.find_state(get_services().marketplace.environment.clock())


def _build_url(link: Link) -> str:
    return build_study_url(get_addresses().site, link)


def _has_image(link: Link) -> bool:
    """Return whether one address is for all, so that a picture of it leads somebody in."""
    return link.preset in PRESETS and PRESETS[link.preset].asks_id


def _get_parameter(name: str, arrival: Arrival) -> str | None:
    return arrival.parameters.get(name)
