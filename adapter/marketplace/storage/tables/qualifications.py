"""Qualification types, requests for them, and qualifications of workers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

qualification_types = Table(
    "qualification_types",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    # Empty for Amazon's own types.
    Column("account", String, nullable=False),
    Column("created", Time, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("keywords", Text),
    # Active, Inactive or Disposing: a deleted type stays for the qualifications of it.
    Column("status", String, nullable=False),
    Column("test", Text),
    Column("test_seconds", BigInteger),
    Column("answer_key", Text),
    Column("retry_seconds", BigInteger),
    Column("is_requestable", Boolean, nullable=False),
    Column("auto_granted", Boolean, nullable=False),
    Column("auto_granted_value", Integer),
    # Name, description and keywords, case-folded for the search.
    Column("words", Text, nullable=False),
    Index(None, "account", "serial"),
    # The name of a deleted type can be used again.
    Index(
        "uq_qualification_types_account_name",
        "account",
        "name",
        unique=True,
        sqlite_where=text("status != 'Disposing'"),
        postgresql_where=text("status != 'Disposing'"),
    ),
)
# A whole list in its usual order, the last name first, is read from an index alone.
Index(
    "ix_qualification_types_name_id",
    qualification_types.c.name.desc(),
    qualification_types.c.id,
    qualification_types.c.status,
    qualification_types.c.is_requestable,
    qualification_types.c.account,
    postgresql_include=["serial"],
)


# Every row has the account that owns the type, so that the pending requests of an account are
# adjacent in an index, however many requests were granted or rejected.
qualification_requests = Table(
    "qualification_requests",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("type_id", String, ForeignKey("qualification_types.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    # Pending, Granted or Rejected.
    Column("status", String, nullable=False),
    # The type's Test at the time of the request.
    Column("test", Text),
    Column("answer", Text),
    Column("submitted", Time, nullable=False),
    Column("reason", Text),
    Index(None, "account", "status", "serial"),
    Index(None, "type_id", "status", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "account", "status", "submitted", "id", postgresql_include=["serial"]),
    Index(None, "type_id", "status", "submitted", "id", postgresql_include=["serial"]),
    Index(None, "type_id", "worker_id"),
    Index("ix_qualification_requests_worker_id", "worker_id", "status"),
)


# A test that a worker has begun and not answered; the row goes with the answer. It stays when the
# time is over, as the worker has used the chance.
test_attempts = Table(
    "test_attempts",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("type_id", String, ForeignKey("qualification_types.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    Column("begun", Time, nullable=False),
    Column("ends", Time, nullable=False),
    UniqueConstraint("type_id", "worker_id"),
)


qualifications = Table(
    "qualifications",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("type_id", String, ForeignKey("qualification_types.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    Column("granted", Time, nullable=False),
    Column("value", Integer),
    # The parts of a Locale, which only Amazon's Worker_Locale has.
    Column("country", String),
    Column("subdivision", String),
    # Granted or Revoked.
    Column("status", String, nullable=False),
    Column("reason", Text),
    UniqueConstraint("type_id", "worker_id"),
    Index(None, "type_id", "status", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "type_id", "status", "worker_id", postgresql_include=["serial"]),
    Index(None, "worker_id"),
)
