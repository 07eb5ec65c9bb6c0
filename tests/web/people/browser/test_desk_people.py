"""A requester's people in a browser: imported, come, stopped and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

TABLE = b"name,contact,id\nAna Lopez,ana@example.test,7\n"
WINDOWS = {"wide and light": (1280, "light"), "narrow and dark": (360, "dark")}


@pytest.fixture(params=WINDOWS.values(), ids=WINDOWS)
def desk(request, browser, mturk_adapter) -> Iterator[Page]:
    """A window of the requester, who has signed in."""
    width, scheme = request.param
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    yield sign_in(context, mturk_adapter)
    context.close()


@pytest.fixture
def desk_without_scripts(browser, mturk_adapter) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield sign_in(context, mturk_adapter)
    context.close()


@pytest.fixture
def person(browser) -> Iterator[Page]:
    """A window of somebody who has not signed in."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, adapter) -> Page:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{adapter.people_url}desk/sign-in")
    page.get_by_label("Access key").fill(adapter.access_key_id)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="People").click()
    return page


def choose_table(page):
    page.get_by_role("link", name="Import a table").click()
    file = {"name": "class.csv", "mimeType": "text/csv", "buffer": TABLE}
    page.get_by_label("File").set_input_files([file])
    page.get_by_role("button", name="Look at it first").click()


def read_heading(page):
    return page.get_by_role("heading", level=1)


def check(page, name):
    expect(read_heading(page)).to_be_visible()
    found = Axe().run(page)
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert (name, faults) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_class_is_imported_comes_and_is_stopped_and_forgotten(desk_without_scripts, person):
    desk = desk_without_scripts
    choose_table(desk)
    expect(read_heading(desk)).to_have_text("Import 1 person?")
    desk.get_by_role("button", name="Import").click()
    link = desk.locator(".address").inner_text()
    person.goto(link)
    person.get_by_role("button", name="Go on").click()
    person.get_by_role("link", name="You").click()
    expect(person.get_by_label("Name")).to_have_value("Ana Lopez")
    desk.get_by_role("link", name="All people").click()
    desk.get_by_role("link", name="Ana Lopez").click()
    desk.get_by_role("button", name="Stop").click()
    expect(desk.get_by_role("status")).to_contain_text("they are signed out")
    person.reload()
    expect(read_heading(person)).to_have_text("You cannot work here any more")
    desk.get_by_role("link", name="Forget…").click()
    desk.get_by_role("button", name="Forget them").click()
    expect(desk.get_by_role("status")).to_contain_text("nothing here says who they were")
    expect(desk.get_by_text("Ana")).to_have_count(0)
    person.goto(link)
    expect(person.get_by_role("button", name="Go on")).to_have_count(0)


def test_the_pages_have_no_fault_and_fit_the_window(desk, person):
    check(desk, "nobody")
    choose_table(desk)
    check(desk, "preview")
    desk.get_by_role("button", name="Import").click()
    check(desk, "links")
    link = desk.locator(".address").inner_text()
    desk.get_by_role("link", name="All people").click()
    check(desk, "people")
    desk.get_by_role("link", name="Ana Lopez").click()
    check(desk, "person")
    desk.get_by_role("link", name="Forget…").click()
    check(desk, "forget")
    desk.get_by_role("link", name="People").click()
    desk.get_by_role("link", name="Import a table").click()
    desk.get_by_role("button", name="Look at it first").click()
    check(desk, "no table")
    person.set_viewport_size(desk.viewport_size)
    person.goto(link)
    person.get_by_role("button", name="Go on").click()
    person.get_by_role("link", name="You").click()
    check(person, "you")
    person.get_by_role("link", name="Delete who you are").click()
    check(person, "delete who you are")
    person.get_by_role("button", name="Delete who I am, and sign out").click()
    check(person, "forgotten")
