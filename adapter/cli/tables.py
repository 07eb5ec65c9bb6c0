"""Read the tables that commands are given."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.spreadsheet import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def open_file(file: Path) -> Iterator[BinaryIO]:
    """Open a table; what is wrong with it ends the command with the file's name.

    Raises:
        ClickException: the file cannot be read, or it is no such table.
    """
    try:
        with file.open("rb") as opened:
            yield opened
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from None
    except TableError as error:
        raise click.ClickException(f"{file}: {error}") from None


def raise_for_lines(file: Path, problems: Iterable[str]) -> None:
    """Raise an error with all problems of a table, each with its line, if there are any."""
    lines = [f"{file}: {problem}" for problem in problems]
    if lines:
        raise click.ClickException("\n".join((*lines, "Nothing was done. Mend these lines.")))
