"""Check whether a worker meets a HIT's qualification requirements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from adapter.marketplace.errors import InvalidValueError
from adapter.marketplace.storage.system_types import (
    LOCALE,
    NUMBER_APPROVED,
    PERCENT_ABANDONED,
    PERCENT_APPROVED,
    PERCENT_REJECTED,
    PERCENT_RETURNED,
    PERCENT_SUBMITTED,
)
from adapter.marketplace.storage.tables import Time, assignments, qualifications

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adapter.marketplace.storage.transaction import Transaction

    Requirement = Mapping[str, Any]

GUARDS_DISCOVERY = "DiscoverPreviewAndAccept"
"""The ActionsGuarded that hides a HIT from the lists of workers who do not meet the requirement."""

_LOCALE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

# Assignments of every requester; one whose automatic approval is due counts as approved.
_APPROVED = or_(
    assignments.c.status == "Approved",
    and_(
        assignments.c.status == "Submitted",
        assignments.c.auto_approval <= bindparam("now", type_=Time),
    ),
)
_ABANDONED = or_(
    assignments.c.status == "Abandoned",
    and_(
        assignments.c.status == "Accepted", assignments.c.deadline <= bindparam("now", type_=Time)
    ),
)
_RECORD = select(
    func.count().label("accepted"),
    func.count(assignments.c.submitted).label("submitted"),
    func.count().filter(_APPROVED).label("approved"),
    func.count().filter(assignments.c.status == "Rejected").label("rejected"),
    func.count().filter(assignments.c.status == "Returned").label("returned"),
    func.count().filter(_ABANDONED).label("abandoned"),
).where(assignments.c.worker_id == bindparam("worker_id"))


@dataclass(frozen=True, slots=True)
class Qualification:
    """A worker's qualification of one type: a number or a locale."""

    value: int | None = None
    country: str | None = None
    subdivision: str | None = None

    def __str__(self) -> str:
        place = "-".join(part for part in (self.country, self.subdivision) if part)
        return place or str(self.value)


def parse_locale(text: str) -> Qualification:
    """Return the Worker_Locale that `US` or `US-CA` means, or raise an error."""
    if not _LOCALE.fullmatch(text):
        raise InvalidValueError("Country", text)
    country, _, subdivision = text.partition("-")
    return Qualification(country=country, subdivision=subdivision or None)


def find_qualifications(
    transaction: Transaction,
    worker_id: str,
    type_ids: Iterable[str],
    locale: Qualification | None = None,
) -> dict[str, Qualification]:
    """Return the worker's qualifications of these types by type, with Amazon's computed ones.

    Args:
        transaction: the transaction.
        worker_id: the worker.
        type_ids: the types.
        locale: the worker's Worker_Locale in place of the stored one; None means the stored one.
    """
    wanted = sorted(set(type_ids))
    if not wanted:
        return {}
    columns = qualifications.c
    rows = transaction.execute(
        select(columns.type_id, columns.value, columns.country, columns.subdivision).where(
            columns.worker_id == worker_id,
            columns.type_id.in_(wanted),
            columns.status == "Granted",
        )
    )
    granted = {row.type_id: Qualification(row.value, row.country, row.subdivision) for row in rows}
    stated = {} if locale is None else {LOCALE: locale}
    return {**_compute_record(transaction, worker_id), **granted, **stated}


def _compute_record(transaction: Transaction, worker_id: str) -> dict[str, Qualification]:
    """Return what Amazon's own types say of the worker.

    Source: AWS's developer guide of 2007-06-21 for what is counted over what. A worker without a
    record is one of whom nothing bad is known, as the guide says of the approved ones.
    """
    values = {"worker_id": worker_id, "now": transaction.now}
    record = transaction.execute(_RECORD, values).one()
    decided = record.approved + record.rejected
    numbers = {
        NUMBER_APPROVED: record.approved,
        PERCENT_APPROVED: _compute_percentage(record.approved, decided, 100),
        PERCENT_REJECTED: _compute_percentage(record.rejected, decided, 0),
        PERCENT_SUBMITTED: _compute_percentage(record.submitted, record.accepted, 100),
        PERCENT_RETURNED: _compute_percentage(record.returned, record.accepted, 0),
        PERCENT_ABANDONED: _compute_percentage(record.abandoned, record.accepted, 0),
    }
    return {type_id: Qualification(number) for type_id, number in numbers.items()}


def _compute_percentage(part: int, whole: int, of_nothing: int) -> int:
    return part * 100 // whole if whole else of_nothing


def is_met(requirement: Requirement, owned: Mapping[str, Qualification]) -> bool:
    """Return whether qualifications, by type, meet the requirement."""
    own = owned.get(requirement["QualificationTypeId"])
    comparator: str = requirement["Comparator"]
    if comparator in {"Exists", "DoesNotExist"}:
        return (own is None) == (comparator == "DoesNotExist")
    if own is None:
        return False
    if requirement["QualificationTypeId"] == LOCALE:
        found = any(_matches_locale(own, each) for each in requirement["LocaleValues"])
        return found == (comparator in {"EqualTo", "In"})
    wanted: Sequence[int] = requirement["IntegerValues"]
    return own.value is not None and _COMPARE[comparator](own.value, wanted)


def _matches_locale(own: Qualification, place: Mapping[str, str]) -> bool:
    return own.country == place["Country"] and (
        "Subdivision" not in place or own.subdivision == place["Subdivision"]
    )


_COMPARE: Mapping[str, Callable[[int, Sequence[int]], bool]] = {
    "LessThan": lambda own, values: own < values[0],
    "LessThanOrEqualTo": lambda own, values: own <= values[0],
    "GreaterThan": lambda own, values: own > values[0],
    "GreaterThanOrEqualTo": lambda own, values: own >= values[0],
    "EqualTo": lambda own, values: own == values[0],
    "NotEqualTo": lambda own, values: own != values[0],
    "In": lambda own, values: own in values,
    "NotIn": lambda own, values: own not in values,
}
