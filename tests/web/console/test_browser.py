"""The console in a real Chromium."""

from urllib.parse import urljoin

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.process import adapter_process

HIT = "3DEM0HIT03TELL0OF0BIRDS0DONE03"
PAGES = [
    "/",
    "/calls",
    "/state",
    "/state/hits",
    f"/state/hits/{HIT}",
    "/state/qualification-types",
    "/state/requests",
    "/state/messages",
    "/report",
    "/controls",
    "/nowhere",
]


@pytest.fixture(scope="module")
def api():
    """The address of the API of an adapter with the demo's state."""
    flags = "--admin", "127.0.0.1:0", "--people", "none", "--seed", "demo", "--database", "memory"
    with adapter_process(*flags) as (_, address):
        yield address


@pytest.fixture(scope="module")
def console(api, browser):
    """The address of the console, to which the API's own page leads."""
    with browser.new_page() as page:
        page.goto(api)
        page.get_by_role("link", name="Console").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        return page.url


@pytest.fixture
def tab(browser, console):
    """Opens a page of the console in a tab, which has these properties."""
    contexts = []

    def open_page(path, **properties):
        contexts.append(browser.new_context(**properties))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(urljoin(console, path))
        return page

    yield open_page
    for each in contexts:
        each.close()


def call(api, operation, **parameters):
    query = {"Operation": operation, "AWSAccessKeyId": "demo", **parameters}
    return requests.get(api, query, timeout=20)


def test_a_call_appears_by_itself(api, tab):
    page = tab("/calls?operation=Help")
    expect(page.get_by_role("link", name="Help", exact=True)).to_have_count(0)
    call(api, "Help", HelpType="Operation", About="Help")
    expect(page.get_by_role("link", name="Help", exact=True)).to_have_count(1)
    assert page.complaints == []


def test_what_a_person_opened_stays_open(api, tab):
    call(api, "GetAccountBalance")
    page = tab("/")
    page.get_by_text("The numbers").first.click()
    call(api, "SearchQualificationTypes", MustBeRequestable="true", PageSize="7")
    expect(page.get_by_role("link", name="SearchQualificationTypes")).to_be_visible()
    expect(page.get_by_role("columnheader", name="All calls")).to_be_visible()


def test_calls_are_filtered_and_opened_without_javascript(api, tab):
    call(api, "GetAccountBalance")
    call(api, "GetHIT", HITId="NONE")
    page = tab("/calls", java_script_enabled=False)
    expect(page.get_by_text("New calls appear here by themselves")).to_be_hidden()
    page.get_by_label("Operation").select_option("GetHIT")
    page.get_by_label("Outcome").select_option("Any error")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="GetAccountBalance")).to_have_count(0)
    page.get_by_role("link", name="GetHIT").first.click()
    expect(page.get_by_text("aws mturk get-hit --hit-id NONE")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/calls"])
def test_updating_can_be_stopped(api, tab, path):
    call(api, "GetAccountBalance")
    page = tab(path)
    page.get_by_role("link", name="Stop that").click()
    expect(page.get_by_text("New calls do not appear by themselves")).to_be_visible()
    assert page.locator("[hx-get]").count() == 0


def test_a_database_that_lasts_is_not_reset(browser, tmp_path):
    flags = "--admin", "127.0.0.1:0", "--people", "none", "--database", str(tmp_path / "lab.db")
    with adapter_process(*flags) as (_, address), browser.new_page() as page:
        page.goto(address)
        page.get_by_role("link", name="Console").click()
        page.get_by_role("link", name="Controls").click()
        expect(page.get_by_text("--allow-reset")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)


def test_the_clock_is_set_by_the_form(tab):
    page = tab("/controls")
    page.get_by_label("New time").fill("+60")
    page.get_by_role("button", name="Set the clock").click()
    expect(page.get_by_role("status")).to_have_text("The clock is set.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_can_be_read_by_everybody(api, tab, width, scheme):
    call(api, "GetQualificationRequests", PageSize="5")
    page = tab("/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened = page.get_by_role("link", name="GetQualificationRequests").first.get_attribute("href")
    for path in [*PAGES, opened]:
        page.goto(urljoin(page.url, path))
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["target"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
