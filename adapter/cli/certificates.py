"""From settings to certificates."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS
from adapter.settings.sources import read, sources
from adapter.tls import LOOPBACK, HostCertificates, custom_context, open_authority, read_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from adapter.settings import Settings
    from adapter.tls import Names


def names_of(hosts: Iterable[str]) -> Names:
    """Amazon's four names, the legacy production host's first, this machine's, and those given.

    Raises:
        SettingError: one of those given is no name of a host.
    """
    return read_names([*AMAZON_HOSTS, *LOOPBACK, *hosts])


def trust_of(
    folder: Path | None, config: Path | None, hosts: tuple[str, ...]
) -> tuple[Path, tuple[str, ...]]:
    """The authority's folder, and the names beside Amazon's, as flags, variables or the file say.

    Raises:
        SettingError: a setting cannot be used.
    """
    written = read(sources({"trust_folder": folder, "hosts": hosts}, config))
    return written.trust_folder, written.hosts


def tls_contexts(
    settings: Settings,
    clock: Callable[[], datetime],
    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
) -> Callable[[str | None], ssl.SSLContext]:
    """Gives a server's context for connections to one host.

    It takes the host that was asked for before TLS begins, as CONNECT does; None where that is not
    known: then clients that name none are shown the legacy production host's certificate.

    Raises:
        StartError: there is no certificate that can be used; says what to do.
    """
    given = settings.tls_certificate
    if given is not None:
        context = custom_context(given, settings.tls_key or given, clock(), oldest)
        return lambda _: context
    authority = open_authority(settings.trust_folder, names_of(settings.hosts), clock())
    return HostCertificates(authority, clock, oldest).server_context
