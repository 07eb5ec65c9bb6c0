"""64 legacy programs for two minutes, before an upstream that fails 5 % of all calls.

Every page is compared with what it has to be, every request has to be answered, and the memory
of the adapter has to stay level.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.client import Connection, page, request
from bench.items import sorted_ids
from bench.measure import Ratio
from bench.processes import Process, adapter, stub

if TYPE_CHECKING:
    from collections.abc import Sequence

CLIENTS = 64
SECONDS = 120.0
_COUNT = 300
_SIZES = (10, 25, 100)
# Once in so many walks a program changes something, after which no older walk may be shared.
_CHANGE_EVERY = 5
_ID = re.compile(rb"<QualificationRequestId>(\w+)</QualificationRequestId>")
_WARM = 0.25


class _Tally:
    """What the programs saw; they all write here."""

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def note(self, what: str) -> None:
        with self._lock:
            self.seen[what] += 1


class _Program:
    """One of the programs: walks its list again and again, and now and then changes something."""

    def __init__(self, address: str, number: int, tally: _Tally) -> None:
        self._connection = Connection(address)
        self._size = _SIZES[number % len(_SIZES)]
        # Some share a list, and so a walk; some have one of their own.
        self._type = f"3SOAK{number % 40}"
        self._tally = tally
        self._expected = [each.encode() for each in sorted_ids(_COUNT)]

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
            answer = self._send(page(number, self._size, QualificationTypeId=self._type))
            if answer is not None and not _refused(answer):
                start = (number - 1) * self._size
                right = _ID.findall(answer) == self._expected[start : start + self._size]
                right = right and b"<TotalNumResults>%d<" % _COUNT in answer
                self._tally.note("right page" if right else "wrong page")

    def _change(self) -> None:
        answer = self._send(
            request("GrantQualification", QualificationRequestId="3REQ1", IntegerValue=1)
        )
        if answer is not None and not _refused(answer):
            self._tally.note("change done")

    def _send(self, call: bytes) -> bytes | None:
        try:
            answer = self._connection.send(call)
        except OSError:
            self._tally.note("lost request")
            self._connection.reopen()
            return None
        if _refused(answer):
            self._tally.note("clear refusal" if b"<Errors>" in answer else "lost request")
        return answer


def _refused(answer: bytes) -> bool:
    return b"<IsValid>True</IsValid>" not in answer


def soak(seconds: float = SECONDS) -> Sequence[Ratio]:
    """64 programs at once, the upstream failing 5 %: wrong pages, lost requests, memory."""
    with stub(_COUNT, 0.02, troubled=True) as upstream, adapter(upstream) as server:
        tally = _Tally(time.monotonic() + seconds)
        programs = [_Program(server.address, number, tally) for number in range(CLIENTS)]
        threads = [threading.Thread(target=each.run) for each in programs]
        for thread in threads:
            thread.start()
        memory = _watched(server, tally, seconds)
        for thread in threads:
            thread.join()
    return _told(tally.seen, memory, seconds)


def _watched(server: Process, tally: _Tally, seconds: float) -> list[int]:
    """The adapter's memory every so often; what comes before it is warm is left out."""
    memory = []
    warm = tally.ends - seconds * (1 - _WARM)
    while (now := time.monotonic()) < tally.ends:
        time.sleep(min(1.0, max(0.0, tally.ends - now)))
        if time.monotonic() >= warm:
            memory.append(server.resident())
        sys.stderr.write(f"\r  {tally.ends - now:4.0f} s left, {dict(tally.seen)}  ")
    sys.stderr.write("\n")
    return memory


def _told(seen: Counter[str], memory: list[int], seconds: float) -> list[Ratio]:
    third = max(1, len(memory) // 3)
    level = (sum(memory[-third:]) / third) / (sum(memory[:third]) / third)
    counts = ", ".join(f"{count} {what}" for what, count in sorted(seen.items()))
    what = f"soak, {CLIENTS} programs, {seconds:g} s, 5 % of upstream calls failing"
    return [
        Ratio(f"{what}: wrong pages", (seen["wrong page"],), 0, 0, note=counts),
        Ratio(f"{what}: lost requests", (seen["lost request"],), 0, 0),
        Ratio(
            f"{what}: memory at the end ÷ when warm",
            (level,),
            1.1,
            1.02,
            note=f"{memory[0] / 1e6:.0f} to {memory[-1] / 1e6:.0f} MB",
        ),
    ]
