"""People who arrive by a recruiting link, and how far they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, select, update

from adapter.marketplace.links.records import SELECT_LINKS, build_link
from adapter.marketplace.storage.tables import arrivals, assignments, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, ScalarSelect, Select

    from adapter.marketplace.links.records import Link
    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True)
class Arrival:
    """A participant who arrived by a link.

    Attributes:
        external_id: the participant's on the platform; None if the person was forgotten.
        parameters: the kept ones of the last arrival.
        came: when they arrived first.
        finished: when the outcome was settled; None while they may go on.
        outcome: one of OUTCOMES.
        submitted: how many tasks they submitted.
        in_work: how many they accepted and did not submit yet.
    """

    serial: int
    link: Link
    external_id: str | None
    worker_id: str
    parameters: Mapping[str, str]
    came: datetime
    finished: datetime | None
    outcome: str | None
    submitted: int
    in_work: int

    @property
    def left(self) -> int | None:
        """Return how many tasks more they may accept; None: any number."""
        most = self.link.most_tasks
        return None if most is None else max(0, most - self.submitted - self.in_work)

    @property
    def is_over(self) -> bool:
        """Return whether they may accept nothing more."""
        return self.outcome is not None or self.left == 0

    def includes(self, account: str, *group_ids: str) -> bool:
        """Return whether the work is part of the study: the account's, and of the link's group."""
        of_group = self.link.group_id is None or self.link.group_id in group_ids
        return account == self.link.account and of_group

    def build_back_url(self, outcome: str) -> str | None:
        """Return the way back to the platform with this outcome, or None if there is none."""
        if self.external_id is None:
            return None
        return self.link.build_back_url(outcome, self.external_id, self.parameters)


def record_arrival(
    transaction: Transaction,
    link: Link,
    external_id: str,
    worker_id: str,
    parameters: Mapping[str, str],
) -> int:
    """Record that a participant arrived, and return the arrival's serial, the same each time.

    Who was sent back with a code or a way back stays finished. Who was not can go on.

    Args:
        transaction: a write transaction of the link's account.
        link: by which they arrive.
        external_id: the participant's on the platform.
        worker_id: the participant's here.
        parameters: the kept ones.
    """
    found = and_(arrivals.c.link_id == link.id, arrivals.c.worker_id == worker_id)
    sent = {"external_id": external_id, "parameters": json.dumps(dict(parameters))}
    row = transaction.execute(select(arrivals).where(found)).first()
    if row is None:
        new = {"link_id": link.id, "worker_id": worker_id, "came": transaction.now}
        added = insert(arrivals).returning(arrivals.c.serial)
        return int(transaction.execute(added, {**new, **sent}).scalar_one())
    settled = row.outcome in link.codes or link.find_back_url(row.outcome or "") is not None
    reopened = {} if settled else {"finished": None, "outcome": None}
    transaction.execute(update(arrivals).where(found).values({**sent, **reopened}))
    return int(row.serial)


def find_arrival(transaction: Transaction, serial: int) -> Arrival | None:
    """Return the arrival of any account, or None."""
    found = _select().where(arrivals.c.serial == serial)
    row = transaction.execute(found).first()
    return None if row is None else _build(row)


def find_arrival_of(transaction: Transaction, link_id: str, worker_id: str) -> Arrival | None:
    """Return the worker's arrival by the link, or None."""
    found = and_(arrivals.c.link_id == link_id, arrivals.c.worker_id == worker_id)
    row = transaction.execute(_select().where(found)).first()
    return None if row is None else _build(row)


def list_arrivals(
    transaction: Transaction, link_id: str, offset: int, limit: int | None
) -> list[Arrival]:
    """Return the arrivals by a link, the latest first."""
    found = _select().where(arrivals.c.link_id == link_id).order_by(arrivals.c.serial.desc())
    return [_build(row) for row in transaction.execute(found.offset(offset).limit(limit))]


def save_outcome(transaction: Transaction, serial: int, outcome: str) -> None:
    """Settle how the arrival ended; an outcome that is settled stays."""
    going = and_(arrivals.c.serial == serial, arrivals.c.outcome.is_(None))
    ended = {"finished": transaction.now, "outcome": outcome}
    transaction.execute(update(arrivals).where(going).values(ended))


def count_arrivals(
    transaction: Transaction, link_ids: Iterable[str]
) -> dict[str, dict[str | None, int]]:
    """Return by link, and by outcome, how many arrived; None: not finished."""
    counted = (
        select(arrivals.c.link_id, arrivals.c.outcome, func.count().label("arrived"))
        .where(arrivals.c.link_id.in_([*link_ids]))
        .group_by(arrivals.c.link_id, arrivals.c.outcome)
    )
    found: dict[str, dict[str | None, int]] = {}
    for row in transaction.execute(counted):
        found.setdefault(row.link_id, {})[row.outcome] = row.arrived
    return found


def _count(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many of the arrival's assignments meet the condition."""
    own = and_(
        assignments.c.worker_id == arrivals.c.worker_id, assignments.c.arrival == arrivals.c.serial
    )
    return select(func.count()).where(own, condition).correlate(arrivals).scalar_subquery()


def _select() -> Select[*tuple[Any, ...]]:
    """Return the statement whose rows `_build` takes."""
    return (
        SELECT_LINKS.join(arrivals, arrivals.c.link_id == links.c.id)
        .add_columns(*arrivals.c)
        .add_columns(
            _count(assignments.c.submitted.is_not(None)).label("submitted"),
            _count(assignments.c.status == "Accepted").label("in_work"),
        )
    )


def _build(row: AnyRow) -> Arrival:
    return Arrival(
        serial=row.serial,
        link=build_link(row),
        external_id=row.external_id,
        worker_id=row.worker_id,
        parameters=json.loads(row.parameters),
        came=row.came,
        finished=row.finished,
        outcome=row.outcome,
        submitted=row.submitted,
        in_work=row.in_work,
    )
