"""One Chromium for all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def shared_chromium() -> Iterator[Browser]:
    """A browser, whose contexts are each test's own."""
    with chromium() as started:
        yield started
