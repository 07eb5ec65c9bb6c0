"""Build the services of both APIs from settings."""

from __future__ import annotations

from functools import partial
from random import getrandbits
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from adapter.application.mappings import load_catalogue
from adapter.application.runtime import find_address
from adapter.auth.accounts import Accounts
from adapter.auth.environments import ENDPOINTS, find_environment
from adapter.current_api.service import CurrentService
from adapter.fault_injection import CurrentForm, FaultyService, LegacyForm
from adapter.legacy_api.service import LegacyService
from adapter.settings.fields import OURS
from adapter.translation.current_lists import answer_call, cut_pages, pass_through
from adapter.web.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.application.runtime import Runtime
    from adapter.model import Environment, HttpRequest, HttpResponse
    from adapter.observability.access_log import AccessLog
    from adapter.settings import Settings
    from adapter.upstream.recording import Recording


def build_services(settings: Settings, access_log: AccessLog, runtime: Runtime) -> Services:
    """Return the services that the settings ask for.

    Args:
        settings: of this process.
        access_log: records every response.
        runtime: carries out current calls.

    Raises:
        StartError: a mapping or a recorded case cannot be used.
    """
    accounts = build_accounts(settings)
    return Services(
        legacy=_build_legacy(settings, runtime, accounts),
        current=_build_current(settings, runtime, accounts),
        check_page=accounts.check_page,
        check_document=accounts.check_document,
        check_visit=accounts.check_visit,
        access_log=access_log,
        body_limit_bytes=settings.body_limit_bytes,
        topics=runtime.topics,
        answer_queue=_build_sqs(runtime, accounts),
    )


def build_accounts(settings: Settings) -> Accounts:
    """Return the accounts that may call."""
    by_key = {each.access_key_id: each for each in settings.accounts}
    return Accounts(by_key or None, frozenset(settings.hosts))


def _build_sqs(
    runtime: Runtime, accounts: Accounts
) -> Callable[[HttpRequest], HttpResponse] | None:
    if runtime.queues is None:
        return None
    from adapter.delivery.sqs import SqsService  # noqa: PLC0415 (the marketplace)

    return SqsService(accounts, runtime.queues, runtime.clock).answer


def _build_legacy(settings: Settings, runtime: Runtime, accounts: Accounts) -> FaultyService:
    catalogue = load_catalogue(embedded=settings.upstream == "marketplace")
    service = LegacyService(
        catalogue=catalogue,
        accounts=accounts,
        backend=runtime.backend,
        served=_find_served(settings),
        strict=settings.strict,
        recording=_build_recording(settings, runtime),
        clock=runtime.clock,
        new_id=_new_id,
    )
    form = LegacyForm(catalogue, accounts)
    return FaultyService(service, form, runtime.faults, runtime.clock, _new_id)


def _build_current(settings: Settings, runtime: Runtime, accounts: Accounts) -> FaultyService:
    converse = cut_pages if settings.upstream == "replay" else pass_through
    service = CurrentService(
        accounts=accounts,
        carry_out=partial(answer_call, converse, runtime.backend),
        served=_find_served(settings),
        elsewhere=_explain_elsewhere(settings),
        strict=settings.strict,
        clock=runtime.clock,
        new_id=_new_id,
    )
    return FaultyService(service, CurrentForm(), runtime.faults, runtime.clock, _new_id)


def _new_id() -> str:
    """Return a random UUID. It only has to be unique, and the system's random source makes threads
    wait for each other.
    """
    return str(UUID(int=getrandbits(128), version=4))


def _explain_elsewhere(settings: Settings) -> str | None:
    """Return where callers of the current API have to go; None: it is answered here."""
    if settings.upstream in OURS:
        return None
    address = ENDPOINTS.get(settings.upstream, "the address that its upstream setting has")
    return (
        "This adapter stands in front of a service that answers the current API itself, and "
        f"answers legacy calls only. Call that service: set the program's endpoint to {address}."
    )


def _build_recording(settings: Settings, runtime: Runtime) -> Recording | None:
    if settings.record is None:
        return None
    from adapter.application.recordings import start_recording  # noqa: PLC0415 (only if recording)

    # A replay that forwards nothing is recorded whole: to copy it is what was asked for.
    known = None if settings.forward_to is None else runtime.replay
    return start_recording(settings.record, settings, known)


def _find_served(settings: Settings) -> Environment | None:
    """Return the environment that calls can reach; None for a replay that forwards nothing."""
    name = settings.upstream if settings.upstream != "replay" else settings.forward_to or ""
    return find_environment(urlsplit(find_address(name)).netloc)
