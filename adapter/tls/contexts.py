"""What a TLS server is given: the right certificate by the name a client asks for."""

from __future__ import annotations

import ssl
import warnings
from contextlib import suppress
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from adapter.errors import SettingError, StartError
from adapter.tls.authority import leaf_file
from adapter.tls.certificates import lasts
from adapter.tls.names import address_of, host_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from adapter.tls.authority import Authority

    Switch = Callable[[ssl.SSLObject, str | None, ssl.SSLContext], int | None]

log = structlog.get_logger()

_SOON = timedelta(days=90)
_TRIES = 5
_OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


class Leaves:
    """The hosts' certificates, each renewed in time while the server runs.

    Args:
        authority: signs them.
        clock: the time now.
        oldest: the oldest protocol version that is spoken.

    Raises:
        StartError: a certificate can neither be used nor written, or this machine cannot speak
            that version.
    """

    def __init__(
        self,
        authority: Authority,
        clock: Callable[[], datetime],
        oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    ) -> None:
        self._authority = authority
        self._clock = clock
        self._oldest = oldest
        self._lock = Lock()
        self._day = clock().date()
        whose = (None, *authority.names.hosts)
        self._contexts = {each: self._made(each) for each in whose}
        self._servers = {each: self._server(each) for each in whose}
        self._warn_of_end()

    def server_context(self, unnamed: str | None = None) -> ssl.SSLContext:
        """The context that shows each client the certificate of the host it names.

        Names of others are refused with the alert unrecognized_name.

        Args:
            unnamed: whose certificate is shown to clients that name no host; None, or a host that
                is not ours: the one for all names.
        """
        return self._servers.get(unnamed, self._servers[None])

    def _server(self, host: str | None) -> ssl.SSLContext:
        _, context = self._made(host)
        context.sni_callback = self._switch(host)
        return context

    def _switch(self, unnamed: str | None) -> Switch:
        def switch(tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
            try:
                host = unnamed if name is None else self._host(name)
            except SettingError:
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            tls.context = self._current(host)
            return None

        return switch

    def _host(self, name: str) -> str | None:
        """Whose certificate is for the name; None: the one for all. Raises for strangers'."""
        if address_of(name) in self._authority.names.addresses:
            return None
        host = host_name(name)
        if host not in self._contexts:
            raise SettingError(host, "it is not one of ours")
        return host

    def _current(self, host: str | None) -> ssl.SSLContext:
        with self._lock:
            self._renew_daily()
            _, context = self._contexts[host]
            return context

    def _renew_daily(self) -> None:
        today = self._clock().date()
        if today == self._day:
            return
        self._day = today
        self._warn_of_end()
        for host, (written, _) in self._contexts.items():
            try:
                file = leaf_file(self._authority, host, self._clock())
                if file.stat().st_mtime_ns != written:
                    self._contexts[host] = self._made(host)
            except (StartError, OSError) as error:
                # The one in use is good for weeks yet, and tomorrow it is tried again.
                log.warning("a certificate could not be renewed", host=host, reason=str(error))

    def _warn_of_end(self) -> None:
        """Unlike leaves, the authority cannot renew itself: programs have to trust another."""
        certificate = self._authority.pair.certificate
        if not lasts(certificate, self._clock(), _SOON):
            end = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
            log.warning("the authority ends soon; `trust remove` and `trust init` anew", end=end)

    def _made(self, host: str | None) -> tuple[int, ssl.SSLContext]:
        """When its certificate was written, and the context.

        OpenSSL opens the file once for the certificate and again for the key, and another process
        that begins at this moment may put its own there between the two.
        """
        for _ in range(_TRIES - 1):
            with suppress(StartError):
                return self._made_now(host)
        return self._made_now(host)

    def _made_now(self, host: str | None) -> tuple[int, ssl.SSLContext]:
        file = leaf_file(self._authority, host, self._clock())
        return file.stat().st_mtime_ns, context_of(file, file, self._oldest)


def context_of(certificate: Path, key: Path, oldest: ssl.TLSVersion) -> ssl.SSLContext:
    """A server's context with one certificate.

    Raises:
        StartError: the files cannot be used, or this machine cannot speak that old a version.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    _speak_from(context, oldest)
    try:
        # Without a password OpenSSL would ask the terminal for that of an encrypted key.
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        text = f"it and the key in {key} cannot be used together: {error.strerror or error}"
        raise StartError(str(certificate), text) from error
    return context


def _speak_from(context: ssl.SSLContext, oldest: ssl.TLSVersion) -> None:
    with warnings.catch_warnings():
        # That they are old is what was asked for by name.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = oldest
    if oldest not in _OLD:
        return
    there = {ssl.TLSVersion.TLSv1: ssl.HAS_TLSv1, ssl.TLSVersion.TLSv1_1: ssl.HAS_TLSv1_1}
    try:
        # Since version 3 OpenSSL allows their signatures at its lowest level alone.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    except ssl.SSLError:
        there[oldest] = False
    if not there[oldest]:
        text = f"{ssl.OPENSSL_VERSION} here cannot speak {oldest.name}; ask for TLS 1.2 or newer"
        raise StartError("--tls-oldest", text)
