"""Build TLS contexts from settings."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS, WORKER_HOSTS
from adapter.settings.sources import find_sources, read_settings
from adapter.tls import (
    LOOPBACK,
    HostCertificates,
    build_checked_context,
    open_authority,
    read_names,
)
from adapter.tls.signer import MessageSigner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from adapter.settings import Settings
    from adapter.tls import Authority, Names


def build_names(hosts: Iterable[str], *, proxy_people: bool = False) -> Names:
    """Return the names of Amazon's hosts (legacy production first), of this machine, and others.

    Args:
        hosts: further host names.
        proxy_people: whether the hosts of Amazon's website for workers belong to them.

    Raises:
        SettingError: one of `hosts` is no host name.
    """
    workers = WORKER_HOSTS if proxy_people else ()
    return read_names([*AMAZON_HOSTS, *LOOPBACK, *workers, *hosts])


def open_configured_authority(settings: Settings, now: datetime) -> Authority:
    """Return the authority for the names that the settings ask for; raises a StartError."""
    names = build_names(settings.hosts, proxy_people=settings.proxy_people)
    return open_authority(settings.trust_folder, names, now)


def read_trust_settings(
    folder: Path | None,
    config: Path | None,
    hosts: tuple[str, ...],
    proxy_people: bool | None = None,  # noqa: FBT001 (a flag, as the others)
) -> tuple[Path, Names]:
    """Return the authority's folder and names, from flags, variables or the file.

    Raises:
        SettingError: a setting cannot be used.
    """
    flags = {"trust_folder": folder, "hosts": hosts, "proxy_people": proxy_people}
    settings = read_settings(find_sources(flags, config))
    return settings.trust_folder, build_names(settings.hosts, proxy_people=settings.proxy_people)


def open_signer(settings: Settings) -> MessageSigner:
    """Return the signer of messages, whose certificate is our authority's; raises a StartError."""
    now = datetime.now(UTC)
    return MessageSigner(open_configured_authority(settings, now), now)


def build_tls_contexts(
    settings: Settings,
    clock: Callable[[], datetime],
    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
) -> Callable[[str | None], ssl.SSLContext]:
    """Return a function that returns the server's TLS context for a host.

    The function takes the host of a CONNECT, or None if it is not known. With None, clients that
    send no server name get the certificate of the legacy production host.

    Raises:
        StartError: no certificate can be used.
    """
    given = settings.tls_certificate
    if given is not None:
        context = build_checked_context(given, settings.tls_key or given, clock(), oldest)
        return lambda _: context
    authority = open_configured_authority(settings, clock())
    return HostCertificates(authority, clock, oldest).get_context
