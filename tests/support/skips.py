"""Fails the integration server's run when it skips a test for a reason that nobody wrote down.

A machine of one's own may lack what it likes; there CI is not set, and nothing is held against it.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPECTED = Path(__file__).parents[1] / "expected_skips.txt"


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Holds the reasons of all skips against the list, in the process that has all reports."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    skipped = terminal.stats.get("skipped", [])
    if found := unexpected(reason(each) for each in skipped):
        terminal.write_line("")
        for each in found:
            terminal.write_line(f"not in {EXPECTED.name}: {each}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def unexpected(reasons: Iterable[str]) -> list[str]:
    """Each reason that no pattern of the list matches, once."""
    lines = EXPECTED.read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    return sorted({each for each in reasons if not any(fnmatchcase(each, one) for one in patterns)})


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why it was skipped, in the test's own words."""
    stated = report.longrepr
    text = stated[2] if isinstance(stated, tuple) else str(stated)
    return text.removeprefix("Skipped: ")
