"""A Chromium of the system, driven by playwright, in which names of tests lead to this machine."""

from __future__ import annotations

import atexit
import shutil
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

    from adapter.pytest_plugin.market import MturkAdapter

ANN = "A1ANNPERSON"
TYPE = {
    "Title": "Name a colour",
    "Description": "Say which colour you see.",
    "Reward": "0.50",
    "LifetimeInSeconds": 86_400,
    "AssignmentDurationInSeconds": 600,
    "MaxAssignments": 2,
}

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 30_000
# What a browser does by itself would be recorded too.
_QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A browser; every name under `.test` leads to this machine, unless the flags say otherwise."""
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    names = "--host-resolver-rules=MAP *.test 127.0.0.1"
    expect.set_options(timeout=PATIENCE_MS)
    browser = _start_driver().chromium.launch(
        executable_path=CHROMIUM, args=[*_QUIET.split(), names, *flags]
    )
    yield browser
    browser.close()


@cache
def _start_driver() -> Playwright:
    """What drives all browsers of this process, which can have one such only."""
    driver = sync_playwright().start()
    atexit.register(driver.stop)
    return driver


def sign_in(context: BrowserContext, url: str, cookie: dict[str, str]) -> None:
    """Give the browser the session of a person."""
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in cookie.items()]
    )


def make_hit(adapter: MturkAdapter, question: str, **more: object) -> str:
    """The id of a new HIT's group."""
    hit = adapter.client.create_hit(**{**TYPE, "Question": question, **more})["HIT"]
    return str(hit["HITGroupId"])


def accept(page: Page, adapter: MturkAdapter, group: str) -> str:
    """The AssignmentId of the HIT that Ann accepts, whose page is then open."""
    page.goto(f"{adapter.people_url}projects/{group}/tasks")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_selector("#work")
    return page.url.partition("assignment_id=")[2]
