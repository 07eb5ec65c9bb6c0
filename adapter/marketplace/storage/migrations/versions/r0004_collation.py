"""Sort texts by code point in PostgreSQL, as SQLite and Python do, whatever the server's locale."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = (
    "accounts",
    "assignments",
    "bonus_payments",
    "hit_type_requirements",
    "hit_types",
    "hits",
    "installation",
    "messages",
    "qualification_requests",
    "qualification_types",
    "qualifications",
    "request_tokens",
    "worker_blocks",
)


def upgrade() -> None:
    """Change the collation of every text column; their indices are built again."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for table in _TABLES:
            for column in sa.inspect(connection).get_columns(table):
                if isinstance(column["type"], sa.String):
                    op.alter_column(
                        table, column["name"], type_=type(column["type"])(collation="C")
                    )
