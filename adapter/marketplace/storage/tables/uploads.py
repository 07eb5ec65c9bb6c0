"""Files that workers uploaded as answers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

uploads = Table(
    "uploads",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # The UploadedFileKey.
    Column("id", String, nullable=False, unique=True),
    Column("worker_id", String, nullable=False),
    Column("assignment_id", String, ForeignKey("assignments.id"), nullable=False),
    # The QuestionIdentifier.
    Column("question", Text, nullable=False),
    # The name on the worker's machine.
    Column("file_name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("made", Time, nullable=False),
    UniqueConstraint("assignment_id", "question"),
    Index(None, "worker_id"),
)
