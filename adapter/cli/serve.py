"""`mturk-adapter serve`: answer legacy calls until stopped."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from adapter.application.configuration import read_settings
from adapter.application.listeners import build_url, is_local
from adapter.application.server import build_server
from adapter.cli.problems import report_errors
from adapter.cli.welcome import render_welcome
from adapter.observability.logs import configure_logging, log_unraisable_errors
from adapter.server import raise_open_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.application.server import ListeningServer
    from adapter.settings import Settings

    Command = Callable[..., None]

log = structlog.get_logger()

_SCHEMES = {"tls": "https"}

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def add_options(
    *, bind: str, admin: str, people: str, proxy: str, other_hosts: str
) -> Callable[[Command], Command]:
    """Return a decorator that adds the flags of serve; the arguments are defaults for the help."""
    addresses = (
        click.option("--bind", help=f"HOST:PORT; port 0 means any free one.  [default: {bind}]"),
        click.option(
            "--admin", help=f"HOST:PORT of health and metrics, or none.  [default: {admin}]"
        ),
        click.option(
            "--people", help=f"HOST:PORT of the pages for workers, or none.  [default: {people}]"
        ),
        click.option(
            "--proxy",
            help=f"HOST:PORT of a proxy that answers for Amazon's hosts.  [default: {proxy}]",
        ),
        click.option(
            "--proxy-other-hosts",
            type=click.Choice(["refuse", "tunnel"]),
            help=f"What the proxy does for other hosts.  [default: {other_hosts}]",
        ),
        click.option(
            "--proxy-people",
            is_flag=True,
            default=None,
            help="Let the proxy answer for Amazon's website for workers too; see docs/people.md.",
        ),
    )

    def add(command: Command) -> Command:
        for option in reversed((*addresses, *OPTIONS)):
            command = option(command)
        return command

    return add


OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option(
        "--upstream",
        help="marketplace, replay, production, sandbox, or a URL.  [default: marketplace]",
    ),
    click.option("--clock", help="The time at the start, such as 2016-01-02T12:00:00Z."),
    click.option(
        "--database", help="The marketplace's database: a file, memory, or an SQLAlchemy URL."
    ),
    click.option(
        "--allow-reset",
        is_flag=True,
        default=None,
        help="Let the admin address reset a database that lasts, and set its clock.",
    ),
    click.option(
        "--seed",
        multiple=True,
        type=click.Path(path_type=Path),
        help="What the marketplace starts with: a file, or `demo`.",
    ),
    click.option("--people-url", help="Where browsers reach the pages for workers."),
    click.option(
        "--tasks-url", help="Where they reach requesters' tasks; it needs another host name."
    ),
    click.option(
        "--access",
        type=click.Choice(["open", "invited", "oidc"]),
        help="Who may work: who types a name, has a link, or signs in elsewhere.  [default: open "
        "on loopback]",
    ),
    click.option("--tls", help="HOST:PORT to answer at over TLS as well."),
    click.option(
        "--tls-min-version",
        type=click.Choice(["1.0", "1.1", "1.2", "1.3"]),
        help="The oldest version of TLS that is accepted.  [default: 1.2]",
    ),
    click.option("--trust-folder", type=FOLDER, help="The folder of the certificate authority."),
    click.option(
        "--tls-certificate", type=FILE, help="A PEM file to use instead of the authority's."
    ),
    click.option(
        "--tls-key", type=FILE, help="The key of the certificate.  [default: in the same file]"
    ),
    click.option("--replay", type=FOLDER, help="Answer from the recorded cases in this folder."),
    click.option("--record", type=FOLDER, help="Record every answered call in this folder."),
    click.option(
        "--record-overwrite/--record-next",
        default=None,
        help="Replace recorded cases of the same name.",
    ),
    click.option(
        "--on-miss",
        type=click.Choice(["refuse", "forward", "record"]),
        help="What to do with a call that is not recorded.  [default: refuse]",
    ),
    click.option("--forward-to", help="production, sandbox or a URL, for --on-miss."),
    click.option("--faults", type=FILE, help="Let calls fail on purpose, as this file says."),
    click.option("--strict/--lenient", default=None, help="Refuse unknown parameters."),
    click.option("--host", "hosts", multiple=True, help="A host name of the adapter."),
    click.option(
        "--paging",
        type=click.Choice(["cached", "live"]),
        help="Cut pages from the list that page 1 read, or read each again.  [default: cached]",
    ),
    click.option(
        "--list-cache", help="memory, or redis://… to share it between adapters.  [default: memory]"
    ),
    click.option("--threads", type=int, help="Calls answered at once.  [default: 64]"),
    click.option(
        "--max-in-flight",
        type=int,
        help="Calls answered or waiting; further calls are refused.  [default: 4 for each thread]",
    ),
    click.option(
        "--log-format", type=click.Choice(["auto", "text", "json"]), help="The form of the log."
    ),
    click.option(
        "--log-level",
        type=click.Choice(["debug", "info", "warning", "error"]),
        help="The lowest level that is logged.  [default: info; of run: warning]",
    ),
    click.option(
        "--accept-any-key-from-anywhere",
        is_flag=True,
        default=None,
        help="Accept calls from other machines without verifying signatures.",
    ),
)


@click.command()
@add_options(
    bind="127.0.0.1:8080",
    admin="next port",
    people="the port after",
    proxy="none",
    other_hosts="refuse",
)
def serve(config: Path | None, **flags: Any) -> None:
    """Answer legacy and current calls until stopped.

    Ctrl-C or SIGTERM stop it after the calls in flight are answered.

    Every flag can also be given as a variable, such as MTURK_ADAPTER_BIND for --bind, or in the
    settings file, such as bind = "…". Flags take precedence over variables, and variables over the
    file. Limits of size and time have no flag, and accounts are listed in the file; see
    docs/settings.md.

    Prints the address on standard output, and everything else on standard error.
    """
    as_json = "json" in {flags["log_format"], os.environ.get("MTURK_ADAPTER_LOG_FORMAT")}
    with report_errors(as_json=as_json):
        settings = read_settings(flags, config)
    with report_errors(as_json=settings.log_format == "json"):
        configure_logging(settings.log_format, settings.log_level or "info")
        raise_open_files()
        listening = build_server(settings)
        _announce(settings, listening)
    log_unraisable_errors()
    listening.server.run()
    log.info("server_stopped")


def _announce(settings: Settings, listening: ListeningServer) -> None:
    urls = {
        name: build_url(_SCHEMES.get(name, "http"), *each)
        for name, each in listening.addresses.items()
    }
    click.echo(f"mturk-adapter answers on {urls['bind']}")
    if "people" in urls:
        urls["people"] = settings.people_url or urls["people"]
    if settings.log_format != "json" and sys.stderr.isatty():
        click.echo(
            render_welcome(settings, {**urls, **_find_desk(settings, listening, urls)}), err=True
        )
    else:
        _log_start(settings, urls)
    for warning in settings.warnings:
        log.warning("unsafe_setting_accepted", reason=warning)


def _find_desk(
    settings: Settings, listening: ListeningServer, urls: Mapping[str, str]
) -> Mapping[str, str]:
    """Return the link to the desk, which no log has, as it signs whoever reads it in."""
    if listening.market is None or "people" not in urls or not is_local(settings):
        return {}
    from adapter.application.desk import build_first_link  # noqa: PLC0415 (SQLAlchemy)

    return {"desk": build_first_link(settings, listening.market.marketplace, urls["people"])}


def _log_start(settings: Settings, urls: Mapping[str, str]) -> None:
    log.info(
        "server_started",
        upstream=settings.upstream,
        record=settings.record and str(settings.record),
    )
    for name in ("admin", "people", "tls"):
        if name in urls:
            log.info(f"{name}_started", address=urls[name])
    if "proxy" in urls:
        others = settings.proxy_other_hosts or "refuse"
        log.info("proxy_started", address=urls["proxy"], other_hosts=others)
