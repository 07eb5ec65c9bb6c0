"""Read the tables that commands are given."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.spreadsheet import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
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
