"""Qualification types, including Amazon's own."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

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
