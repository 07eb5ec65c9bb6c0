"""Signing in at an OpenID provider, which answers over sockets."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from support.openid import CLIENT, SECRET, create_key, serve_provider
from support.people import SITE, Browser

from adapter.marketplace.people import People
from adapter.web.people import PeopleServices, create_people_app
from adapter.web.people.access.oidc import OpenIdProvider

BEGIN, CALLBACK = "/sign-in/provider", "/sign-in/provider/callback"


@pytest.fixture(scope="module")
def key():
    return create_key()


@pytest.fixture
def provider(key):
    with serve_provider(key) as provider:
        yield provider


@pytest.fixture
def app(market, provider):
    signs_in = OpenIdProvider(provider.url, CLIENT, SECRET)
    return create_people_app(PeopleServices(market.service, access="oidc", provider=signs_in))


def go(browser, path=BEGIN):
    """Where the provider leads back to, after the browser went there."""
    answer = browser.open(path)
    assert answer.status_code == 302
    back = requests.get(answer.location, allow_redirects=False, timeout=20).headers["Location"]
    assert back.startswith(f"{SITE}{CALLBACK}?")
    return back.removeprefix(SITE)


def read_worker_id(browser):
    return re.search("<dd>(A[A-Z2-7]+)</dd>", browser.open("/me").text)[1]


def test_a_person_signs_in_and_comes_to_where_they_wanted(market, provider, browser):
    page = browser.open("/projects?search=owl").location
    link = re.search(f'href="({BEGIN}[^"]+)"', browser.open(page).text)[1]
    answer = browser.open(go(browser, link))
    assert (answer.status_code, answer.location) == (303, "/projects?search=owl")
    assert 'value="Ann Lee"' in browser.open("/me").text
    people = People(market.service)
    assert read_worker_id(browser) == people.derive_worker_id("oidc", provider.url, "ann")


def test_the_same_person_is_the_same_worker_and_another_is_another(app, provider):
    ids = []
    for subject in ("ann", "ann", "bea"):
        provider.claims = {"sub": subject}
        browser = Browser(app.test_client())
        browser.open(go(browser))
        ids.append(read_worker_id(browser))
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": "another", "azp": CLIENT},
        {"aud": None},
        {"iss": "http://evil.test"},
        {"iss": None},
        {"exp": 1000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(provider, browser, claims):
    provider.claims = claims
    answer = browser.open(go(browser))
    assert (answer.status_code, "cannot be trusted" in answer.text) == (403, True)
    assert browser.open("/").status_code == 303


def test_a_token_that_another_signed_or_nobody_is_refused(provider, browser):
    provider.key = create_key()
    assert browser.open(go(browser)).status_code == 403
    provider.header = {"alg": "none"}
    assert browser.open(go(browser)).status_code == 403
    assert browser.open("/").status_code == 303


def test_an_answer_without_a_token_of_identity_is_refused(provider, browser):
    provider.has_id_token = False
    assert browser.open(go(browser)).status_code == 403


def test_a_provider_that_names_itself_otherwise_is_refused(provider, browser):
    provider.metadata = {"issuer": "https://another.test"}
    answer = browser.open(BEGIN)
    assert (answer.status_code, "cannot be trusted" in answer.text) == (403, True)


def test_a_state_is_good_once_and_in_its_browser(app, browser):
    back = go(browser)
    other = Browser(app.test_client())
    answer = other.open(back)
    assert (answer.status_code, "Begin again" in answer.text) == (403, True)
    assert browser.open(back).status_code == 303
    assert browser.open(back).status_code == 403
    assert other.open("/").status_code == 303


@pytest.mark.parametrize("changed", ["code=code-9", "state=guessed", ""])
def test_a_code_or_state_that_was_not_given_is_refused(browser, changed):
    query = dict(parse_qsl(urlsplit(go(browser)).query)) | dict(parse_qsl(changed))
    sent = f"{CALLBACK}?code={query['code']}&state={query['state']}" if changed else CALLBACK
    assert browser.open(sent).status_code == 403
    assert browser.open("/").status_code == 303


def test_who_is_refused_there_is_told(browser):
    answer = browser.open(f"{CALLBACK}?error=access_denied&error_description=<script>")
    assert (answer.status_code, "did not let you through" in answer.text) == (403, True)
    assert "<script>" not in answer.text


def test_a_provider_that_is_down_is_said(market):
    nobody = OpenIdProvider("http://127.0.0.1:9", CLIENT, None)
    services = PeopleServices(market.service, access="oidc", provider=nobody)
    answer = Browser(create_people_app(services).test_client()).open(BEGIN)
    assert (answer.status_code, "127.0.0.1:9 does not answer" in answer.text) == (502, True)


@pytest.mark.parametrize("target", ["//evil.test/", "https://evil.test/", "/\\evil.test"])
def test_the_way_back_stays_on_the_site(browser, target):
    assert browser.open(go(browser, f"{BEGIN}?next={target}")).location == "/"


def test_an_abandoned_sign_in_leaves_nothing_in_the_cookie(browser):
    go(browser)
    size = len(browser.client.get_cookie("people", domain="127.0.0.1").value)
    for _ in range(5):
        go(browser)
    assert len(browser.client.get_cookie("people", domain="127.0.0.1").value) < size + 100


def test_a_stopped_person_is_turned_away(market, provider, browser):
    people = People(market.service)
    worker_id = people.derive_worker_id("oidc", provider.url, "ann")
    people.sign_in(worker_id)
    people.stop(worker_id)
    answer = browser.open(go(browser))
    assert (answer.status_code, "cannot work here any more" in answer.text) == (403, True)


def test_one_signs_out_here_and_there(provider, browser):
    browser.open(go(browser))
    out = browser.send("/sign-out", on="/me").location
    page = browser.open(out).text
    assert "sign out there too" in page
    assert "sign out there too" not in browser.open("/sign-in").text
    end = urlsplit(browser.open("/sign-out/provider").location)
    assert f"{end.scheme}://{end.netloc}{end.path}" == f"{provider.url}/end"
    query = dict(parse_qsl(end.query))
    assert query["client_id"] == CLIENT
    assert query["post_logout_redirect_uri"] == f"{SITE}/sign-in"


def test_nobody_signs_in_by_a_name(browser):
    browser.open(go(browser))
    token = re.search('name="csrf_token" value="([^"]+)"', browser.open("/me").text)[1]
    data = {"csrf_token": token, "name": "Bea"}
    assert browser.client.post("/sign-in", base_url=SITE, data=data).status_code == 403


def test_there_is_no_provider_where_none_is_configured(market):
    browser = Browser(create_people_app(PeopleServices(market.service)).test_client())
    for path in (BEGIN, CALLBACK, "/sign-out/provider"):
        assert browser.open(path).status_code == 404
