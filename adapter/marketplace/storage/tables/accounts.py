"""Accounts, their messages, tokens and blocked workers, and the row of the installation."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

# Every write for an account locks the account's row, which orders the account's writes.
accounts = Table(
    "accounts",
    METADATA,
    Column("access_key_id", String, primary_key=True),
    Column("available_cents", BigInteger, nullable=False),
    Column("on_hold_cents", BigInteger, nullable=False, server_default="0"),
)


messages = Table(
    "messages",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    # A worker, or the destination of a notification.
    Column("recipient", String, nullable=False),
    # The kind of message, such as QualificationGranted, or an event's type.
    Column("kind", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent", Time, nullable=False),
    # How a notification is sent, such as REST; NULL for a message to a worker.
    Column("transport", String),
    # Waiting, Delivered or Failed; NULL if nothing is sent.
    Column("state", String),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # The next attempt, by the machine's clock; NULL if there is none.
    Column("due", Time),
    # Why the last attempt failed.
    Column("failure", Text),
    Index(None, "account", "serial"),
    Index(
        "ix_messages_due_serial",
        "due",
        "serial",
        sqlite_where=sql("due IS NOT NULL"),
        postgresql_where=sql("due IS NOT NULL"),
    ),
)


request_tokens = Table(
    "request_tokens",
    METADATA,
    Column("account", String, primary_key=True),
    # The kind of call, such as HIT or SendBonus; each kind has tokens of its own.
    Column("kind", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("made", Time, nullable=False),
    # The HIT that the call created, if it created one.
    Column("hit_id", String),
    Index(None, "account", "made"),
)


worker_blocks = Table(
    "worker_blocks",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("worker_id", String, nullable=False),
    Column("reason", Text),
    # Whether the worker was let work again.
    Column("ended", Boolean, nullable=False, default=False),
    UniqueConstraint("account", "worker_id"),
    Index(None, "account", "serial"),
)


# One-time links by which a requester signs in to the desk.
desk_links = Table(
    "desk_links",
    METADATA,
    # SHA-256 of the token in the link, in hexadecimal digits.
    Column("token_hash", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("ends", Time, nullable=False),
)


installation = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # The key that signs NextTokens, shared by all adapters on this database.
    Column("token_secret", String, nullable=False),
)
