"""`mturk-adapter serve`: answer legacy calls until stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from adapter.application.configuration import read_settings
from adapter.application.listeners import build_url
from adapter.application.server import build_server
from adapter.cli.problems import reported
from adapter.observability.logs import configure_logging, log_unraisable_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.settings import Settings

log = structlog.get_logger()

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option("--bind", help="HOST:PORT; port 0 is a free one.  [default: 127.0.0.1:8080]"),
    click.option(
        "--upstream",
        help="marketplace, replay, production, sandbox, or a URL.  [default: marketplace]",
    ),
    click.option("--clock", help="What time it is at the start, such as 2016-01-02T12:00:00Z."),
    click.option("--database", help="The marketplace's, as an SQLAlchemy URL."),
    click.option(
        "--seed",
        multiple=True,
        type=click.Path(path_type=Path),
        help="What the marketplace begins with; `demo` is one.",
    ),
    click.option("--admin", help="HOST:PORT of health and metrics, or none.  [default: next port]"),
    click.option("--tls", help="HOST:PORT to answer the same at over TLS."),
    click.option(
        "--tls-min-version",
        type=click.Choice(["1.0", "1.1", "1.2", "1.3"]),
        help="The oldest version of TLS that is spoken.  [default: 1.2]",
    ),
    click.option("--proxy", help="HOST:PORT to be a proxy at that answers for Amazon's hosts."),
    click.option(
        "--proxy-other-hosts",
        type=click.Choice(["refuse", "tunnel"]),
        help="What the proxy does for other hosts.  [default: refuse]",
    ),
    click.option("--trust-folder", type=FOLDER, help="Where our authority is."),
    click.option("--tls-certificate", type=FILE, help="A PEM file to show instead of ours."),
    click.option("--tls-key", type=FILE, help="Its key.  [default: in the same file]"),
    click.option("--replay", type=FOLDER, help="Answer from the recorded cases in this folder."),
    click.option("--record", type=FOLDER, help="Record every call that is answered here."),
    click.option("--record-overwrite/--record-next", default=None, help="Replace what is there."),
    click.option(
        "--on-miss",
        type=click.Choice(["refuse", "forward", "record"]),
        help="What to do with a call that is not recorded.  [default: refuse]",
    ),
    click.option("--forward-to", help="production, sandbox or a URL, for --on-miss."),
    click.option("--strict/--lenient", default=None, help="Refuse unknown parameters."),
    click.option("--host", "hosts", multiple=True, help="A name the adapter is reached under."),
    click.option(
        "--paging",
        type=click.Choice(["cached", "live"]),
        help="Cut pages from what page 1 saw, or read each afresh.  [default: cached]",
    ),
    click.option(
        "--list-cache", help="memory, or redis://… of several adapters.  [default: memory]"
    ),
    click.option("--threads", type=int, help="Calls answered at once.  [default: 64]"),
    click.option(
        "--max-in-flight",
        type=int,
        help="Calls answered or waiting; one more is refused.  [default: 4 for each thread]",
    ),
    click.option("--log-format", type=click.Choice(["auto", "text", "json"]), help="Log lines."),
    click.option(
        "--accept-any-key-from-anywhere",
        is_flag=True,
        default=None,
        help="Listen beyond this machine without verifying anybody.",
    ),
)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The flags of serve, in the order of OPTIONS."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@with_options
def serve(config: Path | None, **flags: Any) -> None:
    """Answer legacy calls, and current ones that need nobody else, until stopped.

    Ctrl-C or SIGTERM stop it; what is being answered is finished.

    Every flag can also be a variable, MTURK_ADAPTER_BIND for --bind, or a line of the settings
    file, bind = "…". Flags win over variables, and variables over the file. Body and time limits
    have no flag, and accounts stand in the file; README shows one.

    Prints the address on standard output, and everything else on standard error.
    """
    with reported():
        settings = read_settings(flags, config)
        configure_logging(settings.log_format)
        server, addresses = build_server(settings)
    _announce(settings, addresses)
    log_unraisable_errors()
    server.run()


def _announce(settings: Settings, addresses: Mapping[str, tuple[str, int]]) -> None:
    address = build_url("http", *addresses["bind"])
    click.echo(f"mturk-adapter answers on {address}")
    log.info(
        "server_started",
        upstream=settings.upstream,
        record=settings.record and str(settings.record),
    )
    if "admin" in addresses:
        log.info("admin_started", address=build_url("http", *addresses["admin"]))
    if "tls" in addresses:
        log.info("tls_started", address=build_url("https", *addresses["tls"]))
    if "proxy" in addresses:
        proxy = build_url("http", *addresses["proxy"])
        log.info("proxy_started", address=proxy, other_hosts=settings.proxy_other_hosts)
    for warning in settings.warnings:
        log.warning("unsafe_setting_accepted", reason=warning)
    if not settings.verifies:
        click.echo(f"try: curl '{address}?Operation=GetQualificationRequests&PageSize=3'", err=True)
