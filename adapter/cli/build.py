"""From settings to a service that answers."""

from __future__ import annotations

import functools
from functools import partial
from random import getrandbits
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from adapter.auth.accounts import Accounts
from adapter.auth.environments import ENDPOINTS, find_environment
from adapter.cli.late import default_keys, profile_keys, profiles, recording_to
from adapter.cli.sources import address_of
from adapter.current_api import model as current
from adapter.current_api.service import CurrentService
from adapter.errors import MappingError, SettingError
from adapter.legacy_api.service import LegacyService
from adapter.mapping.lint import lint
from adapter.mapping.loader import load as load_mappings
from adapter.settings import load as load_settings
from adapter.settings.fields import OURS
from adapter.settings.resources import folder
from adapter.translation.current_lists import carry_out, cut_pages, pass_through
from adapter.translation.handlers import HANDLERS
from adapter.web.services import Services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapter.cli.sources import Sources
    from adapter.mapping.catalogue import Catalogue
    from adapter.model import Environment
    from adapter.observability.access_log import AccessLog
    from adapter.settings import Settings
    from adapter.upstream.recording import Recording


def settings_of(flags: Mapping[str, Any], config: Path | None) -> Settings:
    """The settings of this process; raises a SettingError."""
    settings = load_settings(
        flags, profile_keys=profile_keys, default_keys=default_keys, config=config
    )
    for account in settings.accounts:
        if account.profile is not None and account.profile not in profiles():
            raise SettingError("accounts", f"there is no AWS profile {account.profile}")
    return settings


def services_of(settings: Settings, access_log: AccessLog, sources: Sources) -> Services:
    """Return the services that answer as the settings say.

    Args:
        settings: what is served.
        access_log: records every answer.
        sources: who answers current calls.

    Raises:
        StartError: a mapping or a recorded case cannot be used.
    """
    by_key = {each.access_key_id: each for each in settings.accounts}
    accounts = Accounts(by_key or None, frozenset(settings.hosts))
    return Services(
        legacy=_legacy(settings, sources, accounts),
        current=_current(settings, sources, accounts),
        check_page=accounts.check_page,
        check_document=accounts.check_document,
        access_log=access_log,
        body_limit_bytes=settings.body_limit_bytes,
    )


def _legacy(settings: Settings, sources: Sources, accounts: Accounts) -> LegacyService:
    return LegacyService(
        catalogue=_catalogue(),
        accounts=accounts,
        backend=sources.backend,
        served=_served(settings),
        strict=settings.strict,
        recording=_recording(settings),
        clock=sources.clock,
        new_id=_new_id,
    )


def _current(settings: Settings, sources: Sources, accounts: Accounts) -> CurrentService:
    converse = cut_pages if settings.upstream == "replay" else pass_through
    return CurrentService(
        accounts=accounts,
        carry_out=partial(carry_out, converse, sources.backend),
        served=_served(settings),
        elsewhere=_elsewhere(settings),
        strict=settings.strict,
        clock=sources.clock,
        new_id=_new_id,
    )


def _new_id() -> str:
    """Unlike any other, which is all that is asked of it; the system's own random numbers would
    have every call wait for the threads of others.
    """
    return str(UUID(int=getrandbits(128), version=4))


def _elsewhere(settings: Settings) -> str | None:
    """Where the current API is answered; None: here, from what the adapter has of its own."""
    if settings.upstream in OURS:
        return None
    address = ENDPOINTS.get(settings.upstream, "the address that its upstream setting has")
    return (
        "This adapter stands in front of a service that answers the current API itself, and "
        f"answers legacy calls only. Call that service: set the program's endpoint to {address}."
    )


@functools.cache
def _catalogue() -> Catalogue:
    catalogue = load_mappings(folder("mappings"))
    for finding in lint(catalogue, current.load(), HANDLERS):
        raise MappingError(finding.file, f"{finding.place}: {finding.text}")
    return catalogue


def _recording(settings: Settings) -> Recording | None:
    if settings.record is None:
        return None
    return recording_to(settings.record, settings)


def _served(settings: Settings) -> Environment | None:
    """Return the environment that calls reach; None for a replay that forwards nothing."""
    name = settings.upstream if settings.upstream != "replay" else settings.forward_to or ""
    return find_environment(urlsplit(address_of(name)).netloc)
