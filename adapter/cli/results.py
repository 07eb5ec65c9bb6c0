"""`mturk-adapter results`: write what workers submitted as a file for a spreadsheet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import add_account_options, open_account
from adapter.cli.output import JSON, OUTPUT, RAW, write_lines
from adapter.cli.progress import Progress
from adapter.marketplace.batch_summaries import parse_batch_id
from adapter.marketplace.results import Format, Wanted, open_results

if TYPE_CHECKING:
    from pathlib import Path

_FILES = (Format.CSV.value, Format.CLT.value)


@click.command()
@click.option("--hit", "hit_id", help="Of this HITId.")
@click.option("--type", "type_id", help="Of this HITTypeId.")
@click.option("--group", "group_id", help="Of this HITGroupId.")
@click.option("--batch", "batch_id", help="Of this batch of the desk: HITTypeId-BatchId.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FILES),
    default=Format.CSV.value,
    show_default=True,
    help="Batch results of Amazon's site, or results of the command line tools.",
)
@JSON
@RAW
@OUTPUT
@add_account_options
def results(  # noqa: PLR0913 (an option each)
    hit_id: str | None,
    type_id: str | None,
    group_id: str | None,
    batch_id: str | None,
    form: str,
    output: Path | None,
    *,
    as_json: bool,
    is_raw: bool,
    **place: Any,
) -> None:
    """Write the submitted assignments of HITs, an assignment a row.

    Without an option they are of all HITs of the account. Fill in the last columns, Approve or
    Reject, and give the file to `mturk-adapter review`.

    \b
    mturk-adapter results --group 3GROUP > batch.csv
    """
    batch = None if batch_id is None else parse_batch_id(batch_id)
    wanted = Wanted(hit_id, type_id, group_id, batch)
    with open_account(**place) as (marketplace, account):
        report = partial(Progress().report, "assignments")
        with open_results(marketplace, account, wanted, report) as found:
            write_lines(
                found.write(Format.JSON if as_json else Format(form), is_raw=is_raw), output
            )
            click.echo(f"{found.count:,} assignments", err=True)
