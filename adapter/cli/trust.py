"""`mturk-adapter trust`: manage the private certificate authority, and who trusts it."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.certificates import read_trust_settings
from adapter.cli.lazy import SummaryGroup
from adapter.cli.problems import report_errors
from adapter.errors import StartError
from adapter.tls import (
    client_files,
    ensure_leaf_file,
    environment,
    open_authority,
    system_store,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adapter.tls import Authority

    Command = Callable[..., None]

_OPTIONS = (
    click.option(
        "--trust-folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="The folder of the authority.  [default: in the user's data folder]",
    ),
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
)
_HOSTS = click.option(
    "--host", "hosts", multiple=True, help="A host name of the adapter besides Amazon's."
)


def _add_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(cls=SummaryGroup)
def trust() -> None:
    """Manage a private authority that signs certificates for Amazon's four host names.

    It can sign for these names, this machine's, those given with --host and, with --proxy-people,
    those of Amazon's website for workers, and for no others.
    """


@trust.command()
@_HOSTS
@click.option(
    "--proxy-people",
    is_flag=True,
    default=None,
    help="Sign for the hosts of Amazon's website for workers too, for serve --proxy-people.",
)
@_add_options
def init(
    hosts: tuple[str, ...],
    trust_folder: Path | None,
    config: Path | None,
    *,
    proxy_people: bool | None,
) -> None:
    """Create the authority and a certificate for each host, and keep those that exist."""
    with report_errors():
        folder, names = read_trust_settings(trust_folder, config, hosts, proxy_people)
        authority = open_authority(folder, names, _now())
        for host in (None, *authority.names.hosts):
            ensure_leaf_file(authority, host, _now())
        client_files.write_client_files(authority, folder, os.environ, None)
    click.echo(str(authority.file))
    click.echo("`mturk-adapter trust show` tells how each language comes to trust it.", err=True)


@trust.command()
@_HOSTS
@_add_options
def show(hosts: tuple[str, ...], trust_folder: Path | None, config: Path | None) -> None:
    """Print the authority's file and how programs of each language come to trust it."""
    with report_errors():
        folder, names = read_trust_settings(trust_folder, config, hosts)
        _require_authority(folder)
        authority = open_authority(folder, names, _now())
        files = client_files.write_client_files(authority, folder, os.environ, None)
    by_language = environment.list_trust_lines(authority.file, files)
    trusts = (f"\n{language}:\n    {line}" for language, line in by_language.items())
    click.echo("\n".join([*_describe(authority), *trusts]))


@trust.command()
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@_add_options
def install(*, dry_run: bool, trust_folder: Path | None, config: Path | None) -> None:
    """Make the whole system trust the authority; needs administrator rights."""
    with report_errors():
        folder, names = read_trust_settings(trust_folder, config, ())
        _require_authority(folder)
        # Opening it verifies that no other user has put it there or can replace it.
        authority = open_authority(folder, names, _now())
        steps = system_store.build_steps(authority.file, sys.platform)
        _change_store(steps.install, f"the trusted authorities of {steps.system}", dry_run=dry_run)


@trust.command()
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@_add_options
def remove(*, dry_run: bool, trust_folder: Path | None, config: Path | None) -> None:
    """Remove the authority from the system's store, and delete its folder."""
    with report_errors():
        folder, _ = read_trust_settings(trust_folder, config, ())
        _uninstall(folder / "ca.pem", dry_run=dry_run)
        if dry_run:
            click.echo(f"would remove what is ours in {folder}")
            return
        for file in client_files.remove_folder(folder):
            click.echo(f"removed {file}")
        if folder.exists():
            click.echo(f"kept {folder}: there are files in it that are not ours", err=True)


def _uninstall(ca: Path, *, dry_run: bool) -> None:
    try:
        steps = system_store.build_steps(ca, sys.platform)
    except StartError:
        # There is no authority, or no store that it could be in.
        return
    if system_store.is_installed(steps):
        _change_store(steps.remove, f"the trusted authorities of {steps.system}", dry_run=dry_run)


def _change_store(commands: Iterable[tuple[str, ...]], what: str, *, dry_run: bool) -> None:
    """Print what changes, and change it.

    Raises:
        StartError: this user may not; the message has the commands for an administrator.
    """
    steps = tuple(commands)
    lines = [shlex.join(each) for each in steps]
    if dry_run:
        click.echo("\n".join([f"would change {what}:", *(f"    {each}" for each in lines)]))
        return
    if not system_store.is_administrator():
        as_root = "".join(f"\n    sudo {each}" for each in lines)
        raise StartError(what, f"only the system administrator may change them:{as_root}")
    click.echo(f"changing {what}:")
    for command, line in zip(steps, lines, strict=True):
        click.echo(f"    {line}")
        system_store.run_commands([command])


def _describe(authority: Authority) -> list[str]:
    certificate = authority.pair.certificate
    return [
        f"authority: {authority.file}",
        f"called: {certificate.subject.rfc4514_string().removeprefix('CN=')}",
        f"valid until: {certificate.not_valid_after_utc:%Y-%m-%d}",
        f"for: {authority.names}",
    ]


def _require_authority(folder: Path) -> None:
    try:
        (folder / "authority.pem").stat()
    except FileNotFoundError as error:
        text = "there is no authority here; `mturk-adapter trust init` makes one"
        raise StartError(str(folder), text) from error
    except OSError as error:
        raise StartError(str(folder), f"it cannot be looked into: {error.strerror}") from error


def _now() -> datetime:
    return datetime.now(UTC)
