"""Tokens of calls that are carried out once, kept for a day."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from adapter.marketplace.storage.tables.base import METADATA, Time

request_tokens = Table(
    "request_tokens",
    METADATA,
    Column("account", String, primary_key=True),
    # What it guards, such as HIT or SendBonus: each has tokens of its own.
    Column("kind", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("made", Time, nullable=False),
    # The HIT that the call made, if it made one.
    Column("hit_id", String),
    Index(None, "account", "made"),
)
