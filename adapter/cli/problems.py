"""How a command ends when something of ours, or of the caller's, is wrong."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.errors import AdapterError, CallerError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def reported(code: int = 1) -> Iterator[None]:
    """Ends the command with the error's own words on standard error and this exit code."""
    try:
        yield
    except CallerError as error:
        lines = [f"{each.code}: {each.message}" for each in error.problems]
        _show("\n".join(lines))
        raise SystemExit(code) from error
    except AdapterError as error:
        _show(str(error))
        raise SystemExit(code) from error


def _show(text: str) -> None:
    click.ClickException(text).show()
