"""TLS for hosts whose names programs have in their source: a private authority signs for each."""

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
