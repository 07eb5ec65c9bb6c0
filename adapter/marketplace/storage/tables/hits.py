"""HIT types, and HITs with the numbers of their assignments."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Table
from sqlalchemy import text as sql

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

hits = Table(
    "hits",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("type_id", String, ForeignKey("hit_types.id"), nullable=False),
    Column("created", Time, nullable=False),
    Column("question", Text),
    Column("layout_id", String),
    Column("layout_parameters", JSON(none_as_null=True)),
    Column("annotation", Text),
    Column("expiration", Time, nullable=False),
    # The expiration until the HIT has expired, else NULL.
    Column("due", Time),
    # Assignable, Unassignable, Reviewable, Reviewing or Disposed.
    Column("status", String, nullable=False),
    # When the status was last changed.
    Column("status_since", Time),
    Column("review_status", String, nullable=False),
    Column("expired", Boolean, nullable=False),
    Column("max_assignments", BigInteger, nullable=False),
    # The numbers of assignments accepted, submitted, and approved or rejected.
    Column("pending", BigInteger, nullable=False),
    Column("submitted", BigInteger, nullable=False),
    Column("completed", BigInteger, nullable=False),
    Column("assignment_policy", JSON(none_as_null=True)),
    Column("hit_policy", JSON(none_as_null=True)),
    Index(
        "ix_hits_account_serial",
        "account",
        "serial",
        sqlite_where=sql("status != 'Disposed'"),
        postgresql_where=sql("status != 'Disposed'"),
    ),
    Index(None, "account", "status", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(
        "ix_hits_account_created_id",
        "account",
        "created",
        "id",
        postgresql_include=["serial"],
        sqlite_where=sql("status != 'Disposed'"),
        postgresql_where=sql("status != 'Disposed'"),
    ),
    Index(None, "account", "due"),
    Index(None, "type_id", "status", "serial"),
    Index(None, "status", "serial"),
    # The groups of HITs that workers see are counted from an index alone.
    Index("ix_hits_status_type_id", "status", "type_id", "serial"),
)
# Reviewable HITs are listed with the latest expiration first.
Index(
    "ix_hits_account_status_expiration_id",
    hits.c.account,
    hits.c.status,
    hits.c.expiration.desc(),
    hits.c.id,
    postgresql_include=["serial"],
)


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
    Index(None, "group_id"),
)

hit_type_requirements = Table(
    "hit_type_requirements",
    METADATA,
    Column("hit_type_id", String, ForeignKey("hit_types.id"), primary_key=True),
    Column("qualification_type_id", String, primary_key=True),
    Index(None, "qualification_type_id"),
)
