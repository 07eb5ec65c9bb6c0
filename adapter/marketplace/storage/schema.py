"""Brings a database to the tables that this program knows, whoever starts first."""

from __future__ import annotations

import secrets
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select, text

from adapter.errors import SettingError
from adapter.marketplace.qualifications.system_types import SYSTEM_TYPES
from adapter.marketplace.storage.migrations import NEWEST
from adapter.marketplace.storage.tables import METADATA, installation, qualification_types

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from adapter.marketplace.storage.database import Database

# Alembic's own table: named and made as alembic does.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
# Any number: it is what adapters that start at once agree on.
_LOCK = 0x6D_74_75_72_6B


def prepare_schema(database: Database) -> str:
    """Makes or migrates the tables if need be, and gives the secret of NextTokens.

    Raises:
        SettingError: a newer program made the database.
        ServiceFault: it cannot be reached, or written.
    """
    with database.begin_read() as connection:
        if _read_revision(connection) == NEWEST:
            return _read_secret(connection)
    with database.begin_write() as connection:
        if database.locks:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _migrate(connection)
        return _read_secret(connection)


def delete_all_rows(connection: Connection) -> None:
    """Deletes every row of every account; Amazon's own qualification types are there again."""
    for table in reversed(METADATA.sorted_tables):
        if table is not installation:
            connection.execute(table.delete())
    connection.execute(qualification_types.insert(), SYSTEM_TYPES)


def _read_revision(connection: Connection) -> str | None:
    """The revision that the database is of; None for one that is empty."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _migrate(connection: Connection) -> None:
    revision = _read_revision(connection)
    if revision is None:
        METADATA.create_all(connection)
        _version.create(connection)
        connection.execute(_version.insert().values(version_num=NEWEST))
        connection.execute(installation.insert().values(id=1, token_secret=secrets.token_hex(32)))
        connection.execute(qualification_types.insert(), SYSTEM_TYPES)
    elif revision != NEWEST:
        # Alembic takes as long to import as everything else together, and is seldom needed.
        upgrade = import_module("adapter.marketplace.storage.migrations.run").upgrade
        if not upgrade(connection, revision):
            raise SettingError(
                "database",
                f"it was made by a newer version of this program (revision {revision}; this one "
                f"knows {NEWEST}); install that version, or name another database",
            )


def _read_secret(connection: Connection) -> str:
    secret: str = connection.execute(select(installation.c.token_secret)).scalar_one()
    return secret
