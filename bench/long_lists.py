"""Page 1 of a long list of the marketplace beside page 1 of a short one, by HTTP."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.storage import tables
from bench.client import ACCESS_KEY, Connection, build_request
from bench.measure import Ratio, alternate
from bench.processes import run_adapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
SHORT = 100
BOUNDS = {10_000: 3.0, 100_000: 20.0}
"""The most that page 1 of a list this long may cost, in page 1 of a list of 100."""
_CALLS = 10
_CHUNK = 10_000

PAGES: Mapping[str, Mapping[str, str]] = {
    "GetQualificationRequests": {},
    "SearchHITs": {},
    "GetReviewableHITs": {},
    "GetAssignmentsForHIT": {"HITId": "3HIT0"},
    "SearchQualificationTypes": {"MustBeRequestable": "true"},
    "GetQualificationsForQualificationType": {"QualificationTypeId": "3TYPE0"},
}
"""What is asked for, each time page 1 of ten."""


def measure_long_lists() -> Sequence[Ratio]:
    """Measure the six lists that programs page through, each of 10,000 and 100,000 beside 100."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        addresses = {}
        for count in (SHORT, *BOUNDS):
            url = f"sqlite:///{Path(name) / str(count)}.db"
            fill(url, count)
            flags = ("--upstream=marketplace", f"--database={url}")
            served = stack.enter_context(run_adapter(*flags))
            addresses[count] = served.address
        return [
            _measure_list(operation, count, addresses) for operation in PAGES for count in BOUNDS
        ]


def _measure_list(operation: str, count: int, addresses: Mapping[int, str]) -> Ratio:
    request = build_request(operation, PageSize=10, **PAGES[operation])
    with (
        closing(Connection(addresses[count])) as long,
        closing(Connection(addresses[SHORT])) as short,
    ):
        ratios, seconds = alternate(
            lambda: _seconds(long, request, count), lambda: _seconds(short, request, SHORT)
        )
    what = f"marketplace, page 1 of ten, {operation}: from {count:,} ÷ from {SHORT}"
    return Ratio(what, ratios, BOUNDS[count], figures=f"{seconds} s for {_CALLS}")


def _seconds(connection: Connection, request: bytes, count: int) -> float:
    total = f"<TotalNumResults>{count}</TotalNumResults>".encode()
    started = time.perf_counter()
    for _ in range(_CALLS):
        answer = connection.send(request)
        if total not in answer:
            raise RuntimeError(f"a wrong page: {answer[:500]!r}")
    return time.perf_counter() - started


def fill(url: str, count: int) -> None:
    """Make a marketplace with so many of everything that the six operations list."""
    with closing(Marketplace(url, Environment(clock=lambda: NOON))) as market:
        # Those of the service itself are found too, so there are fewer of ours.
        with market.begin_read(ACCESS_KEY) as transaction:
            found = transaction.connection.execute(tables.qualification_types.select()).all()
        others = sum(each.is_requestable for each in found)
        with market.begin_write(ACCESS_KEY) as transaction:
            for table, rows in _rows(count, count - others):
                for start in range(0, len(rows), _CHUNK):
                    transaction.connection.execute(table.insert(), rows[start : start + _CHUNK])


def _rows(count: int, types: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    yield tables.qualification_types, [_qualification_type(number) for number in range(types)]
    yield tables.hit_types, [_hit_type(number) for number in range(10)]
    yield tables.hits, [_hit(number, count) for number in range(count)]
    yield tables.assignments, [_assignment(number) for number in range(count)]
    yield tables.qualification_requests, [_request(number) for number in range(count)]
    yield tables.qualifications, [_qualification(number) for number in range(count)]


def _scattered(number: int) -> datetime:
    """Give a time that does not grow with the number."""
    return NOON - timedelta(seconds=number * 7919 % 1_000_003)


def _qualification_type(number: int) -> dict[str, Any]:
    return {
        "id": f"3TYPE{number}",
        "account": ACCESS_KEY,
        "created": NOON,
        "name": f"{number * 7919 % 1_000_003} words of French",
        "description": "Translating a menu.",
        "status": "Active",
        "is_requestable": True,
        "auto_granted": False,
        "words": f"{number} words of french\ntranslating a menu.",
    }


def _hit_type(number: int) -> dict[str, Any]:
    return {
        "id": f"3HITTYPE{number}",
        "account": ACCESS_KEY,
        "group_id": f"3GROUP{number}",
        "fingerprint": str(number),
        "title": f"Translate menu {number}",
        "description": "Translate it.",
        "reward_cents": 5,
        "reward": "0.05",
        "approval_seconds": 2_592_000,
        "assignment_seconds": 600,
        "requirements": [],
        "notification_active": False,
    }


def _hit(number: int, assignments: int) -> dict[str, Any]:
    return {
        "id": f"3HIT{number}",
        "account": ACCESS_KEY,
        "type_id": f"3HITTYPE{number % 10}",
        "created": _scattered(number),
        "question": "<QuestionForm>" + "x" * 1000 + "</QuestionForm>",
        "expiration": _scattered(number),
        "status": "Reviewable",
        "review_status": "NotReviewed",
        "expired": True,
        "max_assignments": assignments,
        "pending": 0,
        "submitted": 0,
        "completed": assignments if number == 0 else 0,
    }


def _assignment(number: int) -> dict[str, Any]:
    return {
        "id": f"3ASSIGNMENT{number}",
        "account": ACCESS_KEY,
        "hit_id": "3HIT0",
        "worker_id": f"AWORKER{number}",
        "status": "Approved",
        "accepted": _scattered(number),
        "deadline": NOON,
        "submitted": _scattered(number),
        "auto_approval": NOON,
        "approved": NOON,
        "answer": f"<QuestionFormAnswers>{number}</QuestionFormAnswers>",
        "cost_cents": 6,
    }


def _request(number: int) -> dict[str, Any]:
    return {
        "id": f"3REQUEST{number}",
        "account": ACCESS_KEY,
        "type_id": "3TYPE0",
        "worker_id": f"AWORKER{number}",
        "status": "Pending",
        "test": "<QuestionForm>" + "x" * 1000 + "</QuestionForm>",
        "answer": "<QuestionFormAnswers>yes</QuestionFormAnswers>",
        "submitted": _scattered(number),
    }


def _qualification(number: int) -> dict[str, Any]:
    return {
        "type_id": "3TYPE0",
        "worker_id": f"AWORKER{number}",
        "granted": _scattered(number),
        "value": 1,
        "status": "Granted",
    }
