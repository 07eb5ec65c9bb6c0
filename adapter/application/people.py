"""Build people's pages from settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.application.listeners import choose_access, find_people_hosts, is_local
from adapter.application.services import build_accounts
from adapter.errors import SettingError
from adapter.server import ErrorPages
from adapter.web.people import PeopleServices, create_people_app
from adapter.web.people.errors import render_refusal
from adapter.web.people.limits import Limits

if TYPE_CHECKING:
    from adapter.application.marketplace import OpenMarketplace
    from adapter.settings import Settings
    from adapter.web.people import PeopleApp
    from adapter.web.people.identity import IdentityProvider


def build_error_pages(app: PeopleApp) -> ErrorPages:
    """Return the pages for requests that the server refuses before the application sees them."""
    return ErrorPages(
        "text/html; charset=utf-8",
        lambda status, _code, message: render_refusal(app, status, message),
    )


def build_people_app(settings: Settings, market: OpenMarketplace) -> PeopleApp:
    """Return the application of the pages over the marketplace."""
    services = PeopleServices(
        market.people,
        settings.people_url,
        settings.tasks_url,
        body_limit_bytes=settings.body_limit_bytes,
        upload_bytes=settings.upload_bytes,
        proxied_hosts=find_people_hosts(settings),
        access=choose_access(settings),
        provider=_build_provider(settings),
        limits=_build_limits(settings, market.people.derive_key("limits")),
        reverse_proxies=settings.reverse_proxies,
        accounts=build_accounts(settings),
        is_local=is_local(settings),
        request_erasure=market.retention.request_erasure,
    )
    return create_people_app(services)


def _build_limits(settings: Settings, key: bytes) -> Limits:
    """Return limits that count where lists are kept: adapters with one Redis count together."""
    url = settings.list_cache.get_secret_value()
    if url == "memory":
        return Limits(key)
    from adapter.list_cache.redis import build_client  # noqa: PLC0415 (redis)

    return Limits(key, build_client(url).connection_pool)


def _build_provider(settings: Settings) -> IdentityProvider | None:
    """Return where people sign in; raises a SettingError without the extra."""
    if settings.oidc_issuer is None or settings.oidc_client is None:
        return None
    try:
        from adapter.web.people.access.oidc import OpenIdProvider  # noqa: PLC0415 (the extra)
    except ModuleNotFoundError as error:
        text = f"oidc needs {error.name}: pip install 'mturk-adapter[oidc]'"
        raise SettingError("access", text) from None
    secret = settings.oidc_secret
    return OpenIdProvider(
        settings.oidc_issuer, settings.oidc_client, secret.get_secret_value() if secret else None
    )
