"""Many calls at once."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from bench.client import Connection, page, request
from bench.load import requests_per_second
from bench.measure import ROUNDS, Ratio, interleaved
from bench.processes import adapter, calls_since, process, stub

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT_ONCE = 64
_DELAY = 0.08
_SECONDS = 3.0
_VALID = b"<IsValid>True</IsValid>"
_ITEMS, _SIZE = 10_000, 10


def calls_at_once() -> Sequence[Ratio]:
    """64 connections, each legacy call one current call that takes 80 ms."""
    balance = [[request("GetAccountBalance")]] * _AT_ONCE
    # Each connection reads a list of its own: equal calls at once would share one walk.
    lists = [[page(1, 10, QualificationTypeId=f"3TYPE{n:024}")] for n in range(_AT_ONCE)]
    return [
        _rate("GetAccountBalance", balance),
        _rate("GetQualificationRequests of 10", lists),
    ]


def _rate(what: str, lanes: Sequence[Sequence[bytes]]) -> Ratio:
    possible = _AT_ONCE / _DELAY
    with stub(10, _DELAY) as upstream, adapter(upstream) as server:
        requests_per_second(server.address, lanes, 1, _VALID)
        start = server.seconds()
        rates = [
            requests_per_second(server.address, lanes, _SECONDS, _VALID) for _ in range(ROUNDS)
        ]
        spent = (server.seconds() - start) / (sum(rates) * _SECONDS * 1.2)
    text = f"{_AT_ONCE} calls at once, 80 ms upstream, {what}: requests/s ÷ {possible:g}"
    rounds = tuple(rate / possible for rate in rates)
    return Ratio(text, rounds, 0.8, 0.95, more=True, note=f"{spent * 1e6:.0f} µs CPU a call")


def later_pages() -> Sequence[Ratio]:
    """Pages of one kept list, each another one, beside as many bytes from a Flask route."""
    with stub(_ITEMS) as upstream, adapter(upstream) as server:
        legacy = Connection(server.address)
        legacy.send(page(1, _SIZE))
        bytes_of_a_page = len(legacy.send(page(2, _SIZE)))
        legacy.close()
        with process("-m", "bench.static", str(bytes_of_a_page)) as static:
            return [_later(server.address, static.address, n) for n in (1, 16)]


def _later(server: str, static: str, connections: int) -> Ratio:
    lanes = [
        [page(number, _SIZE) for number in range(2 + lane, _ITEMS // _SIZE, connections)]
        for lane in range(connections)
    ]
    ratios, rates = interleaved(
        lambda: requests_per_second(server, lanes, 1, _VALID),
        lambda: requests_per_second(static, lanes, 1, b"200 OK"),
    )
    what = f"a later page of {_SIZE} ÷ a static Flask route, {connections} connections"
    return Ratio(what, ratios, 0.4, 0.6, more=True, note=f"{rates} requests/s")


def cold_calls() -> Sequence[Ratio]:
    """Eight calls at once for one list that nothing is kept of."""
    walks = []
    with stub(1000, _DELAY) as upstream, adapter(upstream) as server:
        for number in range(ROUNDS):
            calls_since(upstream)
            _at_once(server.address, page(1, 100, QualificationTypeId=f"3COLD{number}"), 8)
            walks.append(calls_since(upstream) / math.ceil(1000 / 100))
    return [Ratio("8 calls at once for one cold list: upstream walks", tuple(walks), 1, 1)]


def _at_once(address: str, call: bytes, count: int) -> None:
    together = Barrier(count)

    def one(connection: Connection) -> None:
        together.wait()
        connection.send(call)
        connection.close()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, [Connection(address) for _ in range(count)]))
