"""People who work in a browser."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

# Workers of scripts have no row here. Requesters see the id alone.
people = Table(
    "people",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # The WorkerId.
    Column("id", String, nullable=False, unique=True),
    Column("name", Text),
    # How to reach the person, in the person's words.
    Column("contact", Text),
    # The number or name that the account's own list has for the person.
    Column("label", Text),
    Column("made", Time, nullable=False),
    Column("last_seen", Time, nullable=False),
    # Whether the next HIT of a group is accepted when one is submitted.
    Column("auto_accept", Boolean, nullable=False),
    # Sessions of an older epoch are signed out.
    Column("epoch", Integer, nullable=False),
    # The account that brought the person by a link, an invitation or an import; NULL: nobody did.
    Column("account", String),
    # Since when the person may not sign in any more.
    Column("stopped", Time),
    # When name, contact, label and platform ids were deleted.
    Column("forgotten", Time),
    Index(None, "account", "serial"),
)
