"""64 legacy programs for two minutes, before an upstream that fails 5 % of all calls.

Every page must be right, every request must be answered, and the adapter's memory must not grow.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.client import VALID, Connection, build_page_request, build_request
from bench.items import sort_ids
from bench.measure import Ratio
from bench.processes import Process, run_adapter, run_stub

if TYPE_CHECKING:
    from collections.abc import Sequence

CLIENTS = 64
SECONDS = 120.0
_COUNT = 300
_SIZES = (10, 25, 100)
# A program makes a change every so many walks; no older walk may be shared after it.
_CHANGE_EVERY = 5
_ID = re.compile(rb"<QualificationRequestId>(\w+)</QualificationRequestId>")
_WARM_UP = 0.25


class _Tally:
    """Counts what all programs see."""

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


class _Program:
    """A program that walks its list again and again, and makes a change every few walks."""

    def __init__(self, address: str, number: int, tally: _Tally) -> None:
        self._connection = Connection(address)
        self._size = _SIZES[number % len(_SIZES)]
        # Some share a list, and so a walk; some have one of their own.
        self._type = f"3SOAK{number % 40}"
        self._tally = tally
        self._expected = [each.encode() for each in sort_ids(_COUNT)]

    def run(self) -> None:
        rounds = 0
        while time.monotonic() < self._tally.ends:
            rounds += 1
            self._walk()
            if rounds % _CHANGE_EVERY == 0:
                self._change()
        self._connection.close()

    def _walk(self) -> None:
        for number in range(1, -(-_COUNT // self._size) + 1):
            answer = self._send(
                build_page_request(number, self._size, QualificationTypeId=self._type)
            )
            if answer is not None and not _is_refused(answer):
                start = (number - 1) * self._size
                right = _ID.findall(answer) == self._expected[start : start + self._size]
                right = right and b"<TotalNumResults>%d<" % _COUNT in answer
                self._tally.count("right page" if right else "wrong page")

    def _change(self) -> None:
        answer = self._send(
            build_request("GrantQualification", QualificationRequestId="3REQ1", IntegerValue=1)
        )
        if answer is not None and not _is_refused(answer):
            self._tally.count("change done")

    def _send(self, call: bytes) -> bytes | None:
        try:
            answer = self._connection.send(call)
        except OSError:
            self._tally.count("lost request")
            self._connection.reopen()
            return None
        if _is_refused(answer):
            self._tally.count("clear refusal" if b"<Errors>" in answer else "lost request")
        return answer


def _is_refused(answer: bytes) -> bool:
    return VALID not in answer


def measure_soak(seconds: float = SECONDS) -> Sequence[Ratio]:
    """Count wrong pages and lost requests of 64 programs, and measure the adapter's memory."""
    with (
        run_stub(_COUNT, 0.02, faulty=True) as upstream,
        run_adapter(f"--upstream={upstream.address}") as server,
    ):
        tally = _Tally(time.monotonic() + seconds)
        programs = [_Program(server.address, number, tally) for number in range(CLIENTS)]
        threads = [threading.Thread(target=each.run) for each in programs]
        for thread in threads:
            thread.start()
        memory = _watch_memory(server, tally, seconds)
        for thread in threads:
            thread.join()
    return _build_ratios(tally.counts, memory, seconds)


def _watch_memory(server: Process, tally: _Tally, seconds: float) -> list[int]:
    """Return the adapter's memory, every second, without the warm-up."""
    memory = []
    warm = tally.ends - seconds * (1 - _WARM_UP)
    while (now := time.monotonic()) < tally.ends:
        time.sleep(min(1.0, max(0.0, tally.ends - now)))
        if time.monotonic() >= warm:
            memory.append(server.resident_bytes())
        sys.stderr.write(f"\r  {tally.ends - now:4.0f} s left, {dict(tally.counts)}  ")
    sys.stderr.write("\n")
    return memory


def _build_ratios(counts: Counter[str], memory: list[int], seconds: float) -> list[Ratio]:
    third = max(1, len(memory) // 3)
    growth = (sum(memory[-third:]) / third) / (sum(memory[:third]) / third)
    figures = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    what = f"soak, {CLIENTS} programs, {seconds:g} s, 5 % of upstream calls failing"
    return [
        Ratio(f"{what}: wrong pages", (counts["wrong page"],), 0, figures=figures),
        Ratio(f"{what}: lost requests", (counts["lost request"],), 0),
        Ratio(
            f"{what}: memory at the end ÷ when warm",
            (growth,),
            1.1,
            figures=f"{memory[0] / 1e6:.0f} to {memory[-1] / 1e6:.0f} MB",
        ),
    ]
