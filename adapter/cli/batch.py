"""`mturk-adapter batch`: make a HIT of each row of a table."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from adapter.cli.account_options import FRAME_HEIGHT, add_account_options, open_account
from adapter.cli.layout import read_page
from adapter.cli.progress import Progress
from adapter.marketplace.batches import Batch, post_batch, read_rows

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
    posted = _read_batch(page, rows, frame_height, options)
    if options["preview"]:
        return click.echo(posted.first)
    with open_account(**place) as (marketplace, account):
        if not options["yes"]:
            _confirm(posted, account)
        made = post_batch(marketplace, account, posted, partial(Progress().report, "HITs"))
    if options["as_json"]:
        return click.echo(json.dumps(asdict(made)))
    click.echo(f"{len(made.hit_ids)} HITs in the group {made.hit_group_id}")
    return None


def _read_batch(page: Path, rows: Path, frame_height: int, options: Any) -> Batch:
    html = read_page(page)
    given = {name: options[option] for option, name in _PROPERTIES.items()}
    properties = {name: value for name, value in given.items() if value is not None}
    try:
        return Batch(html, read_rows(read_page(rows), html), page.stem, frame_height, properties)
    except ValueError as error:
        raise click.ClickException(f"{rows}: {error}") from None


def _confirm(posted: Batch, account: str) -> None:
    count = len(posted.rows) * posted.properties["MaxAssignments"]
    click.echo(
        f"{len(posted.rows)} HITs, {count} assignments, ${posted.cost} with fees from the account "
        f"{account}",
        err=True,
    )
    click.confirm("Make them?", abort=True, err=True)
