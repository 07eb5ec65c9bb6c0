"""The console over a marketplace in which it is noon of 2018-06-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.console import client
from support.market import Market

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient


@pytest.fixture
def market(tmp_path) -> Iterator[Market]:
    """A marketplace without an account."""
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    yield market
    market.service.close()


@pytest.fixture
def pages(market) -> FlaskClient:
    """A client of the console's pages."""
    return client(market=market.service, clock=market.clock)
