"""Check whether a worker meets a HIT's qualification requirements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from adapter.marketplace.storage.system_types import (
    LOCALE,
    NUMBER_APPROVED,
    PERCENT_APPROVED,
)
from adapter.marketplace.storage.tables import Time, assignments, qualifications

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adapter.marketplace.storage.transaction import Transaction

    Requirement = Mapping[str, Any]

GUARDS_DISCOVERY = "DiscoverPreviewAndAccept"
"""The ActionsGuarded that hides a HIT from the lists of workers who do not meet the requirement."""

# Assignments of every requester; one whose automatic approval is due counts as approved.
_APPROVED = or_(
    assignments.c.status == "Approved",
    and_(
        assignments.c.status == "Submitted",
        assignments.c.auto_approval <= bindparam("now", type_=Time),
    ),
)
_RECORD = select(
    func.count().filter(_APPROVED), func.count().filter(assignments.c.status == "Rejected")
).where(assignments.c.worker_id == bindparam("worker_id"))


@dataclass(frozen=True, slots=True)
class Qualification:
    """A worker's qualification of one type: a number or a locale."""

    value: int | None = None
    country: str | None = None
    subdivision: str | None = None


def find_qualifications(
    transaction: Transaction, worker_id: str, type_ids: Iterable[str]
) -> dict[str, Qualification]:
    """Return the worker's qualifications of these types by type, with Amazon's computed ones."""
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
    return {**_compute_approval_record(transaction, worker_id), **granted}


def _compute_approval_record(transaction: Transaction, worker_id: str) -> dict[str, Qualification]:
    values = {"worker_id": worker_id, "now": transaction.now}
    approved, rejected = transaction.execute(_RECORD, values).one()
    decided = approved + rejected
    # A worker without reviewed assignments counts as 100 % approved.
    percent = approved * 100 // decided if decided else 100
    return {PERCENT_APPROVED: Qualification(percent), NUMBER_APPROVED: Qualification(approved)}


def list_unmet_requirements(
    requirements: Sequence[Requirement], owned: Mapping[str, Qualification]
) -> list[Requirement]:
    """Return the requirements that these qualifications do not meet."""
    return [each for each in requirements if not _is_met(each, owned)]


def _is_met(requirement: Requirement, owned: Mapping[str, Qualification]) -> bool:
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
