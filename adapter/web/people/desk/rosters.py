"""Bring the people of a table: choose a file, look at who is in it, and get their links."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, render_template, request

from adapter.marketplace.invitations import build_join_url
from adapter.marketplace.rosters import RosterError, find_known_rows, import_people, read_table
from adapter.spreadsheet import write_rows
from adapter.web.people.desk.text_files import read_text_file
from adapter.web.people.services import get_account, get_addresses, get_services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace.rosters import ImportedPerson, Row

    Page = str | tuple[str, HTTPStatus]

pages = Blueprint("rosters", __name__)

_MAX_ROWS = 5_000


@pages.get("/people/import")
def choose() -> str:
    """Show the form for a table."""
    return render_template("desk/choose_roster.html", text="", problems=())


@pages.post("/people/import/preview")
def preview() -> Page:
    """Show who is in the table, or which rows cannot be used."""
    file, problem = read_text_file("file")
    if problem is not None:
        return _refuse(request.form.get("text", ""), (problem,))
    text = file.text if file is not None else request.form.get("text", "")
    if not text.strip():
        return _refuse(text, ("Choose a file, or paste a table",))
    try:
        rows = _read_rows(text)
    except RosterError as error:
        return _refuse(text, str(error).splitlines())
    known = find_known_rows(get_services().marketplace, get_account(), rows)
    found = list(zip(rows, known, strict=True))
    return render_template("desk/roster.html", text=text, found=found)


@pages.post("/people/import")
def save() -> Page:
    """Bring the people of the table, and show their personal links once."""
    text = request.form.get("text", "")
    try:
        found = import_people(get_services().marketplace, get_account(), _read_rows(text))
    except RosterError as error:
        return _refuse(text, str(error).splitlines())
    site = get_addresses().site
    links = [(each, build_join_url(site, each.token)) for each in found]
    return render_template("desk/imported.html", links=links, file=_write_file(links))


def _read_rows(text: str) -> Sequence[Row]:
    rows = read_table(text)
    if len(rows) > _MAX_ROWS:
        reason = f"a page brings at most {_MAX_ROWS:,} people; the command brings more"
        raise RosterError([(rows[_MAX_ROWS].line, reason)])
    return rows


def _refuse(text: str, problems: Sequence[str]) -> Page:
    page = render_template("desk/choose_roster.html", text=text, problems=problems)
    return page, HTTPStatus.BAD_REQUEST


def _write_file(links: Sequence[tuple[ImportedPerson, str]]) -> str:
    """Return the links as CSV in the form of a URL, as no other request may carry them."""
    header = ("WorkerId", "Name", "Contact", "Id", "URL")
    rows = [
        (each.worker_id, each.row.name, each.row.contact, each.row.id, url) for each, url in links
    ]
    return quote("".join(write_rows([header, *rows])))
