"""Marketplaces over SQLite, and over PostgreSQL where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.market import Market
from support.postgres import binaries, server

from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.schema import delete_all_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database with all tables."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url:
        market = Market(f"{url}/postgres")
        market.service.close()
        yield market.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of a database without a row of any account."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'market.db'}"
    url: str = request.getfixturevalue("postgres")
    _empty(url)
    return url


def _empty(url: str) -> None:
    """Quicker than making a database anew."""
    database = Database(url, 1)
    with database.begin_write() as connection:
        delete_all_rows(connection)
    database.close()


@pytest.fixture
def market(database) -> Iterator[Market]:
    """A marketplace in which it is noon of 2018-06-01."""
    market = Market(database)
    yield market
    market.service.close()
