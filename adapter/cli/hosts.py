"""`mturk-adapter check --hosts`: check what Amazon's host names resolve to on this machine."""

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


def check_hosts(
    config: Path | None, port: int, resolve: Resolve = resolve_addresses
) -> tuple[str, list[str]]:
    """Print a line for each host name, and return a summary and what is wrong.

    Args:
        config: the settings file, which may name the authority's folder.
        port: where TLS is expected.
        resolve: returns the addresses of a name.

    Raises:
        StartError: there is no authority yet.
    """
    folder, _ = read_trust_settings(None, config, ())
    trusted = _build_context(folder / "ca.pem")
    found = [check_host(name, trusted, port, resolve) for name in AMAZON_HOSTS]
    for each in found:
        click.echo(f"{each.name}: {', '.join(each.addresses) or 'no address'} ({each.destination})")
    count = sum(each.reaches_adapter for each in found)
    return f"{count} of {len(found)} lead to the adapter", _list_problems(found)


def _list_problems(found: list[HostCheck]) -> list[str]:
    remedy = "it does not lead here; write into the hosts file: 127.0.0.1 "
    return [
        f"{each.name}: {each.problem or remedy + each.name}"
        for each in found
        if not each.reaches_adapter
    ]


def _build_context(ca: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:
        text = "no authority can be read here; `mturk-adapter trust init` makes one"
        raise StartError(str(ca), text) from error
