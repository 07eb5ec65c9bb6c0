"""Report errors on the command line."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.errors import AdapterError, CallerError, SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator

_USAGE = 2


@contextmanager
def report_errors(code: int = 1, *, as_json: bool = False) -> Iterator[None]:
    """Print an error of the project on standard error, and exit with this code.

    Args:
        code: 1: a flag that cannot be used ends with 2 instead, as click's own errors do.
        as_json: whether the error is printed as a line of the log in JSON.
    """
    try:
        yield
    except CallerError as error:
        lines = [f"{each.code}: {each.message}" for each in error.problems]
        _show("\n".join(lines), as_json=as_json)
        raise SystemExit(code) from error
    except AdapterError as error:
        _show(str(error), as_json=as_json)
        raise SystemExit(_USAGE if code == 1 and _names_a_flag(error) else code) from error
    except PermissionError as error:
        _show(f"{error.filename}: this user may not open it", as_json=as_json)
        raise SystemExit(code) from error


def _names_a_flag(error: AdapterError) -> bool:
    """Return whether a flag has a value that it cannot have."""
    return isinstance(error, SettingError) and error.place.startswith("--")


def _show(text: str, *, as_json: bool) -> None:
    if as_json:
        line = {"event": "start_failed", "level": "error", "reason": text}
        return click.echo(json.dumps(line), err=True)
    return click.ClickException(text).show()
