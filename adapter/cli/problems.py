"""Report errors on the command line."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.errors import AdapterError, CallerError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def report_errors(code: int = 1) -> Iterator[None]:
    """Print an error of the project on standard error, and exit with this code."""
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
