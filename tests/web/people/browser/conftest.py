"""A browser for all tests, and for each a person in a profile of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.browser import ANN, PATIENCE_MS, sign_in
from support.study import FORM, study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from support.study import Study


@pytest.fixture(scope="session")
def browser(shared_chromium: Browser) -> Browser:
    """A Chromium, in the place of the browser without scripts."""
    return shared_chromium


@pytest.fixture
def page(browser, mturk_adapter) -> Iterator[Page]:
    """A window of Ann, who has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    sign_in(context, mturk_adapter.people_url, mturk_adapter.session_cookie(ANN))
    yield context.new_page()
    context.close()


@pytest.fixture
def lab() -> Iterator[Study]:
    """A requester's web server, with a form at `/`."""
    with study(index=FORM) as served:
        yield served
