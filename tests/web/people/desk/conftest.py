"""The desk over the same marketplace, in which two accounts have secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.market import ME, OTHER
from support.people import Browser

from adapter.auth.accounts import Accounts
from adapter.model import Account
from adapter.web.people import PeopleServices, create_people_app

if TYPE_CHECKING:
    from flask import Flask

SECRETS = {ME: "my secret", OTHER: "another's secret"}


@pytest.fixture
def accounts() -> Accounts:
    """The accounts ME and OTHER with their secrets."""
    return Accounts({key: Account(key, secret) for key, secret in SECRETS.items()})


@pytest.fixture
def app(market, accounts) -> Flask:
    """The pages, at the port 8082."""
    return create_people_app(PeopleServices(market.service, accounts=accounts))


@pytest.fixture
def desk(app) -> Browser:
    """The browser of a requester who is signed in as ME."""
    return sign_in(Browser(app.test_client()), ME)


@pytest.fixture
def other_desk(app) -> Browser:
    """The browser of a requester who is signed in as OTHER."""
    return sign_in(Browser(app.test_client()), OTHER)


def sign_in(browser: Browser, account: str) -> Browser:
    """The same browser, after the account signed in to the desk."""
    fields = {"access_key_id": account, "secret": SECRETS[account]}
    answer = browser.send("/desk/sign-in", on="/desk/sign-in", **fields)
    assert answer.status_code == 303
    return browser
