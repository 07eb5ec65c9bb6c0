"""A TLS context with the operator's own certificate."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from cryptography import x509

from adapter.errors import StartError
from adapter.tls.certificates import is_valid
from adapter.tls.contexts import context_of

if TYPE_CHECKING:
    import ssl
    from datetime import datetime
    from pathlib import Path


def custom_context(
    certificate: Path, key: Path, now: datetime, min_version: ssl.TLSVersion
) -> ssl.SSLContext:
    """Return a server's context with this certificate, whatever name a client asks for.

    Args:
        certificate: a PEM file, its issuers behind it.
        key: a PEM file, not encrypted; may be the same.
        now: the time now.
        min_version: the oldest protocol version that is accepted.

    Raises:
        StartError: they do not belong together, are not valid now, or everybody can read the key.
    """
    _check_private(key)
    _check_valid(certificate, now)
    return context_of(certificate, key, min_version)


def _check_private(key: Path) -> None:
    """Raise a StartError if others can read the key; its group may, as with Debian's ssl-cert."""
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
