"""HIT types: what HITs have in common, and where their events are told."""

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
    # A digest of all that makes the type: the same properties are the same type, though types that
    # were seeded may be alike, and then the first counts.
    Column("fingerprint", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("keywords", Text),
    Column("reward_cents", BigInteger, nullable=False),
    # As the API writes it.
    Column("reward", String, nullable=False),
    Column("approval_seconds", BigInteger, nullable=False),
    Column("assignment_seconds", BigInteger, nullable=False),
    Column("requirements", JSON(none_as_null=True), nullable=False),
    # A NotificationSpecification, and whether it is followed.
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
