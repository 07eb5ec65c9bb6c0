"""The pages of the desk for an account with 10,000 HITs and 100,000 assignments, by HTTP."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.browser import Browser
from bench.client import ACCESS_KEY
from bench.desk_rows import LARGE, fill_desk
from bench.measure import Ratio
from bench.processes import read_address, run_adapter
from tests.support.postgres import binaries, server

if TYPE_CHECKING:
    from collections.abc import Sequence

BOUND = 100.0
"""The most that the median of a page may be, in milliseconds."""
PAGES = (
    "/desk/batches",
    "/desk/batches?search=menu",
    f"/desk/batches/{LARGE}",
    f"/desk/batches/{LARGE}/answers",
    f"/desk/batches/{LARGE}/assignments",
    f"/desk/batches/{LARGE}/assignments?state=approved&sort=-spent&page=900",
    f"/desk/batches/{LARGE}/assignments?worker=AWORKER7",
    "/desk/assignments/3ASSIGNMENT7",
    f"/desk/batches/{LARGE}/change?change=extend&days=30",
    f"/desk/batches/{LARGE}/assignments",
    f"/desk/batches/{LARGE}/results",
    "/desk/assignments/3ASSIGNMENT0",
    "/desk/requests",
    "/desk/requests/3REQUEST0",
    "/desk/types",
    "/desk/types/3TYPE0",
    "/desk/types/3TYPE0/workers",
    "/desk/layouts",
    "/desk/people",
    "/desk/people?search=person+19",
    "/desk/people/AWORKER0/work",
    "/desk/owed",
    "/desk/links",
    "/desk/invitations",
    "/desk/messages",
)
"""Lists, and pages of one thing, each of the largest batch."""
_ROUNDS, _REPEATS = 5, 5


def measure_desk() -> Sequence[Ratio]:
    """Measure the pages on SQLite and, where installed, on PostgreSQL."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ratios = _measure_database("SQLite", f"sqlite:///{folder}/desk.db", folder / "log")
        if (programs := binaries()) is not None:
            url = stack.enter_context(server(programs))
            ratios += _measure_database("PostgreSQL", f"{url}/postgres", folder / "log")
        return ratios


def _measure_database(database: str, url: str, log: Path) -> list[Ratio]:
    fill_desk(url)
    flags = ("--upstream=marketplace", f"--database={url}", "--people=127.0.0.1:0")
    with log.open("w+") as opened, run_adapter(*flags, log=opened), ExitStack() as stack:
        address = read_address(log, "people_started")
        requester = stack.enter_context(closing(Browser(address)))
        requester.fill_in("/desk/sign-in", access_key_id=ACCESS_KEY)
        return [_measure_page(requester, database, path) for path in PAGES]


def _measure_page(requester: Browser, database: str, path: str) -> Ratio:
    requester.open(path)
    rounds = tuple(
        statistics.median(_measure(requester, path) for _ in range(_REPEATS))
        for _ in range(_ROUNDS)
    )
    return Ratio(f"{database}, 100,000 assignments: `{path}`, median ms", rounds, BOUND)


def _measure(requester: Browser, path: str) -> float:
    started = time.perf_counter()
    requester.open(path)
    return (time.perf_counter() - started) * 1000
