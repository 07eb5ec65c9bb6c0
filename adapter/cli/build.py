"""From settings to a service that answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from adapter import current
from adapter.current import ENDPOINTS
from adapter.errors import MappingError
from adapter.exchange import Recorder, load_cases
from adapter.lint import lint
from adapter.mapping.loader import load as load_mappings
from adapter.pipeline.gate import Gate
from adapter.pipeline.market import market_of
from adapter.pipeline.service import Service
from adapter.resources import folder
from adapter.settings import load as load_settings
from adapter.upstream.live import LiveLimits, LiveUpstreams
from adapter.upstream.live.credentials import default_keys, profile_keys
from adapter.upstream.record import RecordUpstreams
from adapter.upstream.replay import ForwardingUpstreams, ReplayUpstreams

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapter.mapping.catalogue import Catalogue
    from adapter.messages import Market, Upstreams
    from adapter.settings import Settings


def settings_of(flags: Mapping[str, Any], config: Path | None) -> Settings:
    """The settings of this process; raises a SettingError."""
    return load_settings(flags, profile_keys=profile_keys, default_keys=default_keys, config=config)


def service_of(settings: Settings) -> Service:
    """The service that answers as the settings say.

    Raises:
        StartError: a mapping or a recorded case cannot be used.
    """
    accounts = {each.access_key_id: each for each in settings.accounts}
    return Service(
        catalogue=_catalogue(),
        gate=Gate(accounts or None, frozenset(settings.hosts)),
        upstreams=_upstreams(settings),
        served=_served(settings),
        strict=settings.strict,
        recorder=_recorder(settings),
        clock=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()),
    )


def _catalogue() -> Catalogue:
    catalogue = load_mappings(folder("mappings"))
    for finding in lint(catalogue, current.load()):
        raise MappingError(finding.file, f"{finding.place}: {finding.text}")
    return catalogue


def _upstreams(settings: Settings) -> Upstreams:
    if settings.upstream != "replay":
        return _recorded(_live(settings, settings.upstream), settings)
    replay = ReplayUpstreams(load_cases(settings.replay), settings.walk_ceiling)
    if settings.forward_to is None:
        return _recorded(replay, settings)
    beyond = _live(settings, settings.forward_to)
    return _recorded(ForwardingUpstreams(replay, beyond, settings.walk_ceiling), settings)


def _live(settings: Settings, name: str) -> LiveUpstreams:
    limits = LiveLimits(
        connect_seconds=settings.connect_seconds,
        read_seconds=settings.read_seconds,
        call_seconds=settings.call_seconds,
        connections=settings.threads,
    )
    return LiveUpstreams(ENDPOINTS.get(name, name), limits=limits, ceiling=settings.walk_ceiling)


def _recorded(upstreams: Upstreams, settings: Settings) -> Upstreams:
    return RecordUpstreams(upstreams, settings.walk_ceiling) if settings.record else upstreams


def _recorder(settings: Settings) -> Recorder | None:
    if settings.record is None:
        return None
    return Recorder(settings.record, overwrite=settings.record_overwrite)


def _served(settings: Settings) -> Market | None:
    """The market that calls can reach; none for a replay that sends nothing on."""
    name = settings.upstream if settings.upstream != "replay" else settings.forward_to or ""
    address = ENDPOINTS.get(name, name)
    return market_of(urlsplit(address).netloc)
