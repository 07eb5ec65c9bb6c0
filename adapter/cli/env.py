"""`mturk-adapter env`: what a shell exports so that other programs find the adapter."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from adapter.current import REGION, data_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _sh(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _fish(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _powershell(name: str, value: str) -> str:
    doubled = value.replace("'", "''")
    return f"$env:{name} = '{doubled}'"


SHELLS: Mapping[str, Callable[[str, str], str]] = {
    "sh": _sh,
    "fish": _fish,
    "powershell": _powershell,
}


@click.command()
@click.option(
    "--endpoint",
    default="http://127.0.0.1:8080/",
    show_default=True,
    help="Where the adapter listens.",
)
@click.option(
    "--shell",
    type=click.Choice(sorted(SHELLS)),
    default="sh",
    show_default=True,
    help="Whose language to print.",
)
def env(endpoint: str, shell: str) -> None:
    """Print exports for `eval "$(mturk-adapter env)"`.

    AWS_DATA_PATH names our description of the current API, so that your own boto3 and AWS CLI
    know `mturk` even after they have dropped it. AWS_ENDPOINT_URL_MTURK sends their calls to the
    adapter, which answers them from its marketplace or a replay. The keys are for tests, since a
    server without accounts takes any; they replace those that the shell has.
    """
    exports = {
        "AWS_DATA_PATH": str(data_path()),
        "AWS_ENDPOINT_URL_MTURK": endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "LEGACYTESTKEY",
        "AWS_SECRET_ACCESS_KEY": "test-only",
    }
    for name, value in exports.items():
        click.echo(SHELLS[shell](name, value))
