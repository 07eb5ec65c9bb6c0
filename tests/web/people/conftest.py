"""The pages over a marketplace in which it is noon of 2018-06-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.people import Browser

from adapter.web.people import PeopleServices, create_people_app

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def app(market) -> Flask:
    """The pages, at the port 8082."""
    return create_people_app(PeopleServices(market.service))


@pytest.fixture
def browser(app) -> Browser:
    """A browser of somebody who has not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def ann(browser) -> Browser:
    """The browser of Ann, who has signed in."""
    return browser.sign_in("Ann")
