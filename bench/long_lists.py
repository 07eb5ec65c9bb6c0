"""Page 1 of a long list of the marketplace beside page 1 of a short one, by HTTP."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg

from bench.client import Connection, build_request
from bench.marketplace import fill_marketplace
from bench.measure import Ratio, alternate
from bench.processes import run_adapter
from tests.support.postgres import binaries, server

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHORT = 100
BOUNDS = {10_000: 3.0, 100_000: 20.0}
"""The most that page 1 of a list this long may cost, in page 1 of a list of 100."""
_COUNTS = (SHORT, *BOUNDS)
_CALLS = 10

PAGES: Mapping[str, Mapping[str, str]] = {
    "GetQualificationRequests": {},
    "SearchHITs": {},
    "GetReviewableHITs": {},
    "GetAssignmentsForHIT": {"HITId": "3HIT0"},
    "SearchQualificationTypes": {"MustBeRequestable": "true"},
    "GetQualificationsForQualificationType": {"QualificationTypeId": "3TYPE0"},
}
"""The operations, and their parameters beside those of the page."""


def measure_long_lists() -> Sequence[Ratio]:
    """Measure the six lists that programs page through, each of 10,000 and 100,000 beside 100.

    They are measured on SQLite and, where a server is installed, on PostgreSQL.
    """
    with TemporaryDirectory() as name, ExitStack() as stack:
        ratios = _measure_database("SQLite", {n: f"sqlite:///{name}/{n}.db" for n in _COUNTS})
        if (programs := binaries()) is not None:
            url = stack.enter_context(server(programs))
            with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
                for count in _COUNTS:
                    connection.execute(f"CREATE DATABASE items{count}")
            ratios += _measure_database("PostgreSQL", {n: f"{url}/items{n}" for n in _COUNTS})
        return ratios


def _measure_database(database: str, urls: Mapping[int, str]) -> list[Ratio]:
    with ExitStack() as stack:
        addresses = {}
        for count, url in urls.items():
            fill_marketplace(url, count)
            flags = ("--upstream=marketplace", f"--database={url}")
            addresses[count] = stack.enter_context(run_adapter(*flags)).address
        return [
            _measure_list(database, operation, count, addresses)
            for operation in PAGES
            for count in BOUNDS
        ]


def _measure_list(database: str, operation: str, count: int, addresses: Mapping[int, str]) -> Ratio:
    request = build_request(operation, PageSize=10, **PAGES[operation])
    with (
        closing(Connection(addresses[count])) as long,
        closing(Connection(addresses[SHORT])) as short,
    ):
        ratios, seconds = alternate(
            lambda: _page_seconds(long, request, count),
            lambda: _page_seconds(short, request, SHORT),
        )
    what = f"{database}, page 1 of ten, {operation}: from {count:,} ÷ from {SHORT}"
    return Ratio(what, ratios, BOUNDS[count], figures=f"{seconds} s for {_CALLS}")


def _page_seconds(connection: Connection, request: bytes, count: int) -> float:
    total = f"<TotalNumResults>{count}</TotalNumResults>".encode()
    started = time.perf_counter()
    for _ in range(_CALLS):
        answer = connection.send(request)
        if total not in answer:
            raise RuntimeError(f"a wrong page: {answer[:500]!r}")
    return time.perf_counter() - started
