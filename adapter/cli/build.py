"""From settings to a service that answers."""

from __future__ import annotations

import platform
import time
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import structlog

from adapter import current
from adapter.cli.late import (
    default_keys,
    live_upstreams,
    marketplace_upstreams,
    profile_keys,
    profiles,
    store_shelf,
)
from adapter.current import ENDPOINTS
from adapter.errors import FixtureError, MappingError, SettingError
from adapter.exchange import Recorder, case_problems, load_cases, remove_leftovers
from adapter.lint import lint
from adapter.mapping.loader import load as load_mappings
from adapter.pipeline.current_service import CurrentService
from adapter.pipeline.front import Front
from adapter.pipeline.gate import Gate
from adapter.pipeline.market import market_of
from adapter.pipeline.pages import Pages
from adapter.pipeline.service import Service
from adapter.resources import folder
from adapter.settings import load as load_settings
from adapter.settings.fields import OURS
from adapter.translate.current_lists import as_it_is, out_of_walks
from adapter.upstream.kept import KeptUpstreams, MemoryShelf, Shelf
from adapter.upstream.record import Recording
from adapter.upstream.replay import ForwardingUpstreams, ReplayUpstreams
from adapter.upstream.watched import WatchedUpstreams

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapter.exchange import Case
    from adapter.mapping.catalogue import Catalogue
    from adapter.messages import Market, Upstreams
    from adapter.metrics import Metrics
    from adapter.pipeline.noted import Notes
    from adapter.settings import Settings


log = structlog.get_logger()

LEFT_OVER = timedelta(hours=1)
"""A half-written case as old as this belongs to a recorder that was killed."""


def settings_of(flags: Mapping[str, Any], config: Path | None) -> Settings:
    """The settings of this process; raises a SettingError."""
    settings = load_settings(
        flags, profile_keys=profile_keys, default_keys=default_keys, config=config
    )
    for account in settings.accounts:
        if account.profile is not None and account.profile not in profiles():
            raise SettingError("accounts", f"there is no AWS profile {account.profile}")
    return settings


def service_of(settings: Settings, notes: Notes) -> Front:
    """The service that answers as the settings say.

    Args:
        settings: what is served.
        notes: where it is told what became of calls.

    Raises:
        StartError: a mapping or a recorded case cannot be used.
    """
    accounts = {each.access_key_id: each for each in settings.accounts}
    gate = Gate(accounts or None, frozenset(settings.hosts))
    upstreams = _kept(_upstreams(settings, notes.metrics), settings, notes.metrics)
    legacy = Service(
        catalogue=_catalogue(),
        gate=gate,
        upstreams=upstreams,
        served=_served(settings),
        strict=settings.strict,
        recording=_recording(settings),
        clock=_now,
        new_id=_new_id,
        notes=notes,
        pages=Pages(_of_pages(settings)),
    )
    current_api = CurrentService(
        gate=gate,
        upstreams=upstreams,
        converse=out_of_walks if settings.upstream == "replay" else as_it_is,
        served=_served(settings),
        elsewhere=_elsewhere(settings),
        strict=settings.strict,
        clock=_now,
        new_id=_new_id,
        notes=notes,
    )
    return Front(legacy, current_api)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return str(uuid4())


def _elsewhere(settings: Settings) -> str | None:
    """Where the current API is answered; None: here, from what the adapter has of its own."""
    if settings.upstream in OURS:
        return None
    address = ENDPOINTS.get(settings.upstream, "the address that its upstream setting has")
    return (
        "This adapter stands in front of a service that answers the current API itself, and "
        f"answers legacy calls only. Call that service: set the program's endpoint to {address}."
    )


def _catalogue() -> Catalogue:
    catalogue = load_mappings(folder("mappings"))
    for finding in lint(catalogue, current.load()):
        raise MappingError(finding.file, f"{finding.place}: {finding.text}")
    return catalogue


def _upstreams(settings: Settings, metrics: Metrics) -> Upstreams:
    def watched(upstreams: Upstreams) -> Upstreams:
        return WatchedUpstreams(upstreams, metrics, settings.walk_ceiling)

    if settings.upstream == "marketplace":
        return watched(marketplace_upstreams(settings))
    if settings.upstream != "replay":
        return watched(live_upstreams(settings, _address(settings.upstream)))
    replay = watched(ReplayUpstreams(_cases(settings.replay), settings.walk_ceiling))
    if settings.forward_to is None:
        return replay
    beyond = watched(live_upstreams(settings, _address(settings.forward_to)))
    return ForwardingUpstreams(replay, beyond, settings.walk_ceiling)


def _kept(upstreams: Upstreams, settings: Settings, metrics: Metrics) -> Upstreams:
    # A recording has to show every page that was asked for.
    if settings.paging == "live" or settings.record is not None:
        return upstreams
    return KeptUpstreams(upstreams, _shelf(settings, metrics), metrics)


def _of_pages(settings: Settings) -> int:
    """How many of the bytes that are kept are finished pages."""
    return settings.keep_bytes // 16


def _shelf(settings: Settings, metrics: Metrics) -> Shelf:
    walks = settings.walks.get_secret_value()
    if walks == "memory":
        most_bytes = settings.keep_bytes - _of_pages(settings)
        shelf = MemoryShelf(settings.keep_seconds, most_bytes, time.monotonic)
        metrics.gauge("kept_bytes", "Of kept lists in memory.", lambda: shelf.kept_bytes)
        return shelf
    return store_shelf(walks, _scope(settings), settings.keep_seconds, settings.keep_bytes)


def _scope(settings: Settings) -> str:
    """Tells those adapters apart that share a store and answer from different lists."""
    held = [settings.upstream, settings.forward_to]
    if settings.upstream == "replay":
        held.append(str(settings.replay))
    if settings.upstream == "marketplace":
        # A file of the same name on another machine is another file.
        is_file = settings.database.startswith("sqlite")
        held += [settings.database, platform.node() if is_file else None]
    return repr(held)


def _cases(root: Path) -> tuple[Case, ...]:
    cases = load_cases(root) if root.is_dir() else ()
    if not cases:
        log.warning("no case is recorded", folder=str(root))
    for case in cases:
        for problem in case_problems(case):
            raise FixtureError(str(root / case.name), problem)
    return cases


def _recording(settings: Settings) -> Recording | None:
    if settings.record is None:
        return None
    try:
        settings.record.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.record):
            remove_leftovers(settings.record, datetime.now(UTC) - LEFT_OVER)
    except OSError as error:
        text = f"nothing can be written in {settings.record}: {error.strerror}"
        raise SettingError("record", text) from error
    log.info("legacy calls are recorded, calls of the current API are not")
    recorder = Recorder(settings.record, overwrite=settings.record_overwrite)
    return Recording(recorder, settings.walk_ceiling)


def _served(settings: Settings) -> Market | None:
    """The market that calls can reach; none for a replay that sends nothing on."""
    name = settings.upstream if settings.upstream != "replay" else settings.forward_to or ""
    return market_of(urlsplit(_address(name)).netloc)


def _address(name: str) -> str:
    """Where an upstream is: one of Amazon's by its name, any other by its address."""
    return ENDPOINTS.get(name, name)
