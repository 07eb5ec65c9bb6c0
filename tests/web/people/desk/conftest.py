"""The desk over the same marketplace, in which two accounts have secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.market import ME, OTHER
from support.people import Browser

from adapter.auth.accounts import Accounts
from adapter.model import Account
from adapter.web.people import PeopleServices, create_people_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<p>?</p>]]></HTMLContent>'
    "<FrameHeight>0</FrameHeight></HTMLQuestion>"
)
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


@pytest.fixture
def make_hit(market) -> Callable[..., Mapping[str, Any]]:
    """Makes a HIT with this title for three workers, of ME unless `account` is given."""

    def make(title: str, **params: Any) -> Mapping[str, Any]:
        usual = {
            "Title": title,
            "Description": "What to do",
            "Question": QUESTION,
            "Reward": "0.50",
            "MaxAssignments": 3,
            "AssignmentDurationInSeconds": 600,
            "LifetimeInSeconds": 86_400,
        }
        return market("CreateHIT", **{**usual, **params})["HIT"]

    return make


def sign_in(browser: Browser, account: str) -> Browser:
    """The same browser, after the account signed in to the desk."""
    fields = {"access_key_id": account, "secret": SECRETS[account]}
    answer = browser.send("/desk/sign-in", on="/desk/sign-in", **fields)
    assert answer.status_code == 303
    return browser
