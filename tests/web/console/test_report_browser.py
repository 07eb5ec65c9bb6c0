"""The migration report in a real browser, over a serving adapter."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from support.process import adapter_process

CALLS = (
    {"Operation": "GetQualificationRequests", "PageSize": 3},
    {"Operation": "GrantQualification", "QualificationRequestId": "3NOTHING"},
    {"Operation": "BlockWorker", "WorkerId": "A1"},
)


@contextmanager
def serving(folder):
    """Serves a program that made these calls, and gives the admin address."""
    database = f"sqlite:///{folder / 'market.db'}"
    flags = ("--database", database, "--admin", "127.0.0.1:0", "--log-format", "json")
    with adapter_process(*flags) as (process, url):
        line = process.stderr.readline()
        while "admin_started" not in line:
            line = process.stderr.readline()
        for call in CALLS:
            requests.get(url, call, timeout=10)
        yield json.loads(line)["address"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("report")) as address:
        yield address


@pytest.fixture
def page(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Migration report").click()
    page.get_by_role("heading", name="Migration report").wait_for()
    yield page
    context.close()


def test_a_person_goes_from_the_list_to_an_operation_and_its_code(page):
    page.get_by_role("link", name="BlockWorker").click()
    heading = page.get_by_role("heading", name="BlockWorker")
    heading.wait_for()
    assert page.url.endswith("#BlockWorker")
    section = page.locator("section", has=heading)
    assert "mturk.create_worker_block(WorkerId='A1'" in section.inner_text()
    assert "What is lost for these calls" in section.inner_text()


def test_the_report_is_downloaded_as_markdown(page):
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as Markdown").click()
    assert started.value.suggested_filename == "mturk-report.md"
    text = Path(started.value.path()).read_text(encoding="utf-8")
    assert "3 calls of 3 operations" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it_on_every_screen(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert Axe().run(page).response["violations"] == []
