"""How a command ends when something of ours, or of the caller's, is wrong."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.errors import AdapterError, CallerError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def reported() -> Iterator[None]:
    """Ends the command with the error's own words on standard error and exit code 1."""
    try:
        yield
    except CallerError as error:
        lines = [f"{each.code}: {each.message}" for each in error.problems]
        raise click.ClickException("\n".join(lines)) from error
    except AdapterError as error:
        raise click.ClickException(str(error)) from error
