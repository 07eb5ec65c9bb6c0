"""Build the listeners of the server from settings."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapter.auth.environments import AMAZON_HOSTS, WORKER_HOSTS
from adapter.server import Listener, Pool, Proxy, is_free
from adapter.settings.fields import is_loopback, is_loopback_host, split_bind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

    from adapter.server import ErrorPages
    from adapter.settings import Settings
    from adapter.settings.fields import Access

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (nothing is bound here)
"""The address at which this machine reaches a server that listens on every address."""

_LOCALHOST = "127.0.0.1"
_LAST_PORT = 65535
_ADMIN, _PEOPLE = 1, 2
"""How far their ports are from the API's."""
_ADMIN_THREADS, _ADMIN_MAX_IN_FLIGHT = 4, 64
_PEOPLE_THREADS, _PEOPLE_MAX_IN_FLIGHT = 16, 1024

_VERSIONS: Mapping[str, ssl.TLSVersion] = MappingProxyType(
    {
        "1.0": ssl.TLSVersion.TLSv1,
        "1.1": ssl.TLSVersion.TLSv1_1,
        "1.2": ssl.TLSVersion.TLSv1_2,
        "1.3": ssl.TLSVersion.TLSv1_3,
    }
)


def build_listeners(settings: Settings, api: Pool) -> Mapping[str, Listener]:
    """Return the listeners of the API by setting, `bind` first.

    Raises:
        StartError: no certificate can be used.
    """
    listeners = {"bind": Listener(settings.bind, api)}
    if settings.tls is None and settings.proxy is None:
        return listeners
    from adapter.application.certificates import build_tls_contexts  # noqa: PLC0415 (cryptography)

    contexts = build_tls_contexts(
        settings, lambda: datetime.now(UTC), _VERSIONS[settings.tls_min_version]
    )
    if settings.tls is not None:
        listeners["tls"] = Listener(settings.tls, api, "--tls", contexts(None))
    if settings.proxy is not None:
        tunnels = settings.proxy_other_hosts == "tunnel"
        hosts = frozenset(AMAZON_HOSTS) | find_people_hosts(settings)
        proxy = Proxy(contexts, hosts, tunnels=tunnels)
        listeners["proxy"] = Listener(settings.proxy, api, "--proxy", proxy)
    return listeners


def build_url(scheme: str, host: str, port: int) -> str:
    """Return the URL at which a program on this machine reaches a listener."""
    host = LOOPBACK.get(host, host)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def build_admin_listener(bind: str, app: WSGIApplication) -> Listener:
    """Return the listener of the admin application, which has threads of its own."""
    pool = Pool(app, threads=_ADMIN_THREADS, max_in_flight=_ADMIN_MAX_IN_FLIGHT)
    return Listener(bind, pool, "--admin")


def build_people_listener(
    bind: str, app: WSGIApplication, settings: Settings, errors: ErrorPages | None = None
) -> Listener:
    """Return the listener of people's pages, whose threads are not those of the API.

    It takes longer bodies than the pages do, so that a page says why a file is refused.
    """
    pool = Pool(app, threads=_PEOPLE_THREADS, max_in_flight=_PEOPLE_MAX_IN_FLIGHT)
    body_bytes = 2 * (settings.body_limit_bytes + settings.upload_bytes)
    return Listener(
        bind,
        pool,
        "--people",
        body_bytes=body_bytes,
        errors=errors,
        proxied_hosts=find_people_hosts(settings),
    )


def find_people_hosts(settings: Settings) -> frozenset[str]:
    """Return the hosts of Amazon's website for workers if the proxy answers for them."""
    return frozenset(WORKER_HOSTS) if settings.proxy_people else frozenset()


def choose_people_bind(settings: Settings) -> str | None:
    """Return the HOST:PORT of people's pages; None: there are none."""
    if settings.people == "none" or settings.upstream != "marketplace":
        return None
    return settings.people if settings.people != "next" else _choose_port(settings, _PEOPLE)


def find_site_url(settings: Settings) -> str | None:
    """Return where browsers reach the pages of an adapter with these settings.

    None: it has none, or at a port that is chosen when it starts.
    """
    if settings.people == "none":
        return None
    if settings.people_url is not None:
        return settings.people_url
    host, port = split_bind(settings.bind if settings.people == "next" else settings.people)
    if port == 0:
        return None
    if settings.people == "next":
        host, port = _LOCALHOST, port + _PEOPLE
    return build_url("http", host, port)


def is_local(settings: Settings) -> bool:
    """Return whether only this machine reaches people's pages."""
    url = urlsplit(settings.people_url or "")
    is_bound = settings.people == "next" or is_loopback(settings.people)
    is_named = not url.hostname or is_loopback_host(url.hostname)
    return is_bound and is_named and not settings.reverse_proxies


def choose_access(settings: Settings) -> Access:
    """Return who gets in at people's pages."""
    return settings.access or ("open" if is_local(settings) else "invited")


def choose_admin_bind(settings: Settings) -> str | None:
    """Return the admin application's HOST:PORT; None: it is turned off."""
    if settings.admin == "none":
        return None
    if settings.admin != "next":
        return settings.admin
    return _choose_port(settings, _ADMIN)


def _choose_port(settings: Settings, distance: int) -> str:
    """Return the HOST:PORT at this distance from `bind`'s port, or any free one of loopback."""
    _, port = split_bind(settings.bind)
    following = f"{_LOCALHOST}:{port + distance}"
    # No setting names this port, so the adapter starts even if another program has it.
    is_usable = 0 < port <= _LAST_PORT - distance and is_free(following)
    return following if is_usable else f"{_LOCALHOST}:0"
