"""The single row of data that belongs to no account."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from adapter.marketplace.storage.tables.base import METADATA

installation = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # The key that signs NextTokens, shared by all adapters on this database.
    Column("token_secret", String, nullable=False),
)
