"""UniqueRequestTokens, stored for a day."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from adapter.marketplace.storage.tables.base import METADATA, Time

request_tokens = Table(
    "request_tokens",
    METADATA,
    Column("account", String, primary_key=True),
    # The kind of call, such as HIT or SendBonus; each kind has tokens of its own.
    Column("kind", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("made", Time, nullable=False),
    # The HIT that the call created, if it created one.
    Column("hit_id", String),
    Index(None, "account", "made"),
)
