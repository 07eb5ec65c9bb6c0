"""Invitations: the list, with which some are stopped, and a form for new ones."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.invitations import (
    Invitation,
    Terms,
    build_join_url,
    invite,
    list_invitations,
    stop_invitation,
)
from adapter.marketplace.link_tokens import generate_token
from adapter.marketplace.storage.database import MAX_SERIAL
from adapter.qr_codes import render_svg
from adapter.spreadsheet import write_rows
from adapter.web.people.desk.invitation_form import MAX_COUNT, read_invitation_form
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.web.people.desk.tables import Cell

pages = Blueprint("invitations", __name__)

_MAX_TYPES = 50
_MAX_IMAGES = 50


def _find_state(invitation: Invitation) -> str:
    now = get_services().marketplace.environment.clock()
    return invitation.find_closed_reason(now) or "open"


_COLUMNS: Mapping[str, Callable[[Invitation], Cell]] = {
    "InvitationId": lambda invitation: invitation.id,
    "State": _find_state,
    "Joined": lambda invitation: invitation.used,
    "Uses": lambda invitation: invitation.terms.uses,
    "Ends": lambda invitation: invitation.terms.ends,
    "Grants": lambda invitation: " ".join(
        f"{type_id}={value}" for type_id, value in invitation.terms.grants.items()
    ),
    "WorkerId": lambda invitation: invitation.terms.worker_id,
    "Inviter": lambda invitation: invitation.terms.inviter,
    "CreationTime": lambda invitation: invitation.made,
}


@dataclass(frozen=True, slots=True)
class _Link:
    """The link of a new invitation, which is shown once."""

    id: int
    url: str
    image: str | None


def show_list() -> Response | str:
    """Show the invitations, the newest first."""

    def read(offset: int, limit: int) -> Sequence[Invitation]:
        return get_services().marketplace.read(
            get_account(), lambda transaction: list_invitations(transaction, offset, limit)
        )

    table = Table("invitations", _COLUMNS, read)
    return render_table(table, "desk/invitations.html", find_state=_find_state, types=_list_types())


add_table_routes(pages, "/invitations", show_list)


@pages.post("/invitations/stop")
def stop() -> Redirect:
    """Let nobody else join by the chosen invitations."""
    chosen = [each for each in request.form.getlist("invitation", int) if each <= MAX_SERIAL]
    with get_services().marketplace.begin_write(get_account()) as transaction:
        for each in chosen:
            stop_invitation(transaction, each)
    flash(f"{len(chosen)} stopped." if chosen else "Choose the invitations that you want to stop.")
    return redirect(url_for(".show_list"), HTTPStatus.SEE_OTHER)


@pages.get("/invitations/new")
def write() -> str:
    """Show the form; with `person` in the query it makes a personal link."""
    worker_id = _read_person()
    usual = {"count": "1", "uses": "" if worker_id else "1"}
    return _render(usual, worker_id, {})


@pages.post("/invitations/new")
def add() -> str | tuple[str, HTTPStatus]:
    """Make the invitations and show their links, or say what is wrong."""
    worker_id = _read_person()
    values = {name: text.strip() for name, text in request.form.items()}
    terms, count, errors = read_invitation_form(values, worker_id)
    if not errors:
        try:
            links = _invite(terms, [generate_token() for _ in range(count)])
        except RefusedCallError as error:
            errors = {"count": error.message}
        else:
            file = quote(
                "".join(write_rows([("id", "url"), *((each.id, each.url) for each in links)]))
            )
            return render_template("desk/new_links.html", links=links, terms=terms, file=file)
    return _render(values, worker_id, errors), HTTPStatus.BAD_REQUEST


def _invite(terms: Terms, tokens: Sequence[str]) -> Sequence[_Link]:
    with get_services().marketplace.begin_write(get_account()) as transaction:
        numbers = invite(transaction, terms, tokens)
    has_images = len(tokens) <= _MAX_IMAGES
    site = get_addresses().site
    urls = [build_join_url(site, each) for each in tokens]
    return [
        _Link(number, url, _draw(url) if has_images else None)
        for number, url in zip(numbers, urls, strict=True)
    ]


def _draw(url: str) -> str:
    """Return the QR code as a `data:` URL, as no other request may carry the link."""
    return f"data:image/svg+xml;base64,{b64encode(render_svg(url)).decode()}"


def _render(values: Mapping[str, str], worker_id: str | None, errors: Mapping[str, str]) -> str:
    return render_template(
        "desk/new_invitations.html",
        values=values,
        worker_id=worker_id,
        errors=errors,
        types=_list_types(),
        most=MAX_COUNT,
    )


def _list_types() -> Mapping[str, str]:
    """Return the names of the account's newest qualification types, by their ids."""
    wanted = {"MustBeRequestable": False, "MustBeOwnedByCaller": True, "MaxResults": _MAX_TYPES}
    answer = get_services().marketplace.call(get_account(), "ListQualificationTypes", wanted)
    return {each["QualificationTypeId"]: each["Name"] for each in answer["QualificationTypes"]}


def _read_person() -> str | None:
    """Return whose personal link is wanted: one of the people whom the account brought."""
    worker_id = request.args.get("person")
    if worker_id is None:
        return None
    person = get_services().people.find(worker_id)
    if person is None or person.account != get_account():
        abort(HTTPStatus.NOT_FOUND)
    return worker_id
