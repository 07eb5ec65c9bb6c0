"""200 people who work beside each other on a marketplace with 10,000 HITs, by HTTP."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.browser import TOKEN, Browser, find
from bench.marketplace import fill_with_work
from bench.measure import Ratio
from bench.processes import read_address, run_adapter
from tests.support.postgres import binaries, server

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE, HITS = 200, 10_000
PAUSE_SECONDS = 20.0
"""The time in which each of them takes one task."""
BOUNDS = {"list": 50.0, "accept": 30.0}
"""The most that the median of a page may be, in milliseconds."""
_ROUNDS = 3
_TYPES = 100
_HIT = re.compile(r'name="hit_id" value="([^"]+)"')


def measure_people() -> Sequence[Ratio]:
    """Measure the list and the acceptance on SQLite and, where installed, on PostgreSQL."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ratios = _measure_database("SQLite", f"sqlite:///{folder}/work.db", folder / "log")
        if (programs := binaries()) is not None:
            url = stack.enter_context(server(programs))
            ratios += _measure_database("PostgreSQL", f"{url}/postgres", folder / "log")
        return ratios


def _measure_database(database: str, url: str, log: Path) -> list[Ratio]:
    names = [f"Person {number}" for number in range(PEOPLE)]
    fill_with_work(url, HITS, names)
    flags = ("--upstream=marketplace", f"--database={url}", "--people=127.0.0.1:0")
    with log.open("w+") as opened, run_adapter(*flags, log=opened), ExitStack() as stack:
        address = read_address(log, "people_started")
        people = [stack.enter_context(closing(_Person(address, each))) for each in names]
        rounds = [_measure_round(people, number) for number in range(_ROUNDS + 1)]
    return [
        _build_ratio(f"{database}, {PEOPLE} people, {HITS:,} HITs: {page}", bound, each)
        for (page, bound), each in zip(BOUNDS.items(), zip(*rounds[1:], strict=True), strict=True)
    ]


def _measure_round(people: Sequence[_Person], number: int) -> tuple[list[float], list[float]]:
    """Let each person take one task, spread evenly over the pause; return the milliseconds."""
    begins = time.monotonic()

    def take(index: int) -> tuple[float, float]:
        time.sleep(max(0.0, begins + PAUSE_SECONDS * index / PEOPLE - time.monotonic()))
        # Every second type takes everybody.
        return people[index].take_task(2 * ((index + number) % (_TYPES // 2)))

    with ThreadPoolExecutor(PEOPLE) as threads:
        lists, acceptances = zip(*threads.map(take, range(PEOPLE)), strict=True)
    return list(lists), list(acceptances)


def _build_ratio(what: str, bound: float, rounds: Sequence[list[float]]) -> Ratio:
    every = sorted(each for some in rounds for each in some)
    high = every[len(every) * 95 // 100]
    medians = tuple(statistics.median(each) for each in rounds)
    return Ratio(f"{what}, median ms", medians, bound, figures=f"95 % within {high:.0f} ms")


class _Person:
    """A person who is signed in, and whose browser keeps its connection."""

    def __init__(self, address: str, name: str) -> None:
        self._browser = Browser(address)
        self._browser.fill_in("/sign-in", name=name)

    def take_task(self, number: int) -> tuple[float, float]:
        """Accept a task of the type with this number.

        Returns:
            The milliseconds of the list, and of the acceptance.
        """
        started = time.perf_counter()
        listed = self._browser.open("/projects")
        list_ms = (time.perf_counter() - started) * 1000
        if "Translate menu" not in listed:
            raise RuntimeError(f"no list: {listed[:500]}")
        preview = self._browser.open(f"/projects/3GROUP{number}/tasks")
        fields = {"csrf_token": find(TOKEN, preview), "hit_id": find(_HIT, preview)}
        started = time.perf_counter()
        answer = self._browser.send(f"/projects/3GROUP{number}/tasks/accept_random", **fields)
        accept_ms = (time.perf_counter() - started) * 1000
        if "/tasks/3" not in answer.headers["Location"]:
            raise RuntimeError(f"nothing accepted: {answer.headers['Location']}")
        return list_ms, accept_ms

    def close(self) -> None:
        """Close the connection."""
        self._browser.close()
