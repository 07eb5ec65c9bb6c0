"""The metadata and the column types that the tables share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables. Constraints have the same names in every database, so that migrations find them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# SQLite numbers rows automatically only in a column of type INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")
"""The type of a column that numbers rows in the order of their creation."""

# Texts sort by code point in both databases, as in Python. PostgreSQL's default order depends on
# the server's locale; then no index would have the order of the lists (bench: lists).
String = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""The type of a short text."""
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""The type of a text of any length."""


class Time(TypeDecorator[datetime]):
    """An aware time in UTC, stored as microseconds since 1970 in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the stored number."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the stored time."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)
