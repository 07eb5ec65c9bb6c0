"""A legacy program's whole walk beside a migrated program's: boto3's paginator."""

from __future__ import annotations

import math
import time
from contextlib import closing
from typing import TYPE_CHECKING

from bench.client import Connection, walk
from bench.measure import Ratio, alternate
from bench.processes import Process, count_calls, run_adapter, run_process, run_stub

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNT, _LONG = 1000, 100_000
_UPSTREAM_PAGE = 100
_ITEM_END = b"</QualificationRequest>"
_BOUNDS = {(0.08, 100): 1.03, (0.08, 10): 1.15, (0.0, 100): 1.4, (0.0, 10): 5.0}
"""The most that a walk may take, by the upstream's delay in seconds and the PageSize."""
# One short walk varies too much.
_SHORT_WALKS = 10


def count_upstream_calls() -> Sequence[Ratio]:
    """Count the upstream calls of a legacy walk, whatever its pages."""
    rounds = []
    with (
        run_stub(_COUNT) as upstream,
        run_adapter(f"--upstream={upstream.address}") as server,
        closing(Connection(server.address)) as legacy,
    ):
        for size in (1, 7, 10, 37, 100):
            count_calls(upstream)
            for _ in walk(legacy, _COUNT, size):
                pass
            rounds.append(count_calls(upstream) / math.ceil(_COUNT / _UPSTREAM_PAGE))
    what = f"upstream calls of a legacy walk ÷ ceil(N/100), N={_COUNT}, PageSize 1, 7, 10, 37, 100"
    return [Ratio(what, tuple(rounds), 1)]


def measure_walks() -> Sequence[Ratio]:
    """Measure a legacy walk of 1,000 requests beside boto3's paginator."""
    ratios = []
    for (delay, size), bound in _BOUNDS.items():
        with (
            run_stub(_COUNT, delay) as upstream,
            run_adapter(f"--upstream={upstream.address}") as server,
            run_process("-m", "bench.reader", upstream.address) as reader,
            closing(Connection(server.address)) as legacy,
        ):
            times = 1 if delay else _SHORT_WALKS
            rounds, seconds = alternate(
                lambda: _walk_seconds(legacy, size, times),  # noqa: B023 (called in this round)
                lambda: sum(reader.ask("paginator wall") for _ in range(times)),  # noqa: B023
            )
        what = f"legacy walk ÷ paginator, N={_COUNT}, PageSize {size}, {delay * 1000:g} ms"
        figures = f"{seconds} s for {times}"
        ratios.append(Ratio(what, rounds, bound, figures=figures))
    return ratios


def _walk_seconds(legacy: Connection, size: int, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        found = sum(page.count(_ITEM_END) for page in walk(legacy, _COUNT, size))
        if found != _COUNT:
            raise RuntimeError(f"{found} items in place of {_COUNT}")
    return time.perf_counter() - start


def measure_item() -> Sequence[Ratio]:
    """Measure the processor time of an item that the adapter reads beside the paginator's."""
    with (
        run_stub(_COUNT) as upstream,
        run_process("-m", "bench.reader", upstream.address) as ours,
        run_process("-m", "bench.reader", upstream.address) as theirs,
    ):
        ratios, microseconds = alternate(
            lambda: _item_microseconds(ours, "adapter processor"),
            lambda: _item_microseconds(theirs, "paginator processor"),
        )
    figures = f"{microseconds} µs an item"
    return [Ratio("CPU an item of the walk itself ÷ paginator", ratios, 0.55, figures=figures)]


def _item_microseconds(reader: Process, question: str) -> float:
    walks = 20
    seconds: float = sum(reader.ask(question) for _ in range(walks))
    return seconds * 1e6 / _COUNT / walks


def measure_bytes() -> Sequence[Ratio]:
    """Measure the memory of an item in the list cache beside boto3's dicts."""
    sizes = []
    with run_stub(_LONG) as upstream:
        for question in ("adapter bytes", "paginator bytes"):
            with run_process("-m", "bench.reader", upstream.address) as reader:
                sizes.append(reader.ask(question) / _LONG)
    what = f"bytes kept an item ÷ boto3's dicts, N={_LONG:,}, one Test text"
    figures = f"{sizes[0]:.0f} ÷ {sizes[1]:.0f} bytes an item"
    return [Ratio(what, (sizes[0] / sizes[1],), 0.33, figures=figures)]
