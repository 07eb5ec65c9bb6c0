"""Accounts: one for each access key that ever changed something."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from adapter.marketplace.storage.tables.base import METADATA

# Money is counted in cents. Its row is locked by every call that changes something of the
# account's, which therefore happen one after the other.
accounts = Table(
    "accounts",
    METADATA,
    Column("access_key_id", String, primary_key=True),
    Column("available_cents", BigInteger, nullable=False),
    Column("on_hold_cents", BigInteger, nullable=False, server_default="0"),
)
