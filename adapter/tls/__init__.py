"""TLS for the host names that programs call, with certificates of a private authority."""

from __future__ import annotations

from adapter.tls.authority import Authority, ensure_leaf_file, open_authority
from adapter.tls.contexts import HostCertificates, build_checked_context
from adapter.tls.names import LOOPBACK, Names, read_names

__all__ = [
    "LOOPBACK",
    "Authority",
    "HostCertificates",
    "Names",
    "build_checked_context",
    "ensure_leaf_file",
    "open_authority",
    "read_names",
]
