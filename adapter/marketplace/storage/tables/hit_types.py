"""HIT types: the properties that HITs share, and the destination of their notifications."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
)

from adapter.marketplace.storage.tables.base import METADATA, Serial

hit_types = Table(
    "hit_types",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("group_id", String, nullable=False),
    # A digest of the type's properties: a call with the same properties uses the same type. Seeded
    # types may have equal properties; then the first is used.
    Column("fingerprint", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("keywords", Text),
    Column("reward_cents", BigInteger, nullable=False),
    # In dollars, as in the API.
    Column("reward", String, nullable=False),
    Column("approval_seconds", BigInteger, nullable=False),
    Column("assignment_seconds", BigInteger, nullable=False),
    Column("requirements", JSON(none_as_null=True), nullable=False),
    # A NotificationSpecification, and whether it is active.
    Column("notification", JSON(none_as_null=True)),
    Column("notification_active", Boolean, nullable=False),
    Index(None, "account", "fingerprint", "serial"),
)

hit_type_requirements = Table(
    "hit_type_requirements",
    METADATA,
    Column("hit_type_id", String, ForeignKey("hit_types.id"), primary_key=True),
    Column("qualification_type_id", String, primary_key=True),
    Index(None, "qualification_type_id"),
)
