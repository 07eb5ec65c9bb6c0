"""`mturk-adapter people`: the people of an account, and what is kept about them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import (
    PEOPLE_URL,
    add_account_options,
    open_account,
    open_site,
)
from adapter.cli.layout import read_page
from adapter.cli.lazy import SummaryGroup
from adapter.cli.output import JSON, print_json
from adapter.cli.progress import track
from adapter.cli.times import Time
from adapter.clock import format_time
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.invitations import build_join_url
from adapter.marketplace.payouts import find_owed
from adapter.marketplace.people import (
    People,
    check_is_in_charge,
    find_known_person,
    list_people,
)
from adapter.marketplace.rosters import RosterError, import_people, read_table
from adapter.spreadsheet import write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace import Marketplace
    from adapter.marketplace.people import KnownPerson
    from adapter.marketplace.rosters import ImportedPerson

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_YES = click.option("--yes", is_flag=True, help="Do not ask.")
_WORKER_ID = click.argument("worker_id", metavar="ID")


@click.group(cls=SummaryGroup)
def people() -> None:
    """List, import, stop and forget the people who work in a browser.

    An account's people are those whom it brought, by a link, an invitation or an import, and those
    who worked for it. ID is a WorkerId.
    """


@people.command(name="list")
@click.option("--search", default="", help="A part of a WorkerId, name, contact or platform id.")
@JSON
@add_account_options
def list_all(search: str, as_json: bool, **place: Any) -> None:
    """List the people of the account, the newest first."""
    with open_account(**place) as (marketplace, account):
        with marketplace.begin_read(account) as transaction:
            found = list_people(transaction, search)
            owed = find_owed(transaction, [each.id for each in found])
        if as_json:
            items = [_describe(each) | {"owed_cents": owed[each.id]} for each in found]
            return print_json(items)
        for each in found:
            click.echo("  ".join(_write_line(each, owed[each.id])))
    return None


@people.command(name="import")
@click.argument("file", type=_FILE)
@click.option(
    "--ends", type=Time(is_end=True), help="Last day of the links, in UTC.  [default: never]"
)
@click.option("--raw", is_flag=True, help="Do not guard cells against spreadsheets' formulas.")
@JSON
@PEOPLE_URL
@add_account_options
def import_table(file: Path, ends: datetime | None, raw: bool, as_json: bool, **place: Any) -> None:
    """Bring the people of FILE (CSV), and print a personal link for each.

    The columns are name, contact, id (a number of yours) and grants (such as 3TYPE=80), in any
    order, of which one that says who it is has to be there. The same row is the same person in
    every import. All rows are imported, or none.
    """
    text = read_page(file)
    with open_site(**place) as (marketplace, account, site):
        try:
            rows = track(read_table(text), "people")
            found = import_people(marketplace, account, rows, ends=ends)
        except RosterError as error:
            raise click.ClickException(f"nobody was imported\n{error}") from None
    _print_imported(found, site, as_json=as_json, is_raw=raw)


@people.command()
@_WORKER_ID
@JSON
@add_account_options
def stop(worker_id: str, as_json: bool, **place: Any) -> None:
    """Sign the person out and let them in no more; what they submitted and earned stays."""
    with open_account(**place) as (marketplace, account):
        _choose_one(marketplace, account, worker_id)
        People(marketplace).stop(worker_id)
    _print_change(worker_id, "stopped", as_json=as_json)


@people.command()
@_WORKER_ID
@JSON
@add_account_options
def allow(worker_id: str, as_json: bool, **place: Any) -> None:
    """Let a person who was stopped in again."""
    with open_account(**place) as (marketplace, account):
        _choose_one(marketplace, account, worker_id)
        People(marketplace).allow(worker_id)
    _print_change(worker_id, "allowed", as_json=as_json)


@people.command()
@click.argument("worker_id", metavar="[ID]", required=False)
@click.option(
    "--older-than",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="Forget everybody, of all accounts, who was not here for so many days.",
)
@_YES
@JSON
@add_account_options
def forget(
    worker_id: str | None, older_than: int | None, yes: bool, as_json: bool, **place: Any
) -> None:
    """Delete what tells who a person is, and keep the work and the money under the WorkerId.

    Name, contact, platform ids, personal links and messages are gone; answers stay. Export them
    first if you still have to pay them.
    """
    if (worker_id is None) == (older_than is None):
        raise click.UsageError("Name an ID, or --older-than DAYS.")
    with open_account(**place) as (marketplace, account):
        chosen = (
            _choose_one(marketplace, account, worker_id)
            if worker_id is not None
            else _choose_unseen(marketplace, older_than or 0)
        )
        if chosen and not yes:
            whom = chosen[0] if len(chosen) == 1 else f"{len(chosen)} people"
            click.confirm(f"Forget {whom}? This cannot be undone.", abort=True, err=True)
        for each in track(chosen, "people"):
            People(marketplace).forget(each)
        if chosen:
            marketplace.database.erase_deleted()
    for each in [] if as_json else chosen:
        click.echo(f"{each} forgotten")
    if as_json:
        print_json(chosen)


@people.command()
@_WORKER_ID
@click.option("--json", "as_json", is_flag=True, help="Print it in one line.")
@add_account_options
def export(worker_id: str, as_json: bool, **place: Any) -> None:
    """Print everything that is kept about the person, of all accounts, as JSON."""
    with open_account(**place) as (marketplace, account):
        with marketplace.begin_read(account) as transaction:
            find_known_person(transaction, worker_id)
        found = People(marketplace).export(worker_id)
    click.echo(json.dumps(found, indent=None if as_json else 2, ensure_ascii=False))


def _choose_one(marketplace: Marketplace, account: str, worker_id: str) -> list[str]:
    """Return the one person, or raise an error if the account is not in charge of them."""
    with marketplace.begin_read(account) as transaction:
        check_is_in_charge(transaction, worker_id)
    return [worker_id]


def _choose_unseen(marketplace: Marketplace, days: int) -> list[str]:
    now = marketplace.environment.clock()
    return People(marketplace).list_unseen(now - timedelta(days=days))


def _print_change(worker_id: str, state: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": worker_id, "state": state})
    else:
        click.echo(f"{worker_id} {state}")


def _print_imported(
    found: Sequence[ImportedPerson], site: str, *, as_json: bool, is_raw: bool
) -> None:
    items = [
        {
            "WorkerId": each.worker_id,
            "Name": each.row.name,
            "Contact": each.row.contact,
            "Id": each.row.id,
            "New": "yes" if each.is_new else "no",
            "URL": build_join_url(site, each.token),
        }
        for each in found
    ]
    if as_json:
        return print_json(items)
    rows = [list(items[0]), *(list(each.values()) for each in items)]
    for line in write_rows(rows, is_raw=is_raw):
        click.echo(line, nl=False)
    return None


def _describe(person: KnownPerson) -> dict[str, Any]:
    return {
        name: format_time(value) if isinstance(value, datetime) else value
        for name, value in asdict(person).items()
    }


def _write_line(person: KnownPerson, owed_cents: int) -> list[str]:
    state = "forgotten" if person.forgotten else "stopped" if person.stopped else None
    platform = f"{person.platform} {person.external_id or ''}".strip() if person.platform else None
    parts = (person.name, person.contact, person.label, platform, state)
    work = f"{person.tasks} done", f"owed ${format_dollars(owed_cents)}"
    return [person.id, *(each for each in parts if each), *work, f"{person.last_seen:%Y-%m-%d}"]
