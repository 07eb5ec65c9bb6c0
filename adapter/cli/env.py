"""`mturk-adapter env`: what a shell exports so that other programs find the adapter."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.certificates import build_names, read_trust_settings
from adapter.cli.environment import proxy_environment, proxy_of
from adapter.cli.problems import reported
from adapter.current_api.environment import build_environment
from adapter.tls import open_authority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _sh(name: str, value: str | None) -> str:
    return f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}"


def _fish(name: str, value: str | None) -> str:
    if value is None:
        return f"set -e {name}"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _powershell(name: str, value: str | None) -> str:
    if value is None:
        return f"Remove-Item Env:{name} -ErrorAction Ignore"
    doubled = value.replace("'", "''")
    return f"$env:{name} = '{doubled}'"


SHELLS: Mapping[str, Callable[[str, str | None], str]] = {
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
@click.option(
    "--proxy",
    is_flag=False,
    flag_value="127.0.0.1:3128",
    help="For programs with Amazon's names baked in: what finds and trusts `serve --proxy`.",
)
@click.option(
    "--trust-folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where our authority is, for --proxy.  [default: in the user's data folder]",
)
def env(endpoint: str, shell: str, proxy: str | None, trust_folder: Path | None) -> None:
    """Print exports for `eval "$(mturk-adapter env)"`.

    AWS_DATA_PATH names our description of the current API, so that your own boto3 and AWS CLI
    know `mturk` even after they have dropped it. AWS_ENDPOINT_URL_MTURK sends their calls to the
    adapter, which answers them from its marketplace or a replay. The keys are for tests, since a
    server without accounts takes any; they replace those that the shell has.

    With --proxy [HOST:PORT] there is no endpoint: programs call Amazon's names, and the proxy and
    authority variables of every language lead them to the adapter. Keys are left alone.
    """
    with reported():
        found = build_environment(endpoint) if proxy is None else _proxy(proxy, trust_folder)
    for name, value in found.items():
        click.echo(SHELLS[shell](name, value))


def _proxy(proxy: str, trust_folder: Path | None) -> Mapping[str, str | None]:
    address = proxy_of(proxy)
    folder, hosts = read_trust_settings(trust_folder, None, ())
    authority = open_authority(folder, build_names(hosts), datetime.now(UTC))
    return proxy_environment(authority, folder, address, os.environ)
