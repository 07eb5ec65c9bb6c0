"""The requests that wait for a decision, as a requester looks at them, and deciding many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.errors import RefusedCallError
from adapter.marketplace.storage.tables import qualification_requests, qualification_types

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction

_REQUESTS, _TYPES = qualification_requests.c, qualification_types.c
_SELECT = select(
    _REQUESTS.id,
    _REQUESTS.type_id,
    _TYPES.name,
    _REQUESTS.worker_id,
    _REQUESTS.submitted,
    _REQUESTS.test,
    _REQUESTS.answer,
    _TYPES.answer_key,
).join_from(qualification_requests, qualification_types, _TYPES.id == _REQUESTS.type_id)


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that waits.

    Attributes:
        id: the QualificationRequestId.
        name: of the type.
        test: the type's at the time of the request; None: it had none.
        answer: a QuestionFormAnswers document; None: there was no test.
        answer_key: the type's now; None: it has none.
    """

    id: str
    type_id: str
    name: str
    worker_id: str
    submitted: datetime
    test: str | None
    answer: str | None
    answer_key: str | None


@dataclass(frozen=True, slots=True)
class WaitingType:
    """A type with requests that wait, and how many."""

    id: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a request: its value if it is granted; None: it is rejected."""

    request_id: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of decisions: the requests that were decided, and why others were not, by id."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, RefusedCallError], ...]


def list_waiting(
    transaction: Transaction, type_id: str | None, offset: int, limit: int
) -> Sequence[WaitingRequest]:
    """Return requests that wait, the oldest first.

    Args:
        transaction: a transaction of the account.
        type_id: the type; None: all of the account's.
        offset: how many to leave out.
        limit: the maximum number.
    """
    found = _SELECT.where(*_match(transaction, type_id)).order_by(_REQUESTS.submitted, _REQUESTS.id)
    rows = transaction.execute(found.offset(offset).limit(limit))
    return [WaitingRequest(*row) for row in rows]


def find_waiting(transaction: Transaction, ids: Sequence[str]) -> Sequence[WaitingRequest]:
    """Return those of the account's requests with these ids that wait, the oldest first."""
    found = _SELECT.where(*_match(transaction, None), _REQUESTS.id.in_(ids))
    rows = transaction.execute(found.order_by(_REQUESTS.submitted, _REQUESTS.id))
    return [WaitingRequest(*row) for row in rows]


def count_waiting(transaction: Transaction) -> Sequence[WaitingType]:
    """Return the account's types with requests that wait, by name."""
    counts = (
        select(_TYPES.id, _TYPES.name, func.count())
        .join_from(qualification_requests, qualification_types, _TYPES.id == _REQUESTS.type_id)
        .where(*_match(transaction, None))
        .group_by(_TYPES.id, _TYPES.name)
        .order_by(_TYPES.name, _TYPES.id)
    )
    return [WaitingType(*row) for row in transaction.execute(counts)]


def decide_requests(
    marketplace: Marketplace,
    account: str,
    decisions: Sequence[Decision],
    reason: str = "",
) -> Decided:
    """Decide requests by the API's operations, in one transaction; one that is refused stays.

    Args:
        marketplace: where they wait.
        account: the owner of their types.
        decisions: what becomes of each.
        reason: is sent to the workers who are rejected; empty: none is.
    """
    done, refused = [], []
    with marketplace.begin_calls(account) as call:
        for each in decisions:
            params: dict[str, str | int] = {"QualificationRequestId": each.request_id}
            try:
                if each.value is None:
                    why = {"Reason": reason} if reason else {}
                    call("RejectQualificationRequest", {**params, **why})
                else:
                    call("AcceptQualificationRequest", {**params, "IntegerValue": each.value})
                done.append(each.request_id)
            except RefusedCallError as error:
                refused.append((each.request_id, error))
    return Decided(tuple(done), tuple(refused))


def _match(transaction: Transaction, type_id: str | None) -> list[ColumnElement[bool]]:
    of_account = _REQUESTS.account == transaction.account
    of_type = [] if type_id is None else [_REQUESTS.type_id == type_id]
    return [of_account, *of_type, _REQUESTS.status == "Pending"]
