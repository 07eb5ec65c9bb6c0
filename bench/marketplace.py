"""What the marketplace costs: pages of long and short lists, calls beside bare reads, and grants.

`python -m bench.marketplace` prints the ratios; each function gives one.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, select

from adapter.marketplace import Marketplace, World
from adapter.marketplace.tables import qualification_requests, qualification_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ME = "AKIDBENCH"
_TEST = "<QuestionForm>" + "x" * 1000 + "</QuestionForm>"
_ROUNDS, _CALLS = 9, 60
NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)


def long_list(folder: Path, *, of_type: bool = False) -> float:
    """The time for 100 of 100,000 pending requests, divided by that for 100 of 100.

    Args:
        folder: where the databases are made.
        of_type: whether the list is that of one type, which has half of them.
    """
    markets = [_filled(folder, pending) for pending in (100_000, 200 if of_type else 100)]
    params: dict[str, Any] = {"MaxResults": 100}
    if of_type:
        params["QualificationTypeId"] = "3EVEN"
    first, rest = (_listing(market, params) for market in markets)
    ratio = _ratio(first, rest)
    for market in markets:
        market.close()
    return ratio


def deep_page(folder: Path) -> float:
    """The time for the last 100 of 100,000 pending requests, divided by that for the first."""
    market = _filled(folder, 100_000)
    params: dict[str, Any] = {"MaxResults": 100}
    while "NextToken" in (answer := market.call(ME, "ListQualificationRequests", params)):
        params["NextToken"] = answer["NextToken"]
    ratio = _ratio(_listing(market, params), _listing(market, {"MaxResults": 100}))
    market.close()
    return ratio


def call_beside_read(folder: Path) -> float:
    """The time of a call for 100 requests, divided by that of SQLAlchemy reading the same rows."""
    market = _filled(folder, 100_000)
    engine = create_engine(market.database.url)
    columns = qualification_requests.c
    rows = (
        select(
            columns.id,
            columns.type_id,
            columns.worker_id,
            columns.test,
            columns.answer,
            columns.submitted,
        )
        .where(columns.account == ME, columns.status == "Pending")
        .order_by(columns.serial)
        .limit(100)
    )

    def read() -> Sequence[Any]:
        with engine.connect() as connection:
            return connection.execute(rows).all()

    ratio = _ratio(_listing(market, {"MaxResults": 100}), read)
    engine.dispose()
    market.close()
    return ratio


def grants_at_once(folder: Path, grants: int = 1000, threads: int = 16) -> tuple[int, float]:
    """How many of so many grants by so many threads were lost, and the grants in a second."""
    market = _filled(folder, grants)
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda number: _grant(market, number), range(grants)))
    seconds = time.perf_counter() - started
    left = market.call(ME, "ListQualificationRequests", {"MaxResults": 100})["NumResults"]
    market.close()
    return int(left), grants / seconds


def _grant(market: Marketplace, number: int) -> None:
    market.call(ME, "AcceptQualificationRequest", {"QualificationRequestId": f"3R{number}"})


def _filled(folder: Path, pending: int) -> Marketplace:
    """A marketplace with so many pending requests, half of them of each of two types."""
    file = Path(folder) / f"pending-{time.monotonic_ns()}.db"
    market = Marketplace(f"sqlite:///{file}", World(clock=lambda: NOON))
    types = [
        {
            "id": each,
            "account": ME,
            "created": NOON,
            "name": each,
            "description": each,
            "status": "Active",
            "is_requestable": True,
            "auto_granted": False,
            "words": each,
        }
        for each in ("3EVEN", "3ODD")
    ]
    requests = [
        {
            "id": f"3R{number}",
            "account": ME,
            "type_id": ("3EVEN", "3ODD")[number % 2],
            "worker_id": f"AWORKER{number}",
            "status": "Pending",
            "test": _TEST,
            "answer": None,
            "submitted": NOON,
        }
        for number in range(pending)
    ]
    with market.changing(ME) as turn:
        turn.connection.execute(qualification_types.insert(), types)
        turn.connection.execute(qualification_requests.insert(), requests)
    return market


def _listing(market: Marketplace, params: dict[str, Any]) -> Callable[[], object]:
    def listed() -> object:
        answer = market.call(ME, "ListQualificationRequests", params)
        if answer["NumResults"] != 100:
            raise AssertionError(answer["NumResults"])
        return answer

    return listed


def _ratio(this: Callable[[], object], that: Callable[[], object]) -> float:
    """The median over interleaved rounds of how much longer this takes than that."""
    _seconds(this), _seconds(that)
    return statistics.median(_seconds(this) / _seconds(that) for _ in range(_ROUNDS))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(_CALLS):
        call()
    return time.perf_counter() - started


def main() -> None:
    """Prints all of them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for line in _lines(folder):
            sys.stdout.write(f"{line}\n")


def _lines(folder: Path) -> Iterator[str]:
    yield f"100 of 100,000 pending / of 100: {long_list(folder):.2f}"
    yield f"the same, of one type: {long_list(folder, of_type=True):.2f}"
    yield f"the last page of 100,000 / the first: {deep_page(folder):.2f}"
    yield f"a call / a bare read of the same rows: {call_beside_read(folder):.2f}"
    left, rate = grants_at_once(folder)
    yield f"1,000 grants by 16 threads: {left} lost, {rate:.0f} in a second"


if __name__ == "__main__":
    main()
