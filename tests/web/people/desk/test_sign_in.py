"""Signing in to the desk, and how a requester's session ends."""

import pytest
from support.market import ME, OTHER
from support.people import Browser

from adapter.auth.accounts import NO_SECRET, Accounts
from adapter.marketplace.desk_links import add_desk_link
from adapter.model import Account
from adapter.web.people import PeopleServices, create_people_app
from adapter.web.people.limits import DESK

SIGN_IN = "/desk/sign-in"


@pytest.fixture
def browser(app):
    """A browser of somebody who has not signed in."""
    return Browser(app.test_client())


def enter(browser, key, secret, **fields):
    return browser.send(SIGN_IN, on=SIGN_IN, access_key_id=key, secret=secret, **fields)


def follow(browser, token):
    return browser.send(f"{SIGN_IN}/link", on=f"{SIGN_IN}?key={token}", key=token)


def test_key_and_secret_sign_in(browser):
    assert enter(browser, ME, "my secret").headers["Location"] == "/desk/batches"
    assert ME in browser.open("/desk/batches").text


@pytest.mark.parametrize(
    ("key", "secret"),
    [(ME, "another's secret"), (ME, ""), ("AKIDNOBODY", "my secret"), ("AKIDNOBODY", NO_SECRET)],
)
def test_other_keys_and_secrets_do_not(browser, key, secret):
    assert enter(browser, key, secret).status_code == 403
    assert browser.open("/desk/batches").headers["Location"].startswith(SIGN_IN)


def test_secrets_and_links_cannot_be_guessed(browser):
    for _ in range(15):
        enter(browser, ME, "a guess")
        follow(browser, "a guess")
    assert enter(browser, ME, "my secret").status_code == 429
    assert follow(browser, "another guess").status_code == 429


def test_wrong_secrets_from_one_address_keep_nobody_out_elsewhere(browser, app):
    for _ in range(DESK.by_address + 1):
        enter(browser, ME, "a guess")
    elsewhere = Browser(app.test_client())
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    assert enter(elsewhere, ME, "my secret").status_code == 303


def test_the_sign_in_leads_on_to_a_page_of_the_desk_alone(browser):
    asked = browser.open("/desk/batches?search=owls")
    assert asked.headers["Location"] == f"{SIGN_IN}?next=/desk/batches?search%3Dowls"
    wanted = {"next": "/desk/batches?search=owls"}
    assert enter(browser, ME, "my secret", **wanted).headers["Location"] == wanted["next"]
    for elsewhere in ("//evil.example/desk/", "https://evil.example/desk/", "/projects"):
        answer = enter(browser, ME, "my secret", next=elsewhere)
        assert answer.headers["Location"] == "/desk/batches"


def test_a_link_signs_in_once_and_not_by_looking_at_it(app, market):
    token = add_desk_link(market.service, ME)
    first, second = Browser(app.test_client()), Browser(app.test_client())
    shown = first.open(f"{SIGN_IN}?key={token}")
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert follow(first, token).headers["Location"] == "/desk/batches"
    assert ME in first.open("/desk/batches").text
    answer = follow(second, token)
    assert answer.status_code == 410
    assert "This link has ended" in answer.text
    assert second.open("/desk/batches").status_code == 303


def test_a_link_ends_after_a_day(browser, market):
    token = add_desk_link(market.service, ME)
    market.clock.move(days=1)
    assert follow(browser, token).status_code == 410


def test_a_link_of_an_account_that_is_none_any_more_does_not_sign_in(browser, market):
    assert follow(browser, add_desk_link(market.service, "AKIDGONE")).status_code == 410


def test_a_session_ends_after_twelve_hours(desk, market):
    market.clock.move(hours=11, minutes=59)
    assert desk.open("/desk/batches").status_code == 200
    market.clock.move(minutes=1)
    assert desk.open("/desk/batches").status_code == 303


@pytest.mark.parametrize("later", [{ME: Account(ME, "a new secret")}, {}])
def test_a_session_ends_with_the_secret(desk, market, later):
    accounts = Accounts({OTHER: Account(OTHER, "another's secret"), **later})
    app = create_people_app(PeopleServices(market.service, accounts=accounts))
    moved, cookie = Browser(app.test_client()), desk.client.get_cookie("people", "127.0.0.1")
    moved.client.set_cookie("people", cookie.value, domain="127.0.0.1")
    assert moved.open("/desk/batches").status_code == 303


def test_a_person_and_a_requester_sign_in_and_out_independently(desk):
    desk.sign_in("Ann")
    assert desk.open("/queue").status_code != 303
    assert desk.open("/desk/batches").status_code == 200
    desk.send("/sign-out", on="/me")
    assert desk.open("/projects").status_code == 303
    assert desk.open("/desk/batches").status_code == 200
    desk.sign_in("Ann")
    desk.send("/desk/sign-out", on="/desk/batches")
    assert desk.open("/projects").status_code == 200
    assert desk.open("/desk/batches").status_code == 303


def test_no_person_opens_the_desk_and_no_requester_the_site(browser, desk):
    assert browser.sign_in("Ann").open("/desk/batches").status_code == 303
    assert desk.open("/projects").status_code == 303


class TestEveryKeyIsAnAccount:
    """Without configured accounts."""

    @pytest.fixture
    def accounts(self):
        return Accounts()

    def test_the_key_is_enough_on_this_machine(self, market):
        app = create_people_app(PeopleServices(market.service, is_local=True))
        browser = Browser(app.test_client())
        assert 'name="secret"' not in browser.open(SIGN_IN).text
        assert enter(browser, "AKIDANY", "").status_code == 303
        assert "AKIDANY" in browser.open("/desk/batches").text

    def test_only_a_link_signs_in_where_others_reach_the_pages(self, app, browser, market):
        page = browser.open(f"{SIGN_IN}?key=x")
        assert "mturk-adapter desk" in browser.open(SIGN_IN).text
        assert 'name="access_key_id"' not in browser.open(SIGN_IN).text
        assert browser.send(SIGN_IN, on=f"{SIGN_IN}?key=x", access_key_id=ME).status_code == 403
        assert page.status_code == 200
        assert follow(browser, add_desk_link(market.service, ME)).status_code == 303
