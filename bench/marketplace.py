"""What the marketplace costs: pages of long and short lists, calls beside reads, and grants."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, select

from adapter.marketplace import Environment, Marketplace, ServiceFault
from adapter.marketplace.storage.tables import qualification_requests, qualification_types
from bench.measure import Ratio, interleaved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ME = "AKIDBENCH"
_TEST = "<QuestionForm>" + "x" * 1000 + "</QuestionForm>"
_CALLS = 200
_MANY = 100_000
_GRANTS, _THREADS = 1000, 16
NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)


def marketplace() -> Sequence[Ratio]:
    """Lists of 100,000 requests beside lists of 100, a call beside a bare read, and grants."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with (
            closing(_filled(folder, _MANY)) as many,
            closing(_filled(folder, 100)) as few,
            closing(_filled(folder, 200)) as few_of_each,
        ):
            first = _listing(many, {})
            one_type = {"QualificationTypeId": "3EVEN"}
            return [
                _beside("100 of 100,000 pending ÷ 100 of 100", first, _listing(few, {}), 1.5, 1.1),
                _beside(
                    "100 of 50,000 of one type ÷ 100 of 100",
                    _listing(many, one_type),
                    _listing(few_of_each, one_type),
                    1.5,
                    1.1,
                ),
                _beside("the last 100 of 100,000 ÷ the first", _listing(many, _last(many)), first),
                _beside("a call for 100 ÷ SQLAlchemy reading the rows", first, _read(many), 2.5),
                _grants_lost(folder),
            ]


def _last(market: Marketplace) -> dict[str, Any]:
    """What asks for the last page."""
    params: dict[str, Any] = {"MaxResults": 100}
    while "NextToken" in (answer := market.call(ME, "ListQualificationRequests", params)):
        params["NextToken"] = answer["NextToken"]
    return params


def _read(market: Marketplace) -> Callable[[], object]:
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

    return read


def _grants_lost(folder: Path) -> Ratio:
    with closing(_filled(folder, _GRANTS)) as market:
        started = time.perf_counter()
        with ThreadPoolExecutor(_THREADS) as pool:
            refused = sum(pool.map(lambda number: _is_refused(market, number), range(_GRANTS)))
        seconds = time.perf_counter() - started
        left = market.call(ME, "ListQualificationRequests", {"MaxResults": 100})["NumResults"]
    what = f"marketplace, {_GRANTS} grants by {_THREADS} threads: lost or refused"
    note = f"{_GRANTS / seconds:.0f} grants a second"
    return Ratio(what, (float(max(refused, left)),), 0, 0, note=note)


def _is_refused(market: Marketplace, number: int) -> bool:
    try:
        market.call(ME, "AcceptQualificationRequest", {"QualificationRequestId": f"3R{number}"})
    except ServiceFault:
        return True
    return False


def _filled(folder: Path, pending: int) -> Marketplace:
    """A marketplace with so many pending requests, half of them of each of two types."""
    file = Path(folder) / f"pending-{time.monotonic_ns()}.db"
    market = Marketplace(f"sqlite:///{file}", Environment(clock=lambda: NOON))
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
    with market.begin_write(ME) as transaction:
        transaction.connection.execute(qualification_types.insert(), types)
        transaction.connection.execute(qualification_requests.insert(), requests)
    return market


def _listing(market: Marketplace, params: dict[str, Any]) -> Callable[[], object]:
    asked = {"MaxResults": 100, **params}

    def listed() -> object:
        answer = market.call(ME, "ListQualificationRequests", asked)
        if answer["NumResults"] != 100:
            raise AssertionError(answer["NumResults"])
        return answer

    return listed


def _beside(
    what: str,
    this: Callable[[], object],
    that: Callable[[], object],
    reach: float | None = None,
    aim: float | None = None,
) -> Ratio:
    ratios, seconds = interleaved(lambda: _seconds(this), lambda: _seconds(that))
    return Ratio(f"marketplace, {what}", ratios, reach, aim, note=f"{seconds} s for {_CALLS}")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(_CALLS):
        call()
    return time.perf_counter() - started
