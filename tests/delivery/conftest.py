"""The databases of the marketplace's tests, SQLite and PostgreSQL."""

from marketplace.conftest import database, postgres

__all__ = ["database", "postgres"]
