"""Subscriptions of web addresses to topics."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Table

from adapter.marketplace.storage.tables.base import METADATA, String, Text

subscriptions = Table(
    "subscriptions",
    METADATA,
    # The topic's ARN, and the address that its notifications are sent to.
    Column("topic", String, primary_key=True),
    Column("url", Text, primary_key=True),
    # What the receiver confirms the subscription with.
    Column("token", String, nullable=False),
    Column("confirmed", Boolean, nullable=False),
)
