"""The results and actions of review policies."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

# One table for both, because one NextToken runs over both in the order in which they happened.
review_details = Table(
    "review_details",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("hit_id", String, ForeignKey("hits.id"), nullable=False),
    # The level of the policy: Assignment or HIT.
    Column("level", String, nullable=False),
    # ReviewResults or ReviewActions, the list of the report that has the row.
    Column("part", String, nullable=False),
    Column("action_id", String, nullable=False),
    # What the row is about: Assignment or HIT, and its identifier.
    Column("subject_type", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("question_id", Text),
    # The Key and Value of a result; the ActionName and Result of an action.
    Column("name", String, nullable=False),
    Column("value", Text, nullable=False),
    # Succeeded or Failed; NULL for a result.
    Column("status", String),
    Column("error_code", String),
    Column("completed", Time, nullable=False),
    Index(None, "hit_id", "serial"),
    Index(None, "subject_id", "name"),
)
