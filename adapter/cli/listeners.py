"""From settings to the addresses that are listened on."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS
from adapter.cli.late import tls_contexts
from adapter.server import Listener, Proxy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.server import Pool
    from adapter.settings import Settings

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (nothing is bound here)
"""Where a program on this machine reaches a server that listens on every address."""

_VERSIONS: Mapping[str, ssl.TLSVersion] = MappingProxyType(
    {
        "1.0": ssl.TLSVersion.TLSv1,
        "1.1": ssl.TLSVersion.TLSv1_1,
        "1.2": ssl.TLSVersion.TLSv1_2,
        "1.3": ssl.TLSVersion.TLSv1_3,
    }
)


def listeners_of(settings: Settings, api: Pool) -> Mapping[str, Listener]:
    """The addresses at which the API is answered, by the setting that names each; bind first.

    Raises:
        StartError: there is no certificate that can be used.
    """
    listeners = {"bind": Listener(settings.bind, api)}
    if settings.tls is None and settings.proxy is None:
        return listeners
    contexts = tls_contexts(settings, lambda: datetime.now(UTC), _VERSIONS[settings.tls_oldest])
    if settings.tls is not None:
        listeners["tls"] = Listener(settings.tls, api, "--tls", contexts(None))
    if settings.proxy is not None:
        tunnels = settings.proxy_others == "tunnel"
        proxy = Proxy(contexts, frozenset(AMAZON_HOSTS), tunnels=tunnels)
        listeners["proxy"] = Listener(settings.proxy, api, "--proxy", proxy)
    return listeners


def url_of(scheme: str, host: str, port: int) -> str:
    """Where a program on this machine reaches what listens there."""
    host = LOOPBACK.get(host, host)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"
