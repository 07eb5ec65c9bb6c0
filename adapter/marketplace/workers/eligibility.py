"""Tell whether a worker may accept a HIT, and if not, what is needed and what the worker has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.assignments.state import RELEASED
from adapter.marketplace.storage.tables import (
    assignments,
    hits,
    qualification_types,
    worker_blocks,
)
from adapter.marketplace.workers.requirements import (
    GUARDS_DISCOVERY,
    Qualification,
    find_qualifications,
    is_met,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from adapter.marketplace.storage.transaction import AnyRow, Result, Transaction
    from adapter.marketplace.workers.requirements import Requirement

_NEEDED: Mapping[str, str] = {
    "LessThan": "less than {}",
    "LessThanOrEqualTo": "at most {}",
    "GreaterThan": "more than {}",
    "GreaterThanOrEqualTo": "at least {}",
    "EqualTo": "{}",
    "NotEqualTo": "any but {}",
    "In": "one of {}",
    "NotIn": "any but {}",
    "Exists": "any",
    "DoesNotExist": "none",
}
_OF_STATUS: Mapping[str, str] = {
    "Unassignable": "all its assignments are taken",
    "Reviewable": "it has ended",
    "Reviewing": "it has ended",
    "Disposed": "it was deleted",
}


@dataclass(frozen=True, slots=True)
class ComparedRequirement:
    """A HIT's requirement beside the worker's qualification.

    Attributes:
        requirement: the requirement in the API's form.
        name: the name of its qualification type.
        is_requestable: whether workers may request a qualification of the type.
        owned: the worker's qualification; None if there is none.
        is_met: whether `owned` meets the requirement.
    """

    requirement: Requirement
    name: str
    is_requestable: bool
    owned: Qualification | None
    is_met: bool

    @property
    def needed_text(self) -> str:
        """Return what is needed, in words."""
        return describe_need(self.requirement)

    @property
    def owned_text(self) -> str:
        """Return what the worker has, such as `75`, `US-CA` or `none`."""
        return "none" if self.owned is None else str(self.owned)

    def __str__(self) -> str:
        return f"{self.name}: needed {self.needed_text}, the worker has {self.owned_text}"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a worker may accept a HIT.

    Attributes:
        requirements: all the HIT's requirements, in their order.
        obstacles: what else keeps the worker from the HIT, in words; empty if nothing does.
    """

    requirements: tuple[ComparedRequirement, ...]
    obstacles: tuple[str, ...]

    @property
    def unmet(self) -> tuple[ComparedRequirement, ...]:
        """Return the requirements that are not met."""
        return tuple(each for each in self.requirements if not each.is_met)

    @property
    def is_hidden(self) -> bool:
        """Return whether lists for the worker leave the HIT out because of a requirement."""
        return is_hidden(self.requirements)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why the worker may not accept the HIT, in words; empty if the worker may."""
        return (*self.obstacles, *map(str, self.unmet))


def describe_need(requirement: Requirement) -> str:
    """Return what a requirement needs, such as `at least 80` or `one of US-CA, GB`."""
    values = requirement.get("IntegerValues") or (
        Qualification(country=each["Country"], subdivision=each.get("Subdivision"))
        for each in requirement.get("LocaleValues", ())
    )
    return _NEEDED[requirement["Comparator"]].format(", ".join(map(str, values)))


def check_hits(
    transaction: Transaction,
    worker_id: str,
    found: Sequence[Result],
    locale: Qualification | None = None,
) -> list[Eligibility]:
    """Return for each of these HITs whether the worker may accept it.

    Args:
        transaction: a read transaction.
        worker_id: the worker.
        found: HITs of any account, in the API's form.
        locale: the worker's Worker_Locale in place of the stored one; None means the stored one.
    """
    compared = compare_requirements(
        transaction, worker_id, [hit["QualificationRequirements"] for hit in found], locale
    )
    obstacles = _Obstacles.read(transaction, worker_id, [hit["HITId"] for hit in found])
    return [
        Eligibility(requirements, tuple(obstacles.list_of(hit)))
        for hit, requirements in zip(found, compared, strict=True)
    ]


def compare_requirements(
    transaction: Transaction,
    worker_id: str,
    sets: Sequence[Sequence[Requirement]],
    locale: Qualification | None = None,
) -> list[tuple[ComparedRequirement, ...]]:
    """Return each set of requirements beside the worker's qualifications."""
    type_ids = {each["QualificationTypeId"] for some in sets for each in some}
    owned = find_qualifications(transaction, worker_id, type_ids, locale)
    types = _find_types(transaction, type_ids)
    return [
        tuple(
            ComparedRequirement(
                each,
                types[each["QualificationTypeId"]].name,
                types[each["QualificationTypeId"]].is_requestable,
                owned.get(each["QualificationTypeId"]),
                is_met(each, owned),
            )
            for each in some
        )
        for some in sets
    ]


def is_hidden(requirements: Iterable[ComparedRequirement]) -> bool:
    """Return whether one of these requirements hides its HIT from the worker's lists."""
    return any(
        not each.is_met and each.requirement["ActionsGuarded"] == GUARDS_DISCOVERY
        for each in requirements
    )


def _find_types(transaction: Transaction, type_ids: Iterable[str]) -> dict[str, AnyRow]:
    columns = qualification_types.c
    wanted = select(columns.id, columns.name, columns.is_requestable)
    rows = transaction.execute(wanted.where(columns.id.in_(sorted(type_ids))))
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Obstacles:
    """What keeps a worker from HITs, other than their requirements.

    Attributes:
        statuses: the status of the worker's own assignment, by HIT.
        blocked: the HITs of requesters who blocked the worker.
    """

    statuses: Mapping[str, str]
    blocked: frozenset[str]

    @classmethod
    def read(cls, transaction: Transaction, worker_id: str, hit_ids: Sequence[str]) -> _Obstacles:
        own = select(assignments.c.hit_id, assignments.c.status).where(
            assignments.c.worker_id == worker_id,
            assignments.c.hit_id.in_(hit_ids),
            assignments.c.status.not_in(RELEASED),
        )
        blocked = (
            select(hits.c.id)
            .join(worker_blocks, worker_blocks.c.account == hits.c.account)
            .where(
                hits.c.id.in_(hit_ids),
                worker_blocks.c.worker_id == worker_id,
                ~worker_blocks.c.ended,
            )
        )
        return cls(
            {row.hit_id: row.status for row in transaction.execute(own)},
            frozenset(transaction.execute(blocked).scalars()),
        )

    def list_of(self, hit: Result) -> Iterator[str]:
        """Yield what keeps the worker from the HIT."""
        own = self.statuses.get(hit["HITId"])
        if own is not None:
            yield f"the worker has an assignment of it, which is {own}"
        elif hit["HITStatus"] in _OF_STATUS:
            yield _OF_STATUS[hit["HITStatus"]]
        if hit["HITId"] in self.blocked:
            yield "its requester blocked the worker"
