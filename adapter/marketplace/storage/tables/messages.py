"""Messages to workers and notifications to requesters, stored instead of sent."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

messages = Table(
    "messages",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    # A worker, or the destination of a notification.
    Column("recipient", String, nullable=False),
    # The kind of message, such as QualificationGranted, or an event's type.
    Column("kind", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent", Time, nullable=False),
    Index(None, "account", "serial"),
)
