"""Accounts: a row for each access key that has written data."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from adapter.marketplace.storage.tables.base import METADATA

# Every write for an account locks the account's row, which orders the account's writes.
accounts = Table(
    "accounts",
    METADATA,
    Column("access_key_id", String, primary_key=True),
    Column("available_cents", BigInteger, nullable=False),
    Column("on_hold_cents", BigInteger, nullable=False, server_default="0"),
)
