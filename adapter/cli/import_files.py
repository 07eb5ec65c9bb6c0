"""`mturk-adapter import`: make a seed of files that requesters kept of Mechanical Turk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.cli.problems import report_errors
from adapter.cli.progress import Progress
from adapter.marketplace import imports

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--account", required=True, help="The access key that the old program signs with: it owns all."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="The seed to write.  [default: print it]"
)
def import_files(files: tuple[Path, ...], account: str, output: Path | None) -> None:
    """Make a seed of FILES: batch results (CSV), and answers that `aws mturk` printed (JSON).

    Results of the command line tools (tab-separated) are read as batch results are.

    \b
    aws mturk list-hits > hits.json
    aws mturk list-assignments-for-hit --hit-id 3HIT > assignments.json
    mturk-adapter import --account OLDKEY --output lab.json hits.json assignments.json batch.csv
    mturk-adapter serve --seed lab.json

    Of an item in several files, what the last file states counts. Standard error says what the
    files do not have, with the file and the line.
    """
    with report_errors(), imports.import_files(files, _show_progress()) as imported:
        for note in imported.notes:
            click.echo(f"note: {note}", err=True)
        _write(imported, account, output)
        counts = ", ".join(f"{number:,} {name}" for name, number in imported.counts.items())
        click.echo(f"{output or 'seed'}: {counts or 'no items'}", err=True)


def _show_progress() -> Callable[[str, int, int], None]:
    progress = Progress()
    return lambda name, done, size: progress.report(f"bytes of {name}", done, size)


def _write(imported: imports.ImportedFiles, account: str, output: Path | None) -> None:
    if output is None:
        return imported.write(account, sys.stdout)
    try:
        with output.open("w", encoding="utf-8") as text:
            return imported.write(account, text)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
