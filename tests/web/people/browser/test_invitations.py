"""Invitations, and a sign-in elsewhere, in a browser."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import expect
from pydantic import SecretStr
from support.browser import PATIENCE_MS, sign_in
from support.openid import CLIENT, SECRET, create_key, serve_provider

from adapter.cli import main
from adapter.marketplace.invitations import Terms, invite, join
from adapter.marketplace.people import People
from adapter.pytest_plugin.market import MturkAdapter
from adapter.settings import Settings
from adapter.settings.database import parse_database
from adapter.web.people import build_session_cookie
from adapter.web.people.access.requester import build_requester_cookie

WINDOWS = [(360, "light"), (1280, "dark")]
TASKS, JOIN = "Tasks", "Join"


@pytest.fixture
def start(tmp_path):
    """Starts an adapter over a new database."""
    started = []

    def start(**settings):
        url = parse_database(f"sqlite:///{tmp_path}/lab.db")
        read = Settings(database=url, accounts=(), warnings=(), **settings)
        started.append(MturkAdapter(read, b"", tmp_path, None))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def open_window(browser):
    """Opens a browser of somebody else."""
    contexts = []

    def open_window(**options):
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1].new_page()

    yield open_window
    for each in contexts:
        each.close()


def expect_title(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_link_of_the_command_lets_one_person_in_and_a_personal_link_back(
    start, open_window, tmp_path
):
    adapter = start(access="invited")

    def run(*arguments):
        place = ("--database", f"{tmp_path}/lab.db", "--account", adapter.access_key_id)
        more = ("--people-url", adapter.people_url, "--json")
        return json.loads(CliRunner().invoke(main, ["invite", *arguments, *place, *more]).stdout)

    [link] = run("--from", "Lab of Colours")
    # Scripts are off: nothing here needs them.
    ann = open_window(java_script_enabled=False)
    ann.goto(adapter.people_url)
    expect_title(ann, "You need a link to come in")
    ann.goto(link["url"])
    expect(ann.get_by_text("Lab of Colours invites you")).to_be_visible()
    ann.get_by_label("Your name").fill("Ann")
    ann.get_by_role("button", name="Join").click()
    expect_title(ann, TASKS)
    ann.get_by_role("link", name="You", exact=True).click()
    worker_id = ann.locator("dd").first.inner_text()

    bea = open_window()
    bea.goto(link["url"])
    expect_title(bea, "This invitation is used up")

    [personal] = run("--person", worker_id)
    bea.goto(personal["url"])
    bea.get_by_role("button", name="Go on").click()
    expect_title(bea, TASKS)
    bea.get_by_role("link", name="You", exact=True).click()
    expect(bea.get_by_label("Name")).to_have_value("Ann")


def test_a_person_signs_in_elsewhere_and_comes_back(start, open_window):
    with serve_provider(create_key()) as provider:
        adapter = start(
            access="oidc",
            oidc_issuer=provider.url,
            oidc_client=CLIENT,
            oidc_secret=SecretStr(SECRET),
        )
        page = open_window()
        page.goto(f"{adapter.people_url}qualifications")
        page.get_by_role("link", name="Sign in at").click()
        expect_title(page, "Qualifications")
        page.get_by_role("link", name="You", exact=True).click()
        expect(page.get_by_label("Name")).to_have_value("Ann Lee")
        page.get_by_role("button", name="Sign out here").click()
        expect(page.get_by_role("link", name="sign out there too")).to_be_visible()
        expect_no_fault(page)


@pytest.fixture(params=WINDOWS, ids=[f"{width} {scheme}" for width, scheme in WINDOWS])
def window(request, open_window):
    width, scheme = request.param
    return open_window(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )


@pytest.fixture
def made(start):
    """An adapter with invitations of all kinds, and Ann."""
    adapter = start(access="invited")
    market = adapter.worker()._marketplace
    owls = adapter.client.create_qualification_type(
        Name="Owls " + "x" * 60, Description="D", QualificationTypeStatus="Active"
    )["QualificationType"]["QualificationTypeId"]
    People(market).sign_in("AANN", "Ann Lee")
    for token, terms in {
        "open": Terms({owls: 80}, 25, adapter.clock.now + timedelta(days=1), None, "Lab"),
        "personal": Terms(worker_id="AANN"),
        "used": Terms(),
    }.items():
        with market.begin_write(adapter.access_key_id) as transaction:
            invite(transaction, terms, [token])
    join(market, "used", "form")
    return SimpleNamespace(adapter=adapter, url=adapter.people_url)


def test_pages_of_the_invited_have_no_fault_and_fit_the_window(window, made):
    for path, title in (
        ("join/open", "Join"),
        ("join/personal", "Come back to your work"),
        ("join/used", "This invitation is used up"),
        ("join/none", "This is no invitation"),
        ("sign-in", "You need a link to come in"),
    ):
        window.goto(made.url + path)
        expect_title(window, title)
        expect_no_fault(window)
    app, _ = made.adapter._people
    name, value = build_session_cookie(app, "AANN")
    sign_in(window.context, made.url, {name: value})
    window.goto(f"{made.url}join/open")
    expect(window.get_by_role("button", name="Join as Ann Lee")).to_be_visible()
    expect_no_fault(window)


def test_pages_of_the_desk_have_no_fault_and_fit_the_window(window, made):
    app, _ = made.adapter._people
    name, value = build_requester_cookie(app, made.adapter.access_key_id)
    sign_in(window.context, made.url, {name: value})
    window.goto(f"{made.url}desk/invitations")
    expect_title(window, "Invitations")
    expect_no_fault(window)
    window.get_by_role("link", name="Invite people").click()
    window.get_by_label("How many links").fill("0")
    window.get_by_role("button", name="Make the links").click()
    window.get_by_role("link", name="Enter a number").click()
    expect(window.get_by_label("How many links")).to_be_focused()
    expect_no_fault(window)
    window.get_by_label("How many links").fill("2")
    window.get_by_role("button", name="Make the links").click()
    expect_title(window, "2 links are made")
    expect_no_fault(window)
    with window.expect_download() as download:
        window.get_by_role("link", name="Save as CSV").click()
    assert download.value.suggested_filename == "invitations.csv"


def expect_no_fault(window):
    found = Axe().run(window)
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert faults == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
