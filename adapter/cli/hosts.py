"""What `mturk-adapter check --hosts` says: where Amazon's names lead on this machine."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import click

from adapter.application.certificates import read_trust_settings
from adapter.auth.environments import AMAZON_HOSTS
from adapter.errors import StartError
from adapter.tls.hosts import check_host, resolve_addresses

if TYPE_CHECKING:
    from pathlib import Path

    from adapter.tls.hosts import HostCheck, Resolve


def where_names_lead(
    config: Path | None, port: int, resolve: Resolve = resolve_addresses
) -> tuple[str, list[str]]:
    """Prints a line a name; gives a summary and what is wrong.

    Args:
        config: the settings file, for the authority's folder.
        port: where TLS is looked for.
        resolve: gives the addresses of a name.

    Raises:
        StartError: there is no authority yet.
    """
    folder, _ = read_trust_settings(None, config, ())
    trusted = _trusting(folder / "ca.pem")
    found = [check_host(name, trusted, port, resolve) for name in AMAZON_HOSTS]
    for each in found:
        click.echo(f"{each.name}: {', '.join(each.addresses) or 'no address'} ({each.destination})")
    return (
        f"{sum(each.reaches_adapter for each in found)} of {len(found)} lead to the adapter",
        _wrong(found),
    )


def _wrong(found: list[HostCheck]) -> list[str]:
    problems = [f"{each.name}: {each.problem}" for each in found if each.problem]
    away = [each.name for each in found if not each.reaches_adapter and not each.problem]
    if away:
        problems.append(f"a line for the hosts file: 127.0.0.1 {' '.join(away)}")
    return problems


def _trusting(ca: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:
        text = "no authority can be read here; `mturk-adapter trust init` makes one"
        raise StartError(str(ca), text) from error
