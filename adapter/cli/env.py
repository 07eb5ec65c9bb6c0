"""`mturk-adapter env`: print the exports by which other programs find the adapter."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.certificates import read_trust_settings
from adapter.cli.environment import build_proxy_environment, read_proxy_url
from adapter.cli.problems import report_errors
from adapter.current_api.environment import build_environment
from adapter.tls import open_authority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _format_sh(name: str, value: str | None) -> str:
    return f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}"


def _format_fish(name: str, value: str | None) -> str:
    if value is None:
        return f"set -e {name}"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _format_powershell(name: str, value: str | None) -> str:
    if value is None:
        return f"Remove-Item Env:{name} -ErrorAction Ignore"
    doubled = value.replace("'", "''")
    return f"$env:{name} = '{doubled}'"


SHELLS: Mapping[str, Callable[[str, str | None], str]] = {
    "sh": _format_sh,
    "fish": _format_fish,
    "powershell": _format_powershell,
}


@click.command()
@click.option(
    "--endpoint",
    default="http://127.0.0.1:8080/",
    show_default=True,
    help="The address of the adapter.",
)
@click.option(
    "--shell",
    type=click.Choice(sorted(SHELLS)),
    default="sh",
    show_default=True,
    help="The shell to print exports for.",
)
@click.option(
    "--proxy",
    is_flag=False,
    flag_value="127.0.0.1:3128",
    help="Print the variables for `serve --proxy` instead.",
)
@click.option(
    "--trust-folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The authority's folder, for --proxy.  [default: in the user's data folder]",
)
def env(endpoint: str, shell: str, proxy: str | None, trust_folder: Path | None) -> None:
    """Print exports for `eval "$(mturk-adapter env)"`.

    AWS_DATA_PATH names the adapter's description of the current API, so that boto3 and the AWS CLI
    know `mturk` even in versions that no longer include it. AWS_ENDPOINT_URL_MTURK sends their
    calls to the adapter, which answers them from its marketplace or a replay. The keys are test
    keys, which a server without accounts accepts; they replace those of the shell.

    With --proxy [HOST:PORT] no endpoint is set: programs go on calling Amazon's hosts, and the
    proxy and certificate variables of each language send them to the adapter. Keys are not
    changed.
    """
    with report_errors():
        variables = (
            build_environment(endpoint)
            if proxy is None
            else _build_proxy_variables(proxy, trust_folder)
        )
    for name, value in variables.items():
        click.echo(SHELLS[shell](name, value))


def _build_proxy_variables(proxy: str, trust_folder: Path | None) -> Mapping[str, str | None]:
    address = read_proxy_url(proxy)
    folder, names = read_trust_settings(trust_folder, None, ())
    authority = open_authority(folder, names, datetime.now(UTC))
    return build_proxy_environment(authority, folder, address, os.environ)
