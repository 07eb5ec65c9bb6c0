"""Batches that a requester prepares in the browser, until they are posted."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

batch_drafts = Table(
    "batch_drafts",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # The unguessable part of its address.
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    # A JSON object: what is entered in each field of the form.
    Column("fields", Text, nullable=False),
    # The HITLayoutId of the layout that is used; NULL: the HTML below is.
    Column("layout_id", String),
    # The HTML with placeholders, and the name of its file; NULL: none was chosen yet.
    Column("html", Text),
    Column("page_name", Text),
    # The table of rows, and the name of its file; NULL: none was chosen yet, or it is posted.
    Column("csv", Text),
    Column("csv_name", Text),
    Column("made", Time, nullable=False),
    # The HITTypeId and the BatchId of what was made of it.
    Column("type_id", String),
    Column("label", String),
    Index(None, "account", "serial"),
)
