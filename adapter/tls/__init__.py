"""Certificates for hosts that programs have baked in: a private authority, and a leaf a host."""

from __future__ import annotations

from adapter.tls.authority import Authority, leaf_file, open_authority
from adapter.tls.contexts import Leaves
from adapter.tls.given import given_context
from adapter.tls.names import LOOPBACK, Names, read_names

__all__ = [
    "LOOPBACK",
    "Authority",
    "Leaves",
    "Names",
    "given_context",
    "leaf_file",
    "open_authority",
    "read_names",
]
