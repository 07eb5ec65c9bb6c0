"""The console over a marketplace in which it is noon of 2018-06-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.console import client

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser


@pytest.fixture
def pages(market) -> FlaskClient:
    """A client of the console's pages."""
    return client(market=market.service, clock=market.clock)


@pytest.fixture(scope="session")
def browser(shared_chromium: Browser) -> Browser:
    """A Chromium."""
    return shared_chromium
