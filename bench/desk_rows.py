"""A requester's account after a large study: 10,000 HITs with 100,000 assignments in 41 batches."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.storage import tables
from bench.client import ACCESS_KEY
from bench.marketplace import (
    build_hit_type,
    build_qualification,
    build_qualification_type,
    build_request,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Rows = list[dict[str, Any]]

HITS, EACH = 10_000, 10
LARGE, LARGE_HITS, SMALL_HITS = "3HITTYPE0", 8_000, 50
"""The type of the largest batch, the number of its HITs, and of those of the others."""

_CHUNK = 10_000
_WORKERS = 2_000
_STATUSES = ("Approved",) * 6 + ("Rejected",) + ("Submitted",) * 2 + ("Accepted",)
"""Of the assignments of each HIT."""
_ANSWERS = (
    '<?xml version="1.0" encoding="UTF-8"?><QuestionFormAnswers xmlns="http://mechanicalturk.'
    'amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd">'
    "<Answer><QuestionIdentifier>colour</QuestionIdentifier><FreeText>{colour}</FreeText></Answer>"
    "<Answer><QuestionIdentifier>birds</QuestionIdentifier><FreeText>{birds}</FreeText></Answer>"
    "<Answer><QuestionIdentifier>why</QuestionIdentifier><FreeText>{why}</FreeText></Answer>"
    "</QuestionFormAnswers>"
)


def fill_desk(url: str) -> None:
    """Fill a new database with the account."""
    now = datetime.now(UTC)
    with closing(Marketplace(url, Environment(clock=lambda: now))) as market:
        with market.begin_write(ACCESS_KEY) as transaction:
            for table, rows in _build_rows(now):
                for start in range(0, len(rows), _CHUNK):
                    transaction.execute(table.insert(), rows[start : start + _CHUNK])
        market.database.analyze()  # as after a seed


def _build_rows(now: datetime) -> Iterator[tuple[Any, Rows]]:
    types = 1 + (HITS - LARGE_HITS) // SMALL_HITS
    yield tables.hit_types, [build_hit_type(number) for number in range(types)]
    yield tables.hits, [_build_hit(number, now) for number in range(HITS)]
    yield tables.qualification_types, [build_qualification_type(0)]
    yield tables.qualification_requests, [build_request(number) for number in range(_WORKERS)]
    yield tables.qualifications, [build_qualification(number) for number in range(_WORKERS)]
    yield tables.people, [_build_person(number, now) for number in range(_WORKERS)]
    yield tables.messages, [_build_message(number, now) for number in range(_WORKERS)]
    yield (
        tables.assignments,
        [_build_assignment(number, place, now) for number in range(HITS) for place in range(EACH)],
    )


def _find_type(hit: int) -> str:
    place = 0 if hit < LARGE_HITS else 1 + (hit - LARGE_HITS) // SMALL_HITS
    return f"3HITTYPE{place}"


def _build_hit(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": f"3HIT{number}",
        "account": ACCESS_KEY,
        "type_id": _find_type(number),
        "created": now - timedelta(days=14, seconds=-number),
        "question": "<HTMLQuestion>" + "x" * 1000 + "</HTMLQuestion>",
        "annotation": f"row {number}",
        "expiration": now + timedelta(days=14),
        "due": now + timedelta(days=14),
        "status": "Unassignable",
        "review_status": "NotReviewed",
        "expired": False,
        "max_assignments": EACH,
        "pending": _STATUSES.count("Accepted"),
        "submitted": _STATUSES.count("Submitted"),
        "completed": EACH - _STATUSES.count("Accepted") - _STATUSES.count("Submitted"),
    }


def _build_assignment(hit: int, place: int, now: datetime) -> dict[str, Any]:
    number, status = hit * EACH + place, _STATUSES[place]
    accepted = now - timedelta(days=13) + timedelta(seconds=number * 7919 % (12 * 86_400))
    submitted = accepted + timedelta(seconds=20 + number * 31 % 580)
    reviewed = submitted + timedelta(hours=5)
    is_submitted = status != "Accepted"
    due = {"Accepted": now + timedelta(days=1), "Submitted": now + timedelta(days=20)}
    return {
        "id": f"3ASSIGNMENT{number}",
        "account": ACCESS_KEY,
        "hit_id": f"3HIT{hit}",
        "batch_id": _find_type(hit),
        "worker_id": f"AWORKER{(hit * 7 + place * 211) % _WORKERS}",
        "status": status,
        "accepted": accepted,
        "deadline": now + timedelta(days=1),
        "submitted": submitted if is_submitted else None,
        "auto_approval": now + timedelta(days=20) if is_submitted else None,
        "approved": reviewed if status == "Approved" else None,
        "rejected": reviewed if status == "Rejected" else None,
        "due": due.get(status),
        "answer": _build_answer(number) if is_submitted else None,
        "cost_cents": 7 if is_submitted else None,
        "reward_cents": 5 if is_submitted else None,
    }


def _build_person(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": f"AWORKER{number}",
        "name": f"Person {number}",
        "made": now,
        "last_seen": now,
        "auto_accept": True,
        "epoch": 0,
    }


def _build_message(number: int, now: datetime) -> dict[str, Any]:
    return {
        "account": ACCESS_KEY,
        "recipient": f"AWORKER{number}",
        "kind": "NotifyWorkers",
        "subject": "Thanks",
        "text": f"Good work, {number}.",
        "sent": now,
    }


def _build_answer(number: int) -> str:
    return _ANSWERS.format(
        colour=("red", "blue", "green")[number * 13 % 7 % 3],
        birds="owl|raven" if number % 3 else "owl",
        why=f"because of {number}",
    )
