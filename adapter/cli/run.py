"""`mturk-adapter run`: an untouched program, led to an adapter of its own by its environment."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import click
import structlog

from adapter.application.certificates import build_names
from adapter.application.configuration import read_settings
from adapter.application.listeners import build_url
from adapter.application.server import build_server
from adapter.cli.child import run_command
from adapter.cli.environment import keys_for_tests, proxy_environment
from adapter.cli.problems import reported
from adapter.cli.serve import with_options
from adapter.observability.logs import configure_logging, log_unraisable_errors
from adapter.tls import open_authority

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.server import Server
    from adapter.settings import Settings

log = structlog.get_logger()

_FREE = "127.0.0.1:0"
_CANNOT_START = 125
"""As `env` and `timeout` end when they themselves fail."""


@click.command(context_settings={"allow_interspersed_args": False})
@with_options
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(command: tuple[str, ...], config: Path | None, **flags: Any) -> None:
    """Run COMMAND so that its calls to Amazon's names are answered by an adapter of its own.

    Takes the flags of serve; all ports are free ones unless said otherwise. Nothing is
    installed or changed: the command finds the proxy and trusts its certificates by variables.

    For example: mturk-adapter run -- python old.py

    Ends with the command's exit code; 128 and the signal's number when a signal ended it, 127 when
    there is no such command, 126 when it cannot be run, 125 when the adapter cannot start.
    """
    with reported(_CANNOT_START):
        settings = _settings(flags, config)
        configure_logging(settings.log_format, logging.WARNING)
        authority = open_authority(
            settings.trust_folder, build_names(settings.hosts), datetime.now(UTC)
        )
        server, addresses = build_server(settings)
    for warning in settings.warnings:
        log.warning("unsafe_setting_accepted", reason=warning)
    log_unraisable_errors()
    with TemporaryDirectory(prefix="mturk-adapter-") as folder, _answering(server):
        with reported(_CANNOT_START):
            proxy = build_url("http", *addresses["proxy"])
            changes = proxy_environment(authority, Path(folder), proxy, os.environ)
        keys = {} if settings.verifies else keys_for_tests(os.environ)
        code = run_command(command, _changed(os.environ, {**keys, **changes}))
    raise SystemExit(code)


def _settings(flags: Mapping[str, Any], config: Path | None) -> Settings:
    """Those of serve; but ports are free ones unless a flag names them, and certificates ours.

    The settings file may be a running server's, whose ports are taken.
    """
    ports = {name: flags[name] or _FREE for name in ("bind", "proxy")}
    ports |= {"admin": flags["admin"] or "next"}
    ours = {"tls": flags["tls"], "tls_certificate": None, "tls_key": None}
    return read_settings({**flags, **ports}, config).model_copy(update=ours)


@contextmanager
def _answering(server: Server) -> Iterator[None]:
    # A second Ctrl-C does not wait for what is still being answered.
    thread = Thread(target=server.run, name="adapter", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


def _changed(before: Mapping[str, str], changes: Mapping[str, str | None]) -> Mapping[str, str]:
    merged = {**before, **changes}
    return {name: value for name, value in merged.items() if value is not None}
