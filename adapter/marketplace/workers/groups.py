"""List the groups of HITs that a worker can choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from adapter.marketplace.assignments.state import RELEASED
from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.qualifications.requirements import GUARDS_ACCEPT
from adapter.marketplace.storage.tables import assignments, hit_types, hits, worker_blocks
from adapter.marketplace.workers.eligibility import compare_requirements, is_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from adapter.marketplace.storage.transaction import AnyRow, Transaction
    from adapter.marketplace.workers.eligibility import ComparedRequirement


@dataclass(frozen=True, slots=True)
class Group:
    """The HITs of one type that a worker can accept.

    Attributes:
        id: the HITGroupId.
        requester: the account of the requester, which is not shown to workers.
        reward_cents: the reward of each HIT.
        seconds: the time for each HIT.
        created: when the newest HIT was created.
        hits: how many HITs are left for the worker.
        requirements: beside the worker's qualifications.
    """

    id: str
    type_id: str
    requester: str
    title: str
    description: str
    keywords: str
    reward_cents: int
    seconds: int
    created: datetime
    hits: int
    requirements: tuple[ComparedRequirement, ...]

    @property
    def unmet(self) -> tuple[ComparedRequirement, ...]:
        """Return the requirements that the worker does not meet."""
        return tuple(each for each in self.requirements if not each.is_met)

    @property
    def may_preview(self) -> bool:
        """Return whether the worker may see a HIT of the group before accepting it."""
        guarded = (each.requirement["ActionsGuarded"] for each in self.unmet)
        return all(each == GUARDS_ACCEPT for each in guarded)


def list_groups(
    transaction: Transaction,
    worker_id: str,
    search: str = "",
    group_id: str | None = None,
    *,
    with_hidden: bool = False,
) -> list[Group]:
    """Return the groups with HITs for the worker, the one with the newest HIT first.

    A group that the worker may not discover, or whose requester blocked the worker, is left out.

    Args:
        transaction: a read transaction, after due changes were applied.
        worker_id: the worker.
        search: words that the title, description or keywords all have; any case.
        group_id: the HITGroupId or HITTypeId of the only group to return; None: all.
        with_hidden: whether to return those too that the worker may not discover.
    """
    done, blocking = _count_done(transaction, worker_id), _find_blocking(transaction, worker_id)
    rows = [
        row
        for row in transaction.execute(_select_types(group_id))
        if row.account not in blocking
        and row.hits > done.get(row.id, 0)
        and _has_words(row, search.casefold().split())
    ]
    compared = compare_requirements(transaction, worker_id, [row.requirements for row in rows])
    return [
        _build_group(row, row.hits - done.get(row.id, 0), requirements)
        for row, requirements in zip(rows, compared, strict=True)
        if with_hidden or not is_hidden(requirements)
    ]


def _select_types(group_id: str | None) -> Select[*tuple[Any, ...]]:
    """Return the statement of the types with HITs on offer, and of how many each has."""
    counts = (
        select(hits.c.type_id, func.count().label("hits"), func.max(hits.c.serial).label("newest"))
        .where(hits.c.status == "Assignable")
        .group_by(hits.c.type_id)
    )
    if group_id is not None:
        of_group = select(hit_types.c.id).where(match_group(group_id))
        counts = counts.where(hits.c.type_id.in_(of_group))
    on_offer = counts.subquery()
    return (
        select(
            hit_types.c.group_id,
            hit_types.c.id,
            hit_types.c.account,
            hit_types.c.title,
            hit_types.c.description,
            hit_types.c.keywords,
            hit_types.c.reward_cents,
            hit_types.c.assignment_seconds,
            hit_types.c.requirements,
            hits.c.created,
            on_offer.c.hits,
        )
        .join(on_offer, on_offer.c.type_id == hit_types.c.id)
        .join(hits, hits.c.serial == on_offer.c.newest)
        .order_by(on_offer.c.newest.desc())
    )


def match_group(group_id: str) -> ColumnElement[bool]:
    """Return the condition of the type with this HITGroupId or HITTypeId."""
    return or_(hit_types.c.group_id == group_id, hit_types.c.id == group_id)


def find_type(transaction: Transaction, group_id: str) -> AnyRow:
    """Return the `id` and the `account` of the type with this HITGroupId or HITTypeId."""
    wanted = select(hit_types.c.id, hit_types.c.account).where(match_group(group_id))
    row = transaction.execute(wanted).first()
    if row is None:
        raise RequestError(f"{PREFIX}HITGroupDoesNotExist", "There is no such group of HITs.")
    return row


def _count_done(transaction: Transaction, worker_id: str) -> dict[str, int]:
    """Return by type how many HITs on offer the worker does or did."""
    counts = (
        select(hits.c.type_id, func.count().label("done"))
        .join(assignments, assignments.c.hit_id == hits.c.id)
        .where(
            assignments.c.worker_id == worker_id,
            assignments.c.status.not_in(RELEASED),
            hits.c.status == "Assignable",
        )
        .group_by(hits.c.type_id)
    )
    return {row.type_id: row.done for row in transaction.execute(counts)}


def _find_blocking(transaction: Transaction, worker_id: str) -> set[str]:
    """Return the accounts that blocked the worker."""
    blocks = and_(worker_blocks.c.worker_id == worker_id, ~worker_blocks.c.ended)
    return set(transaction.execute(select(worker_blocks.c.account).where(blocks)).scalars())


def _has_words(row: AnyRow, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = f"{row.title} {row.description} {row.keywords or ''}".casefold()
    return all(word in text for word in words)


def _build_group(row: AnyRow, left: int, requirements: tuple[ComparedRequirement, ...]) -> Group:
    return Group(
        id=row.group_id,
        type_id=row.id,
        requester=row.account,
        title=row.title,
        description=row.description,
        keywords=row.keywords or "",
        reward_cents=row.reward_cents,
        seconds=row.assignment_seconds,
        created=row.created,
        hits=left,
        requirements=requirements,
    )
