"""`mturk-adapter run`: run a program whose calls an adapter of its own answers."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import click
import structlog

from adapter.application.certificates import open_configured_authority
from adapter.application.configuration import read_settings
from adapter.application.listeners import build_url
from adapter.application.server import build_server
from adapter.cli.child import NOT_EXECUTABLE, NOT_FOUND, run_command
from adapter.cli.environment import build_proxy_environment, choose_test_keys
from adapter.cli.problems import report_errors
from adapter.cli.serve import add_options
from adapter.observability.logs import configure_logging, log_unraisable_errors
from adapter.observability.metrics import Metrics
from adapter.server import host_log
from adapter.settings.database import MEMORY, describe_database
from adapter.settings.fields import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.server import Server
    from adapter.settings import Settings

log = structlog.get_logger()

_FREE_PORT = "127.0.0.1:0"
_CANNOT_START = 125
"""The exit code with which `env` and `timeout` report their own failures."""


@click.command(context_settings={"allow_interspersed_args": False})
@add_options(
    bind="a free port",
    admin="a free port",
    people="none",
    proxy="a free port",
    other_hosts="tunnel",
)
@click.option("--verbose", is_flag=True, help="Print a line for each call.")
@click.option(
    "--trace", is_flag=True, help="Print each call, what it became and its answer; no secrets."
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(
    command: tuple[str, ...], config: Path | None, *, verbose: bool, trace: bool, **flags: Any
) -> None:
    """Run COMMAND so that its calls to Amazon's names are answered by an adapter of its own.

    Takes the flags of serve, and uses free ports unless a flag names one. Nothing is installed or
    changed: environment variables make the command use the proxy and trust its certificates.

    For example: mturk-adapter run -- python old.py

    Prints on standard error which other hosts the command called, and at the end how many calls
    were answered. Standard output is the command's alone.

    Exits with the command's exit code; 128 plus the signal's number if a signal ended it, 127 if
    there is no such command, 126 if it cannot be run, 125 if the adapter cannot start.
    """
    metrics = Metrics()
    with report_errors(_CANNOT_START):
        settings = _read_settings(flags, config)
        _configure_logging(settings, verbose=verbose, trace=trace)
        authority = open_configured_authority(settings, datetime.now(UTC))
        listening = build_server(settings, metrics)
    for warning in settings.warnings:
        log.warning("unsafe_setting_accepted", reason=warning)
    log_unraisable_errors()
    with TemporaryDirectory(prefix="mturk-adapter-") as folder, _run_in_thread(listening.server):
        with report_errors(_CANNOT_START):
            proxy = build_url("http", *listening.addresses["proxy"])
            changes = build_proxy_environment(authority, Path(folder), proxy, os.environ)
        keys = {} if settings.verifies else choose_test_keys(os.environ)
        code = run_command(command, _merge(os.environ, {**keys, **changes}))
    if code not in (NOT_FOUND, NOT_EXECUTABLE):
        _log_summary(settings, metrics.count_outcomes())
    raise SystemExit(code)


def _read_settings(flags: Mapping[str, Any], config: Path | None) -> Settings:
    """Return the settings as serve has them, but with free ports and our own certificates.

    The settings file may be that of a running server, which has taken its ports.
    """
    ports = {name: flags[name] or _FREE_PORT for name in ("bind", "proxy")}
    for_people = bool(flags["proxy_people"])
    pages = flags["people"] or ("next" if for_people else "none")
    ports |= {"admin": flags["admin"] or "next", "people": pages}
    ours = {"tls": flags["tls"], "tls_certificate": None, "tls_key": None}
    settings = read_settings({**flags, **ports, "proxy_people": for_people}, config)
    if settings.proxy_other_hosts is None and is_loopback(ports["proxy"]):
        ours["proxy_other_hosts"] = "tunnel"
    return settings.model_copy(update=ours)


def _configure_logging(settings: Settings, *, verbose: bool, trace: bool) -> None:
    # The command's own standard error is text, so these lines are too, unless JSON is asked for.
    form = "text" if settings.log_format == "auto" else settings.log_format
    asked = "debug" if trace else "info" if verbose else None
    level = asked or settings.log_level or "warning"
    configure_logging(form, level, notices=(__name__, host_log.__name__))


def _log_summary(settings: Settings, outcomes: Mapping[str, int]) -> None:
    refused = {code: count for code, count in outcomes.items() if code != "success"}
    lasts = settings.upstream == "marketplace" and settings.database != MEMORY
    state = describe_database(settings.database) if lasts else None
    log.info("run_finished", calls=sum(outcomes.values()), refused=refused, state=state)


@contextmanager
def _run_in_thread(server: Server) -> Iterator[None]:
    # A daemon, so that a second Ctrl-C does not wait for calls in flight.
    thread = Thread(target=server.run, name="adapter", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


def _merge(environ: Mapping[str, str], changes: Mapping[str, str | None]) -> Mapping[str, str]:
    merged = {**environ, **changes}
    return {name: value for name, value in merged.items() if value is not None}
