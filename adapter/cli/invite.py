"""`mturk-adapter invite` and `invitations`: links by which people join."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from adapter.cli.account_options import PEOPLE_URL, add_account_options, open_account, open_site
from adapter.cli.lazy import SummaryGroup
from adapter.cli.output import JSON, print_json
from adapter.cli.progress import track
from adapter.cli.times import Time
from adapter.clock import format_time
from adapter.marketplace.invitations import (
    Terms,
    build_join_url,
    describe_invitation,
    list_invitations,
    stop_invitation,
)
from adapter.marketplace.invitations import invite as create
from adapter.marketplace.link_tokens import generate_token
from adapter.qr_codes import write_images
from adapter.spreadsheet import write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click import Context, Parameter

_COLUMNS = ("id", "url", "uses", "ends", "worker_id")
_TERMS = ("grants", "uses", "ends", "worker_id", "inviter")
_ANY = "any"


def _read_grants(_context: Context, _option: Parameter, texts: Sequence[str]) -> dict[str, int]:
    grants = {}
    for text in texts:
        type_id, _, value = text.partition("=")
        try:
            grants[type_id] = int(value or 1)
        except ValueError:
            raise click.BadParameter(f"{text!r} is no TYPE=VALUE such as 3TYPE=80") from None
    return grants


def _read_uses(context: Context, _option: Parameter, text: str | None) -> int | None:
    if text is None:
        return None if context.params["worker_id"] else 1
    if text != _ANY and not (text.isascii() and text.isdigit()):
        raise click.BadParameter(f"{text!r} is no number, nor {_ANY}")
    return None if text == _ANY else int(text)


@click.command()
@click.option("--count", type=int, default=1, show_default=True, help="How many links.")
@click.option(
    "--grant",
    "grants",
    multiple=True,
    metavar="TYPE=VALUE",
    callback=_read_grants,
    help="A QualificationTypeId that is granted to who joins, and its value; 1 without one.",
)
@click.option("--ends", type=Time(is_end=True), help="The last day, in UTC.  [default: never]")
@click.option(
    "--uses",
    metavar=f"N|{_ANY}",
    callback=_read_uses,
    help="How many people may join by one link.  [default: 1; of a personal link any]",
)
@click.option(
    "--person",
    "worker_id",
    metavar="WORKERID",
    is_eager=True,
    help="Make personal links, which bring this person back to their work in any browser.",
)
@click.option("--from", "inviter", metavar="NAME", help="Who invites, for the invited to read.")
@click.option(
    "--qr",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for QR codes: invitation-ID.svg and .png.",
)
@click.option(
    "--csv", "file", type=click.File("w"), default="-", help="A file, or - .  [default: -]"
)
@JSON
@PEOPLE_URL
@add_account_options
def invite(count: int, qr: Path | None, file: TextIO, as_json: bool, **options: Any) -> None:
    """Make links by which people join, and print them as CSV.

    Each is shown this once: the database has a hash of it. Who opens one and presses "Join" is a
    new worker with the qualifications. Looking at it uses nothing up.

    \b
    mturk-adapter invite --count 30 --grant 3TYPE=1 --ends 2027-01-31 > links.csv
    """
    terms = Terms(**{name: options.pop(name) for name in _TERMS})
    with open_site(**options) as (marketplace, account, site_url):
        tokens = [generate_token() for _ in range(count)]
        with marketplace.begin_write(account) as transaction:
            numbers = create(transaction, terms, tokens)
        links = dict(zip(numbers, (build_join_url(site_url, each) for each in tokens), strict=True))
    if qr is not None:
        _draw(links, qr)
    click.echo(_write_links(links, terms, as_json=as_json), file=file, nl=False)


def _draw(links: dict[int, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in track(list(links), "QR codes"):
            write_images(links[number], folder, f"invitation-{number}")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}") from None


def _write_links(links: dict[int, str], terms: Terms, *, as_json: bool) -> str:
    ends = format_time(terms.ends) if terms.ends else None
    rows = [(number, url, terms.uses, ends, terms.worker_id) for number, url in links.items()]
    if as_json:
        shared = {"grants": dict(terms.grants)}
        made = [{**dict(zip(_COLUMNS, each, strict=True)), **shared} for each in rows]
        return json.dumps(made, indent=2) + "\n"
    return "".join(write_rows([_COLUMNS, *rows]))


@click.group(cls=SummaryGroup)
def invitations() -> None:
    """List and stop the invitations that `invite` made."""


@invitations.command(name="list")
@JSON
@add_account_options
def list_all(as_json: bool, **place: Any) -> None:
    """List the invitations, the newest first: each one's ID, state, uses and what it grants."""
    with (
        open_account(**place) as (marketplace, account),
        marketplace.begin_read(account) as transaction,
    ):
        now = transaction.now
        found = [describe_invitation(each, now) for each in list_invitations(transaction)]
    if as_json:
        return print_json(found)
    for each in found:
        click.echo(_write_line(each))
    return None


def _write_line(invitation: dict[str, Any]) -> str:
    uses = "any number" if invitation["uses"] is None else invitation["uses"]
    parts = [f"{invitation['id']}", invitation["state"], f"{invitation['used']} of {uses} joined"]
    parts += [f"until {invitation['ends']}"] if invitation["ends"] else []
    parts += [f"{name}={value}" for name, value in invitation["grants"].items()]
    return "  ".join([*parts, *([invitation["worker_id"]] if invitation["worker_id"] else [])])


@invitations.command()
@click.argument("numbers", metavar="ID…", type=int, nargs=-1, required=True)
@JSON
@add_account_options
def stop(numbers: tuple[int, ...], as_json: bool, **place: Any) -> None:
    """Let nobody join by these invitations any more; who has joined stays."""
    with (
        open_account(**place) as (marketplace, account),
        marketplace.begin_write(account) as transaction,
    ):
        for each in numbers:
            stop_invitation(transaction, each)
    if as_json:
        print_json({"stopped": numbers})
    else:
        click.echo(f"{len(numbers)} stopped")
