"""Create or migrate the tables, once even if several adapters start together."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select, text

from adapter.errors import SettingError
from adapter.marketplace.storage.migrations import NEWEST
from adapter.marketplace.storage.system_types import SYSTEM_TYPES
from adapter.marketplace.storage.tables import METADATA, installation, qualification_types

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from adapter.marketplace.storage.database import Database

# Alembic's own table, with the name and columns that alembic gives it.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
# An arbitrary number, the same in every adapter, for PostgreSQL's advisory lock.
_LOCK = 0x6D_74_75_72_6B


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a database that can be used.

    Attributes:
        token_secret: signs NextTokens.
        is_new: whether the tables were created just now.
    """

    token_secret: str
    is_new: bool = False


def prepare_schema(database: Database, *, creates: bool = True) -> Schema:
    """Create or migrate the tables if necessary.

    Args:
        database: that of the tables.
        creates: whether tables are created where there are none.

    Raises:
        SettingError: a newer version of the program created the database, or there are no tables.
        ServiceFault: the database cannot be reached or written.
    """
    with database.begin_read() as connection:
        revision = _read_revision(connection)
        if revision == NEWEST:
            return Schema(_read_secret(connection))
    if revision is None and not creates:
        raise database.build_missing_error()
    with database.begin_write() as connection:
        if database.locks:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        is_new = _migrate(connection)
        return Schema(_read_secret(connection), is_new)


def delete_all_rows(connection: Connection) -> None:
    """Delete the rows of every account, and insert Amazon's own qualification types again."""
    for table in reversed(METADATA.sorted_tables):
        if table is not installation:
            connection.execute(table.delete())
    connection.execute(qualification_types.insert(), SYSTEM_TYPES)


def _read_revision(connection: Connection) -> str | None:
    """Return the database's revision, or None if the database is empty."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _migrate(connection: Connection) -> bool:
    """Create or migrate the tables; return whether they are new."""
    revision = _read_revision(connection)
    if revision is None:
        METADATA.create_all(connection)
        _version.create(connection)
        connection.execute(_version.insert().values(version_num=NEWEST))
        connection.execute(installation.insert().values(id=1, token_secret=secrets.token_hex(32)))
        connection.execute(qualification_types.insert(), SYSTEM_TYPES)
    elif revision != NEWEST:
        # Importing alembic takes as long as all other imports together, and a migration is rare.
        upgrade = import_module("adapter.marketplace.storage.migrations.run").upgrade
        if not upgrade(connection, revision):
            raise SettingError(
                "database",
                f"it was made by a newer version of this program (revision {revision}; this one "
                f"knows {NEWEST}); install that version, or name another database",
            )
    return revision is None


def _read_secret(connection: Connection) -> str:
    secret: str = connection.execute(select(installation.c.token_secret)).scalar_one()
    return secret
