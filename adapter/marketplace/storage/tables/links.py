"""Recruiting links, the people who arrived by them, and invitations."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

# One study on a recruiting platform.
links = Table(
    "links",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # The unguessable part of the link's address.
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("name", Text, nullable=False),
    # The platform, such as prolific: the same id on one platform is the same worker.
    Column("preset", String, nullable=False),
    # The query parameter with the participant's id.
    Column("id_parameter", String, nullable=False),
    # A JSON list of the other query parameters that are kept.
    Column("kept_parameters", Text, nullable=False),
    # The HITGroupId or HITTypeId of the work; NULL: everything of the account.
    Column("group_id", String),
    # How many assignments each participant may do; NULL: any number.
    Column("most_tasks", Integer),
    # A JSON object: the way back of each outcome, with placeholders {code}, {id} and {NAME} of kept
    # parameters.
    Column("back_urls", Text, nullable=False),
    # A JSON object: the code of each outcome.
    Column("codes", Text, nullable=False),
    Column("made", Time, nullable=False),
    Column("opens", Time),
    Column("ends", Time),
    Column("stopped", Time),
    Index(None, "account", "serial"),
)

arrivals = Table(
    "arrivals",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("link_id", String, ForeignKey("links.id"), nullable=False),
    # The participant's id on the platform; NULL when the person is forgotten.
    Column("external_id", Text),
    Column("worker_id", String, nullable=False),
    # A JSON object: the kept parameters of the last arrival.
    Column("parameters", Text, nullable=False),
    Column("came", Time, nullable=False),
    Column("finished", Time),
    # completed, partial, none_left or turned_away; NULL while the person works.
    Column("outcome", String),
    UniqueConstraint("link_id", "worker_id"),
    Index(None, "worker_id"),
)

invitations = Table(
    "invitations",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # SHA-256 of the token in the link, in hexadecimal digits.
    Column("token_hash", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    # Whose personal link it is; NULL: whoever joins is a new worker.
    Column("worker_id", String),
    # Who invites, in words for the invited; NULL: they read no name.
    Column("inviter", Text),
    # A JSON object: the value of each QualificationTypeId that is granted to who joins.
    Column("grants", Text, nullable=False),
    # How many people, or with a personal link how many browsers, may join; NULL: any number.
    Column("uses", Integer),
    Column("made", Time, nullable=False),
    Column("ends", Time),
    Column("stopped", Time),
    Index(None, "account", "serial"),
    Index(None, "worker_id"),
)

# One person in one browser, who joined.
invitation_uses = Table(
    "invitation_uses",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column(
        "invitation", Serial, ForeignKey("invitations.serial", ondelete="CASCADE"), nullable=False
    ),
    # A random text of the form that was sent: the same form sent twice is one use.
    Column("form", String, nullable=False),
    Column("worker_id", String, nullable=False),
    Column("made", Time, nullable=False),
    UniqueConstraint("invitation", "form"),
)
