"""Write what a command makes to a file, or print it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write.  [default: print it]",
)
"""The option of commands that make a file."""

RAW = click.option(
    "--raw",
    "is_raw",
    is_flag=True,
    help="For programs: write texts as they are, although a spreadsheet may carry them out.",
)
"""The option of commands that make a table."""


JSON = click.option("--json", "as_json", is_flag=True, help="Print a JSON document.")
"""The option of commands that print what programs read too."""


def print_json(document: object) -> None:
    """Print the document, its members on lines of their own."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def write_lines(lines: Iterable[str], output: Path | None) -> None:
    """Write the lines, which have their ends, to the file, or to standard output.

    Raises:
        ClickException: the file cannot be written.
    """
    if output is None:
        for line in lines:
            click.echo(line.encode(), nl=False)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as text:
            text.writelines(lines)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
