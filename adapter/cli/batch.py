"""`mturk-adapter batch`: make a HIT of each row of a table."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import FRAME_HEIGHT, add_account_options, open_account
from adapter.cli.layout import read_page
from adapter.cli.progress import Progress
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.batches import Batch, BatchTableError, post_batch, read_rows
from adapter.marketplace.qualifications.requirement_texts import parse_requirement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.marketplace import Marketplace

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_PROPERTIES = {
    "title": "Title",
    "description": "Description",
    "keywords": "Keywords",
    "reward": "Reward",
    "assignments": "MaxAssignments",
    "duration": "AssignmentDurationInSeconds",
    "lifetime": "LifetimeInSeconds",
    "approval_delay": "AutoApprovalDelayInSeconds",
    "annotation": "RequesterAnnotation",
}
"""The parameter of CreateHIT of each option."""


@click.command()
@click.argument("page", type=_FILE)
@click.argument("rows", type=_FILE)
@click.option("--title", required=True, help="What workers read in the list.")
@click.option("--description", required=True, help="What the work is, in a sentence.")
@click.option("--keywords", help="Words to search by, with commas.")
@click.option("--reward", required=True, help="In dollars, for each assignment, such as 0.05.")
@click.option("--assignments", type=int, default=1, show_default=True, help="Workers for each row.")
@click.option("--duration", type=int, default=3600, show_default=True, help="Seconds to work.")
@click.option(
    "--lifetime", type=int, default=604_800, show_default=True, help="Seconds in the list."
)
@click.option(
    "--approval-delay",
    type=int,
    default=259_200,
    show_default=True,
    help="Seconds after which work is approved by itself.",
)
@click.option("--annotation", help="A text of yours that programs read with each HIT.")
@click.option(
    "--require",
    "requirements",
    multiple=True,
    metavar="TEXT",
    help="What workers need: a qualification type's id or name, a comparison and values, such as "
    "'Owls>=75' or 'Worker_Locale=US,GB'; a type alone means any value. May be repeated.",
)
@FRAME_HEIGHT
@click.option("--preview", is_flag=True, help="Print the first HIT's HTML and make nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before the HITs are made.")
@click.option("--json", "as_json", is_flag=True, help="Print the identifiers as JSON.")
@add_account_options
def batch(page: Path, rows: Path, frame_height: int, **options: Any) -> None:
    """Make a HIT of each row of the file ROWS (CSV) with the HTML of the file PAGE.

    The first line of ROWS has the names of the placeholders in PAGE, such as image for ${image}.
    All HITs are made, or none. PAGE is kept as a layout.

    \b
    mturk-adapter batch page.html rows.csv --title 'Name the bird' \\
        --description 'Look at a picture.' --reward 0.05
    """
    place = {name: options.pop(name) for name in ("account", "config", "database")}
    with _name_file(rows):
        posted = _read_batch(page, rows, frame_height, options)
    if options["preview"]:
        return click.echo(posted.first)
    with open_account(**place) as (marketplace, account):
        posted = _add_requirements(marketplace, account, posted, options["requirements"])
        if not options["yes"]:
            _confirm(posted, account)
        with _name_file(rows):
            made = post_batch(marketplace, account, posted, partial(Progress().report, "HITs"))
    if options["as_json"]:
        return click.echo(json.dumps(asdict(made)))
    click.echo(f"{len(made.hit_ids)} HITs in the group {made.hit_group_id}")
    return None


@contextmanager
def _name_file(rows: Path) -> Iterator[None]:
    """Say of a table that does not fit which file it is."""
    try:
        yield
    except BatchTableError as error:
        text = "\n".join(f"{rows}: {each}" for each in error.problems)
        raise click.ClickException(text) from None


def _read_batch(page: Path, rows: Path, frame_height: int, options: Any) -> Batch:
    html = read_page(page)
    given = {name: options[option] for option, name in _PROPERTIES.items()}
    properties = {name: value for name, value in given.items() if value is not None}
    return Batch(html, read_rows(read_page(rows), html), page.stem, frame_height, properties)


def _add_requirements(
    marketplace: Marketplace, account: str, batch: Batch, texts: Sequence[str]
) -> Batch:
    with marketplace.begin_read(account) as transaction:
        requirements = [parse_requirement(transaction, each) for each in texts]
    return replace(
        batch, properties={**batch.properties, "QualificationRequirements": requirements}
    )


def _confirm(posted: Batch, account: str) -> None:
    click.echo(
        f"{len(posted.rows)} HITs, {posted.assignments} assignments, "
        f"${format_dollars(posted.cost_cents)} with fees from the account {account}",
        err=True,
    )
    click.confirm("Make them?", abort=True, err=True)
