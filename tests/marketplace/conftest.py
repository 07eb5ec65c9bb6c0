"""Marketplaces over SQLite, and over PostgreSQL where it is installed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from support.market import Market
from support.postgres import binaries, execute, server

from adapter.marketplace import Marketplace, World

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server that has a database `made` with all tables."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url:
        execute(url, "CREATE DATABASE made")
        Marketplace(f"{url}/made", World(lambda: pytest.fail("no call, no time"))).close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of a database without a row of any account."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'market.db'}"
    url, name = request.getfixturevalue("postgres"), f"test{next(_NUMBERS)}"
    execute(url, f"CREATE DATABASE {name} TEMPLATE made")
    return f"{url}/{name}"


@pytest.fixture
def market(database) -> Iterator[Market]:
    """A marketplace in which it is noon of 2018-06-01."""
    market = Market(database)
    yield market
    market.service.close()
