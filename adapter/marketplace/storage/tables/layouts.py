"""HIT layouts: the HTML that CreateHIT fills when a program names a HITLayoutId."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

layouts = Table(
    "layouts",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # The HITLayoutId.
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("name", Text, nullable=False),
    # With a placeholder ${name} for each parameter.
    Column("html", Text, nullable=False),
    # In pixels; 0 means as high as the window.
    Column("frame_height", Integer, nullable=False),
    Column("made", Time, nullable=False),
    # Since when it is no longer offered for new batches; programs can name it still.
    Column("retired", Time),
    Index(None, "account"),
)
