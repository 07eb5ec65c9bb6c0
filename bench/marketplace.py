"""A marketplace's database, filled by bulk inserts."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.people import People
from adapter.marketplace.storage import tables
from bench.client import ACCESS_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
_CHUNK = 10_000
_DONE_EACH = 20
_REQUIREMENT = {
    "QualificationTypeId": "3TYPE0",
    "Comparator": "Exists",
    "ActionsGuarded": "Accept",
}
_QUESTION = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://example.test/q</ExternalURL>'
    "<FrameHeight>600</FrameHeight></ExternalQuestion>"
)


def fill_marketplace(url: str, count: int) -> None:
    """Fill a new database with so many items of each list.

    Args:
        url: of the database.
        count: of pending requests, HITs, assignments of the first HIT, qualification types that a
            worker may ask for, and qualifications of the first type.
    """
    with closing(Marketplace(url, Environment(clock=lambda: NOON))) as market:
        # The types of the service itself are listed too.
        with market.begin_read(ACCESS_KEY) as transaction:
            found = transaction.execute(tables.qualification_types.select()).all()
        others = sum(each.is_requestable for each in found)
        with market.begin_write(ACCESS_KEY) as transaction:
            for table, rows in _build_rows(count, count - others):
                for start in range(0, len(rows), _CHUNK):
                    transaction.execute(table.insert(), rows[start : start + _CHUNK])
        market.database.analyze()  # as after a seed


def fill_with_work(url: str, hits: int, people: Sequence[str]) -> None:
    """Fill a new database with HITs on offer and people who did some of each type.

    A type has a hundred HITs, and every second type requires a qualification that is not granted.

    Args:
        url: of the database.
        hits: how many HITs; each of them takes three people.
        people: the names of the people, who sign in by them.
    """
    now = datetime.now(UTC)
    with closing(Marketplace(url, Environment(clock=lambda: now))) as market:
        records = People(market)
        workers = [records.derive_worker_id("name", each.casefold()) for each in people]
        for worker_id, name in zip(workers, people, strict=True):
            records.sign_in(worker_id, name)
        with market.begin_write(ACCESS_KEY) as transaction:
            for table, rows in _build_work(now, hits, workers):
                for start in range(0, len(rows), _CHUNK):
                    transaction.execute(table.insert(), rows[start : start + _CHUNK])
        market.database.analyze()  # as after a seed


def _build_work(
    now: datetime, hits: int, workers: Sequence[str]
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    types = hits // 100
    yield tables.qualification_types, [build_qualification_type(0)]
    yield (
        tables.hit_types,
        [
            {**build_hit_type(number), "requirements": [_REQUIREMENT] * (number % 2)}
            for number in range(types)
        ],
    )
    yield (
        tables.hits,
        [_build_hit_on_offer(number, f"3HITTYPE{number % types}", now) for number in range(hits)],
    )
    yield (
        tables.assignments,
        [
            {
                **_build_assignment(each * len(workers) + number),
                "hit_id": f"3HIT{each * len(workers) + number}",
                "worker_id": worker_id,
            }
            for number, worker_id in enumerate(workers)
            for each in range(_DONE_EACH)
        ],
    )


def _build_hit_on_offer(number: int, type_id: str, now: datetime) -> dict[str, Any]:
    ends = now + timedelta(days=1)
    changed = {"type_id": type_id, "question": _QUESTION, "created": now, "expiration": ends}
    state = {"status": "Assignable", "expired": False, "due": ends}
    return {**_build_hit(number, 0), **changed, **state, "max_assignments": 3}


def _build_rows(count: int, types: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    yield tables.qualification_types, [build_qualification_type(number) for number in range(types)]
    yield tables.hit_types, [build_hit_type(number) for number in range(10)]
    yield tables.hits, [_build_hit(number, count) for number in range(count)]
    yield tables.assignments, [_build_assignment(number) for number in range(count)]
    yield tables.qualification_requests, [build_request(number) for number in range(count)]
    yield tables.qualifications, [build_qualification(number) for number in range(count)]


def _scatter_time(number: int) -> datetime:
    """Return a time that does not grow with the number: sorting has work to do."""
    return NOON - timedelta(seconds=number * 7919 % 1_000_003)


def build_qualification_type(number: int) -> dict[str, Any]:
    """Return the row of a qualification type."""
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


def build_hit_type(number: int) -> dict[str, Any]:
    """Return the row of a HIT type."""
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


def _build_hit(number: int, assignments: int) -> dict[str, Any]:
    return {
        "id": f"3HIT{number}",
        "account": ACCESS_KEY,
        "type_id": f"3HITTYPE{number % 10}",
        "created": _scatter_time(number),
        "question": "<QuestionForm>" + "x" * 1000 + "</QuestionForm>",
        "expiration": _scatter_time(number),
        "status": "Reviewable",
        "review_status": "NotReviewed",
        "expired": True,
        "max_assignments": assignments,
        "pending": 0,
        "submitted": 0,
        "completed": assignments if number == 0 else 0,
    }


def _build_assignment(number: int) -> dict[str, Any]:
    return {
        "id": f"3ASSIGNMENT{number}",
        "account": ACCESS_KEY,
        "hit_id": "3HIT0",
        "worker_id": f"AWORKER{number}",
        "status": "Approved",
        "accepted": _scatter_time(number),
        "deadline": NOON,
        "submitted": _scatter_time(number),
        "auto_approval": NOON,
        "approved": NOON,
        "answer": f"<QuestionFormAnswers>{number}</QuestionFormAnswers>",
        "cost_cents": 6,
    }


def build_request(number: int) -> dict[str, Any]:
    """Return the row of a pending request."""
    return {
        "id": f"3REQUEST{number}",
        "account": ACCESS_KEY,
        "type_id": "3TYPE0",
        "worker_id": f"AWORKER{number}",
        "status": "Pending",
        "test": "<QuestionForm>" + "x" * 1000 + "</QuestionForm>",
        "answer": "<QuestionFormAnswers>yes</QuestionFormAnswers>",
        "submitted": _scatter_time(number),
    }


def build_qualification(number: int) -> dict[str, Any]:
    """Return the row of a granted qualification."""
    return {
        "type_id": "3TYPE0",
        "worker_id": f"AWORKER{number}",
        "granted": _scatter_time(number),
        "value": 1,
        "status": "Granted",
    }
