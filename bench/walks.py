"""A legacy program's whole walk beside a migrated program's: boto3's paginator."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.client import Connection, walk
from bench.measure import Ratio, interleaved
from bench.processes import Process, adapter, calls_since, process, stub

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNT = 1000
_UPSTREAM_PAGE = 100
_SHORT_WALKS = 10
_END = b"</QualificationRequest>"


@dataclass(frozen=True, slots=True)
class _Target:
    """What a pair of walks is held to: reach and aim of wall time, and of processor time."""

    wall: tuple[float, float]
    processor: tuple[float, float] | None = None


_TARGETS = {
    (100, 0.08): _Target((1.03, 0.97)),
    (100, 0.0): _Target((1.1, 0.8), (1.1, 0.75)),
    (10, 0.08): _Target((1.15, 1.05)),
    (10, 0.0): _Target((3.5, 1.5)),
}


def full_walks() -> Sequence[Ratio]:
    """A legacy walk of 1,000 requests, by pages of 100 and of 10, beside boto3's paginator."""
    ratios: list[Ratio] = []
    for delay in (0.08, 0.0):
        with stub(COUNT, delay) as upstream, adapter(upstream) as server:
            arguments = ("-m", "bench.walkers", "paginator", upstream.address)
            with process(*arguments) as paginator:
                for size in (100, 10):
                    ratios += _beside(server, paginator, size, delay)
    return ratios


def _beside(server: Process, paginator: Process, size: int, delay: float) -> list[Ratio]:
    legacy = Connection(server.address)
    spent: list[tuple[float, float]] = []
    # A short walk alone tells more of the moment than of the walk.
    times = 1 if delay else _SHORT_WALKS

    def ours() -> float:
        wall, processor = time.perf_counter(), server.seconds()
        for _ in range(times):
            found = sum(page.count(_END) for page in walk(legacy, COUNT, size))
            assert found == COUNT, found  # noqa: S101
        spent.append((server.seconds() - processor, 0.0))
        return (time.perf_counter() - wall) / times

    def theirs() -> float:
        answers = [paginator.ask("walk") for _ in range(times)]
        spent.append((0.0, sum(each["processor"] for each in answers)))
        return sum(float(each["wall"]) for each in answers) / times

    target = _TARGETS[size, delay]
    wall, walls = interleaved(ours, theirs)
    legacy.close()
    what = f"legacy walk ÷ paginator, N={COUNT}, PageSize {size}, {delay * 1000:g} ms"
    ratios = [Ratio(f"{what}: wall", wall, *target.wall, note=f"{walls} s")]
    if target.processor:
        pairs = [
            tuple(map(sum, zip(*spent[i : i + 2], strict=True))) for i in range(2, len(spent), 2)
        ]
        ratios.append(
            Ratio(f"{what}: adapter CPU", tuple(a / b for a, b in pairs), *target.processor)
        )
    return ratios


def upstream_calls() -> Sequence[Ratio]:
    """How many upstream calls a legacy walk makes, whatever its pages."""
    rounds = []
    with stub(COUNT) as upstream, adapter(upstream) as server:
        legacy = Connection(server.address)
        for size in (1, 7, 10, 37, 100):
            calls_since(upstream)
            for _ in walk(legacy, COUNT, size):
                pass
            rounds.append(calls_since(upstream) / math.ceil(COUNT / _UPSTREAM_PAGE))
        legacy.close()
    what = f"upstream calls of a legacy walk ÷ ceil(N/100), N={COUNT}, PageSize 1, 7, 10, 37, 100"
    return [Ratio(what, tuple(rounds), 1, 1)]


def item_cost() -> Sequence[Ratio]:
    """The processor time of an item, walked by the adapter and by boto3's paginator."""
    with stub(COUNT) as upstream:
        own, other = (
            process("-m", "bench.walkers", name, upstream.address)
            for name in ("adapter", "paginator")
        )
        with own as ours, other as theirs:
            ratios, seconds = interleaved(lambda: _processor(ours), lambda: _processor(theirs))
    note = f"{seconds} µs an item"
    return [Ratio("CPU an item of the walk itself ÷ paginator", ratios, 0.55, 0.4, note=note)]


def _processor(walker: Process) -> float:
    """Microseconds an item, over several walks."""
    answers = [walker.ask("walk") for _ in range(20)]
    microseconds: float = sum(each["processor"] for each in answers) * 1e6
    return microseconds / COUNT / len(answers)


def kept_bytes() -> Sequence[Ratio]:
    """The memory that a long walk's items take, the adapter's and boto3's."""
    with stub(100_000) as upstream:
        sizes = []
        for name in ("kept", "paginator"):
            with process("-m", "bench.walkers", name, upstream.address) as walker:
                sizes.append(walker.ask("keep") / 100_000)
    note = f"{sizes[0]:.0f} ÷ {sizes[1]:.0f} bytes an item"
    what = "bytes kept an item ÷ boto3's dicts, N=100,000, one Test text"
    return [Ratio(what, (sizes[0] / sizes[1],), 0.33, 0.22, note=note)]
