"""TLS contexts for servers: with a certificate for each host name, or with one certificate."""

from __future__ import annotations

import os
import ssl
import stat
import warnings
from contextlib import suppress
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

import structlog
from cryptography import x509

from adapter.errors import SettingError, StartError
from adapter.tls.authority import ensure_leaf_file
from adapter.tls.certificates import is_valid
from adapter.tls.names import parse_address, parse_host_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from adapter.tls.authority import Authority

    Switch = Callable[[ssl.SSLObject, str | None, ssl.SSLContext], int | None]

log = structlog.get_logger()

_WARN_BEFORE = timedelta(days=90)
_ATTEMPTS = 5
_OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


class HostCertificates:
    """The certificates of all hosts, which are renewed in time while the server runs.

    Args:
        authority: signs the certificates.
        clock: returns the current time, aware.
        min_version: the oldest TLS version that clients may use.

    Raises:
        StartError: a certificate can neither be used nor written, or OpenSSL does not support the
            version.
    """

    def __init__(
        self,
        authority: Authority,
        clock: Callable[[], datetime],
        min_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    ) -> None:
        self._authority = authority
        self._clock = clock
        self._min_version = min_version
        self._lock = Lock()
        self._day = clock().date()
        hosts = (None, *authority.names.hosts)
        self._contexts = {each: self._load_context(each) for each in hosts}
        self._servers = {each: self._load_context(each)[1] for each in hosts}
        for host, context in self._servers.items():
            context.sni_callback = self._build_switch(host)
        self._warn_before_end()

    def get_context(self, unnamed: str | None = None) -> ssl.SSLContext:
        """Return the context that sends each client the certificate of the host it names (SNI).

        Other hosts are refused with the alert unrecognized_name.

        Args:
            unnamed: the host whose certificate a client without SNI gets; None, or a host that is
                not ours: the certificate for all names.
        """
        return self._servers.get(unnamed, self._servers[None])

    def _build_switch(self, unnamed: str | None) -> Switch:
        """Return a callback for SNI, which sets the context of the host."""

        def switch(tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
            try:
                host = unnamed if name is None else self._find_host(name)
            except SettingError:
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            with self._lock:
                self._renew_daily()
                tls.context = self._contexts[host][1]
            return None

        return switch

    def _find_host(self, name: str) -> str | None:
        """Return the host whose certificate is for the name; None: the certificate for all names.

        Raises:
            SettingError: the name is not one of ours.
        """
        if parse_address(name) in self._authority.names.addresses:
            return None
        host = parse_host_name(name)
        if host not in self._contexts:
            raise SettingError(host, "it is not one of ours")
        return host

    def _renew_daily(self) -> None:
        today = self._clock().date()
        if today == self._day:
            return
        self._day = today
        self._warn_before_end()
        for host, (written, _) in self._contexts.items():
            try:
                file = ensure_leaf_file(self._authority, host, self._clock())
                if file.stat().st_mtime_ns != written:
                    self._contexts[host] = self._load_context(host)
            except (StartError, OSError) as error:
                # The old certificate is valid for weeks, and the renewal is tried again each day.
                log.warning("certificate_renewal_failed", host=host, reason=str(error))

    def _warn_before_end(self) -> None:
        """Warn if the authority expires soon, since programs have to trust a new one then."""
        certificate = self._authority.pair.certificate
        if not is_valid(certificate, self._clock(), _WARN_BEFORE):
            end = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
            log.warning(
                "authority_expires_soon", end=end, remedy="`trust remove`, then `trust init`"
            )

    def _load_context(self, host: str | None) -> tuple[int, ssl.SSLContext]:
        """Return the time in ns at which a host's file was written, and the context from it.

        OpenSSL opens the file twice, for the certificate and for the key. A process that starts at
        that moment may replace the file in between, so this tries again.
        """
        for _ in range(_ATTEMPTS - 1):
            with suppress(StartError):
                return self._try_to_load(host)
        return self._try_to_load(host)

    def _try_to_load(self, host: str | None) -> tuple[int, ssl.SSLContext]:
        file = ensure_leaf_file(self._authority, host, self._clock())
        return file.stat().st_mtime_ns, build_context(file, file, self._min_version)


def build_context(certificate: Path, key: Path, min_version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return a server's context with one certificate.

    Raises:
        StartError: the files cannot be used, or OpenSSL does not support the version.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    _set_min_version(context, min_version)
    try:
        # Without a password OpenSSL would ask the terminal for that of an encrypted key.
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        text = f"it and the key in {key} cannot be used together: {error.strerror or error}"
        raise StartError(str(certificate), text) from error
    return context


def _set_min_version(context: ssl.SSLContext, min_version: ssl.TLSVersion) -> None:
    with warnings.catch_warnings():
        # The operator asked for the old version by name.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = min_version
    if min_version not in _OLD:
        return
    supported = {ssl.TLSVersion.TLSv1: ssl.HAS_TLSv1, ssl.TLSVersion.TLSv1_1: ssl.HAS_TLSv1_1}
    try:
        # OpenSSL 3 and later accept their signatures at its lowest security level only.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    except ssl.SSLError:
        supported[min_version] = False
    if not supported[min_version]:
        text = (
            f"{ssl.OPENSSL_VERSION} here cannot speak {min_version.name}; ask for TLS 1.2 or newer"
        )
        raise StartError("--tls-min-version", text)


def build_checked_context(
    certificate: Path, key: Path, now: datetime, min_version: ssl.TLSVersion
) -> ssl.SSLContext:
    """Return a server's context with a certificate of the operator, for every host name.

    Args:
        certificate: a PEM file of the certificate, followed by its issuers.
        key: a PEM file of the key, not encrypted; may be the same file.
        now: the current time, aware.
        min_version: the oldest TLS version that clients may use.

    Raises:
        StartError: the certificate is not valid now or does not match the key, or other users can
            read the key.
    """
    _check_private(key)
    _check_valid(certificate, now)
    return build_context(certificate, key, min_version)


def _check_private(key: Path) -> None:
    """Raise a StartError if others can read the key, except its group, as Debian's ssl-cert."""
    try:
        status = key.stat()
    except OSError as error:
        raise StartError(str(key), f"it cannot be read: {error.strerror}") from error
    if os.name != "posix":
        return
    if status.st_uid not in (os.geteuid(), 0):
        text = f"the key belongs to user {status.st_uid}; `chown {os.geteuid()} {key}`"
        raise StartError(str(key), text)
    if status.st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise StartError(str(key), f"others can read or change the key; `chmod 600 {key}`")


def _check_valid(file: Path, now: datetime) -> None:
    try:
        leaf = x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise StartError(str(file), f"it cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise StartError(str(file), "it holds no certificate as PEM text") from error
    if not is_valid(leaf, now):
        begin, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
        text = f"it is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d} only; give one valid now"
        raise StartError(str(file), text)
