"""The one row of what belongs to the database as a whole."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from adapter.marketplace.storage.tables.base import METADATA

installation = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # What NextTokens are signed with; every adapter on this database takes every other's.
    Column("token_secret", String, nullable=False),
)
