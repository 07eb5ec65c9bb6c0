"""Requests a second, beside boto3, Flask and moto."""

from __future__ import annotations

import time
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.client import VALID, Connection, build_page_request
from bench.load import requests_per_second
from bench.marketplace import fill_marketplace
from bench.measure import Ratio, alternate
from bench.moto import build_call
from bench.processes import run_adapter, run_process, run_stub
from bench.reader import CALLS_OF_A_THREAD, THREADS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELAY = 0.08
_ITEMS, _SIZE = 10_000, 10
_MOTO_ITEMS, _WALKS = 100, 20
_USERS, _USER_CALLS = 10, 200


def measure_programs() -> Sequence[Ratio]:
    """Measure 64 programs at an upstream of 80 ms beside 64 threads of boto3 straight at it."""
    numbers = count()
    with (
        run_stub(_SIZE, _DELAY) as upstream,
        run_adapter(f"--upstream={upstream.address}") as server,
        run_process("-m", "bench.reader", upstream.address) as reader,
    ):
        ratios, rates = alternate(
            lambda: requests_per_second(server.address, _first_pages(numbers), VALID),
            lambda: float(reader.ask("threads")),
        )
    what = f"{THREADS} programs at once ÷ {THREADS} threads of boto3, upstream of 80 ms: requests/s"
    return [Ratio(what, ratios, 0.8, at_least=True, figures=f"{rates} requests/s")]


def _first_pages(numbers: Iterator[int]) -> Sequence[Sequence[bytes]]:
    """Return the calls of each program, each for a list of its own: equal ones share a walk."""
    return [
        [
            build_page_request(1, _SIZE, QualificationTypeId=f"3TYPE{next(numbers)}")
            for _ in range(CALLS_OF_A_THREAD)
        ]
        for _ in range(THREADS)
    ]


def measure_pages() -> Sequence[Ratio]:
    """Measure later pages of a list, each asked for once, beside a Flask route of as many bytes."""
    numbers = count()
    with run_stub(_ITEMS) as upstream, run_adapter(f"--upstream={upstream.address}") as server:
        with closing(Connection(server.address)) as legacy:
            page_bytes = len(legacy.send(build_page_request(1, _SIZE)))
        with run_process("-m", "bench.static", str(page_bytes)) as static:
            return [
                _measure_later_pages(server.address, static.address, connections, numbers)
                for connections in (1, 16)
            ]


def _measure_later_pages(
    server: str, static: str, connections: int, numbers: Iterator[int]
) -> Ratio:
    def ours() -> float:
        type_id = f"3TYPE{next(numbers)}"
        with closing(Connection(server)) as legacy:
            legacy.send(build_page_request(1, _SIZE, QualificationTypeId=type_id))
        return requests_per_second(server, _later_pages(type_id, connections), VALID)

    def theirs() -> float:
        return requests_per_second(static, _later_pages("3TYPE", connections), b"200 OK")

    ratios, rates = alternate(ours, theirs)
    what = f"a page asked for the first time ÷ a static Flask route, {connections} connections"
    return Ratio(what, ratios, 0.4, at_least=True, figures=f"{rates} requests/s")


def _later_pages(type_id: str, connections: int) -> Sequence[Sequence[bytes]]:
    last = _ITEMS // _SIZE
    return [
        [
            build_page_request(number, _SIZE, QualificationTypeId=type_id)
            for number in range(first, last + 1, connections)
        ]
        for first in range(2, 2 + connections)
    ]


def measure_moto() -> Sequence[Ratio]:
    """Measure pages of ten from 100 of the marketplace beside ListUsers of ten of moto_server."""
    with TemporaryDirectory() as name:
        database = f"sqlite:///{Path(name) / 'marketplace.db'}"
        fill_marketplace(database, _MOTO_ITEMS)
        with (
            run_adapter("--upstream=marketplace", f"--database={database}") as server,
            run_process("-m", "bench.moto") as moto,
            closing(Connection(server.address)) as legacy,
            closing(Connection(moto.address)) as users,
        ):
            for number in range(_USERS):
                users.send(build_call("CreateUser", UserName=f"user{number}"))
            return [
                _measure_beside_moto("page 1", range(1, 2), 2, legacy, users),
                _measure_beside_moto("a later page", range(2, 11), 3, legacy, users),
            ]


def _measure_beside_moto(
    what: str, clocked: range, bound: float, legacy: Connection, users: Connection
) -> Ratio:
    ratios, rates = alternate(lambda: _page_rate(legacy, clocked), lambda: _user_rate(users))
    what = f"{what} of ten from {_MOTO_ITEMS} ÷ ListUsers of ten by moto_server: requests/s"
    return Ratio(what, ratios, bound, at_least=True, figures=f"{rates} requests/s")


def _page_rate(legacy: Connection, clocked: range) -> float:
    """Return the requests a second of these pages in walks that read all pages."""
    seconds = 0.0
    for _ in range(_WALKS):
        for number in range(1, _MOTO_ITEMS // _SIZE + 1):
            call = build_page_request(number, _SIZE)
            start = time.perf_counter()
            answer = legacy.send(call)
            if number in clocked:
                seconds += time.perf_counter() - start
            if answer.count(b"</QualificationRequest>") != _SIZE:
                raise RuntimeError(f"a wrong page: {answer[:500]!r}")
    return _WALKS * len(clocked) / seconds


def _user_rate(users: Connection) -> float:
    call = build_call("ListUsers")
    start = time.perf_counter()
    for _ in range(_USER_CALLS):
        if users.send(call).count(b"</UserName>") != _USERS:
            raise RuntimeError("moto_server does not list the users")
    return _USER_CALLS / (time.perf_counter() - start)
