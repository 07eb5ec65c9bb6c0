"""`mturk-adapter serve`: answer legacy calls until stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from adapter.cli.build import service_of, settings_of
from adapter.cli.logs import configure
from adapter.cli.problems import reported
from adapter.metrics import Metrics
from adapter.pipeline.noted import Notes
from adapter.server import Limits, Listener, Pool, Server
from adapter.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.settings import Settings

log = structlog.get_logger()

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (nothing is bound here)
"""Where a program on this machine reaches a server that listens on every address."""

CALLS_PER_THREAD = 4
FOLDER = click.Path(path_type=Path, file_okay=False)
OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option("--bind", help="HOST:PORT; port 0 is a free one.  [default: 127.0.0.1:8080]"),
    click.option(
        "--upstream",
        help="replay, marketplace, production, sandbox, or a URL.  [default: replay]",
    ),
    click.option("--database", help="The marketplace's, as an SQLAlchemy URL."),
    click.option(
        "--seed",
        multiple=True,
        type=click.Path(path_type=Path),
        help="What the marketplace begins with; `demo` is one.",
    ),
    click.option("--replay", type=FOLDER, help="The recorded cases.  [default: examples]"),
    click.option("--record", type=FOLDER, help="Record every call that is answered here."),
    click.option("--record-overwrite/--record-next", default=None, help="Replace what is there."),
    click.option(
        "--on-miss",
        type=click.Choice(["refuse", "forward", "record"]),
        help="What becomes of a call that is not recorded.  [default: refuse]",
    ),
    click.option("--forward-to", help="production, sandbox or a URL, for --on-miss."),
    click.option("--strict/--lenient", default=None, help="Refuse unknown parameters."),
    click.option("--host", "hosts", multiple=True, help="A name the adapter is reached under."),
    click.option(
        "--paging",
        type=click.Choice(["kept", "live"]),
        help="Cut pages from what page 1 saw, or read each afresh.  [default: kept]",
    ),
    click.option("--walks", help="memory, or redis://… of several adapters.  [default: memory]"),
    click.option("--threads", type=int, help="Calls answered at once.  [default: 64]"),
    click.option(
        "--in-flight",
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
        settings = settings_of(flags, config)
        configure(settings.log_format)
        server = _server(settings)
    _announced(settings, *server.addresses[0])
    server.run()


def _server(settings: Settings) -> Server:
    api = Pool(
        create_app(service_of(settings, Notes(Metrics())).answer),
        threads=settings.threads,
        in_flight=settings.in_flight or CALLS_PER_THREAD * settings.threads,
    )
    limits = Limits(body_bytes=settings.body_limit_bytes, stop_seconds=settings.stop_seconds)
    return Server([Listener(settings.bind, api)], limits)


def _announced(settings: Settings, host: str, port: int) -> None:
    host = LOOPBACK.get(host, host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    click.echo(f"mturk-adapter answers on {address}")
    log.info("serving", upstream=settings.upstream, record=settings.record and str(settings.record))
    for warning in settings.warnings:
        log.warning(warning)
    if not settings.verifies:
        click.echo(f"try: curl '{address}?Operation=GetQualificationRequests&PageSize=3'", err=True)
