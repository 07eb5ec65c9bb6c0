"""Build the server of `serve` and `run`: the API, the admin application, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from adapter.application.listeners import (
    build_admin_listener,
    build_listeners,
    build_people_listener,
    build_url,
    choose_admin_bind,
    choose_people_bind,
)
from adapter.application.mappings import load_catalogue
from adapter.application.runtime import build_runtime
from adapter.application.services import build_services
from adapter.observability.access_log import AccessLog
from adapter.observability.history import CallHistory
from adapter.observability.metrics import Metrics
from adapter.server import Limits, Pool, Server
from adapter.settings.database import MEMORY, describe_database
from adapter.settings.fields import is_loopback
from adapter.web import create_app
from adapter.web.admin import AdminControls, create_admin_app
from adapter.web.admin.console.services import ConsoleServices
from adapter.web.errors import render_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

    from adapter.application.marketplace import OpenMarketplace
    from adapter.application.runtime import Runtime
    from adapter.server import Listener
    from adapter.settings import Settings
    from adapter.web.admin import Check

log = structlog.get_logger()

_CALLS_PER_THREAD = 4


@dataclass(frozen=True, slots=True)
class ListeningServer:
    """A server that listens.

    Attributes:
        server: it answers once it runs.
        addresses: its addresses by setting.
        market: the marketplace; None if it is not the upstream.
    """

    server: Server
    addresses: Mapping[str, tuple[str, int]]
    market: OpenMarketplace | None


def build_server(settings: Settings, metrics: Metrics | None = None) -> ListeningServer:
    """Return a server that listens as the settings say.

    Args:
        settings: of this process.
        metrics: count its calls; None: new ones do.

    Raises:
        StartError: an address cannot be listened on, or an upstream, certificate or mapping cannot
            be used.
    """
    metrics, admin_bind = metrics or Metrics(), choose_admin_bind(settings)
    runtime = build_runtime(settings, metrics)
    controls = build_controls(settings, runtime, admin_bind) if admin_bind is not None else None
    access_log = AccessLog(metrics, controls.history if controls is not None else None)
    links: dict[str, str] = {}
    api = _build_api(settings, runtime, access_log, links)
    listeners = dict(build_listeners(settings, api))
    if admin_bind is not None:
        checks = {"calls": api.check_capacity, "database": runtime.check_database}
        admin = _build_admin(settings, runtime, checks, controls, access_log, admin_bind)
        listeners["admin"] = build_admin_listener(admin_bind, admin)
    people_bind = choose_people_bind(settings)
    if people_bind is not None and runtime.market is not None:
        listeners["people"] = _build_people(settings, people_bind, runtime.market)
    limits = Limits(
        body_bytes=settings.body_limit_bytes, shutdown_seconds=settings.shutdown_seconds
    )
    server = Server(tuple(listeners.values()), limits, render_refusal)
    addresses = dict(zip(listeners, server.addresses, strict=True))
    if "people" in addresses and runtime.market is not None:
        _, port = addresses["people"]
        runtime.market.serve_files(settings.tasks_url or f"http://localhost:{port}")
    links |= _list_links(settings, addresses, has_console=controls is not None)
    runtime.start()
    return ListeningServer(server, addresses, runtime.market)


def _list_links(
    settings: Settings, addresses: Mapping[str, tuple[str, int]], *, has_console: bool
) -> Mapping[str, str]:
    """Return the addresses of pages by their labels, for who opens the API's in a browser."""
    links = {}
    if has_console:
        links["Console: the calls as they come, and the state"] = build_url(
            "http", *addresses["admin"]
        )
    if "people" in addresses:
        links["Tasks: the pages of workers"] = settings.people_url or build_url(
            "http", *addresses["people"]
        )
    return links


def _build_people(settings: Settings, bind: str, market: OpenMarketplace) -> Listener:
    from adapter.application.people import (  # noqa: PLC0415 (SQLAlchemy)
        build_error_pages,
        build_people_app,
    )

    app = build_people_app(settings, market)
    return build_people_listener(bind, app, settings, build_error_pages(app))


def build_controls(settings: Settings, runtime: Runtime, admin_bind: str) -> AdminControls | None:
    """Return what tests may read and reset.

    None if signatures are verified or other machines reach the admin address, as the state may
    then be more than a test's.
    """
    if settings.verifies or not is_loopback(admin_bind):
        return None
    return AdminControls(
        CallHistory(),
        partial(_reset, settings, runtime),
        runtime.faults,
        runtime.clock,
        runtime.list_messages,
        _explain_refusal(settings),
    )


def _reset(settings: Settings, runtime: Runtime, seed: bytes) -> None:
    runtime.reset(seed)
    log.warning("state_reset", upstream=settings.upstream, **_name_database(settings))


def _name_database(settings: Settings) -> Mapping[str, str]:
    is_used = settings.upstream == "marketplace"
    return {"database": describe_database(settings.database)} if is_used else {}


def _explain_refusal(settings: Settings) -> str | None:
    """Return why the state is neither reset nor aged by the clock; None: it may be."""
    if settings.allow_reset or settings.upstream != "marketplace" or settings.database == MEMORY:
        return None
    return (
        f"The state in {describe_database(settings.database)} lasts, and this would delete or age "
        "what programs have made there. Start the adapter with --allow-reset, or with --database "
        "memory."
    )


def _build_admin(
    settings: Settings,
    runtime: Runtime,
    checks: Mapping[str, Check],
    controls: AdminControls | None,
    access_log: AccessLog,
    bind: str,
) -> WSGIApplication:
    hosts = settings.hosts if is_loopback(bind) else None
    if controls is None:
        return create_admin_app(access_log.metrics, checks, hosts=hosts)
    console = ConsoleServices(
        history=controls.history,
        usage=access_log.usage,
        catalogue=load_catalogue(embedded=settings.upstream == "marketplace"),
        clock=controls.clock,
        upstream=settings.upstream,
        reset=controls.reset,
        refusal=controls.refusal,
        market=runtime.market.marketplace if runtime.market is not None else None,
        check_health=lambda: [text for check in checks.values() if (text := check()) is not None],
    )
    return create_admin_app(access_log.metrics, checks, controls, hosts, console)


def _build_api(
    settings: Settings, runtime: Runtime, access_log: AccessLog, links: Mapping[str, str]
) -> Pool:
    metrics = access_log.metrics
    services = replace(build_services(settings, access_log, runtime), links=links)
    pool = Pool(
        create_app(services),
        threads=settings.threads,
        max_in_flight=settings.max_in_flight or _CALLS_PER_THREAD * settings.threads,
        count_refusal=metrics.count_refusal,
    )
    metrics.add_gauge("in_flight", "Calls being answered or waiting.", lambda: pool.in_flight)
    return pool
