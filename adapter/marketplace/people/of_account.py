"""People as one account knows them: whom it brought, who arrived by its links, who worked for it.

An account sees name, contact and label only of people whom it brought, and platform ids only of
arrivals by its own links. Of everybody else it knows the WorkerId, as in the API.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, or_, select

from adapter.marketplace.errors import PREFIX, DoesNotExistError, RequestError
from adapter.marketplace.storage.tables import arrivals, assignments, links, people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Select

    from adapter.marketplace.storage.transaction import Transaction

_KEYS_IN_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as one account knows them.

    Attributes:
        id: the WorkerId.
        name: None unless the account brought the person, and so for `contact` and `label`.
        last_seen: the last time that the person came in.
        stopped: since when the person may not come in; None: they may.
        forgotten: when what tells who they are was deleted; None: it was not.
        tasks: how many the person submitted to the account.
        platform: of the last arrival by a link of the account, such as prolific; None: there is
            none.
        external_id: the person's id there; None also if the person was forgotten.
    """

    id: str
    name: str | None
    contact: str | None
    label: str | None
    last_seen: datetime
    stopped: datetime | None
    forgotten: datetime | None
    tasks: int = 0
    platform: str | None = None
    external_id: str | None = None


def list_people(
    transaction: Transaction, search: str = "", offset: int = 0, limit: int | None = None
) -> Sequence[KnownPerson]:
    """Return the people whom the account knows, the newest first.

    Args:
        transaction: of the account.
        search: a part of a WorkerId, name, contact, label or platform id, in any case; empty: all.
        offset: how many newer ones are left out.
        limit: the most people; None: all.
    """
    account = transaction.account
    found = _select(account).where(_match_known(account), _match_search(account, search))
    rows = transaction.execute(found.order_by(people.c.serial.desc()).offset(offset).limit(limit))
    return _complete(transaction, [KnownPerson(*row) for row in rows])


def count_people(transaction: Transaction, search: str = "") -> int:
    """Return how many people `list_people` finds."""
    account = transaction.account
    matched = and_(_match_known(account), _match_search(account, search))
    counted = select(func.count()).select_from(people).where(matched)
    return int(transaction.execute(counted).scalar_one())


def find_known_person(transaction: Transaction, worker_id: str) -> KnownPerson:
    """Return one person; raises a DoesNotExistError if the account does not know them."""
    account = transaction.account
    own = and_(people.c.id == worker_id, _match_known(account))
    row = transaction.execute(_select(account).where(own)).first()
    if row is None:
        raise DoesNotExistError("Worker", worker_id)
    return _complete(transaction, [KnownPerson(*row)])[0]


def find_known_people(
    transaction: Transaction, worker_ids: Sequence[str]
) -> Mapping[str, KnownPerson]:
    """Return those of the workers whom the account knows as people, by their ids."""
    statement = _select(transaction.account).where(_match_known(transaction.account))
    found: list[KnownPerson] = []
    for start in range(0, len(worker_ids), _KEYS_IN_A_STATEMENT):
        some = worker_ids[start : start + _KEYS_IN_A_STATEMENT]
        rows = transaction.execute(statement.where(people.c.id.in_(some)))
        found += [KnownPerson(*row) for row in rows]
    return {each.id: each for each in _complete(transaction, found)}


def is_in_charge(transaction: Transaction, worker_id: str) -> bool:
    """Return whether the account may stop and forget the person, who then does so for everybody.

    It may if it brought them, or if nobody did and they work for no other account.
    """
    others = exists().where(
        assignments.c.worker_id == worker_id, assignments.c.account != transaction.account
    )
    alone = and_(people.c.account.is_(None), _match_known(transaction.account), ~others)
    own = and_(people.c.id == worker_id, or_(people.c.account == transaction.account, alone))
    return transaction.execute(select(people.c.serial).where(own)).first() is not None


def check_is_in_charge(transaction: Transaction, worker_id: str) -> None:
    """Raise a RequestError if the account may not stop and forget the person."""
    find_known_person(transaction, worker_id)
    if not is_in_charge(transaction, worker_id):
        text = "Another account brought this person, or they work for others too. Block them."
        raise RequestError(f"{PREFIX}PermissionDenied", text)


def _select(account: str) -> Select[*tuple[object, ...]]:
    """Return the statement whose rows are the first attributes of a `KnownPerson`."""
    own = people.c.account == account

    def show(column: Column[str]) -> ColumnElement[str | None]:
        return case((own, column), else_=None)

    return select(
        people.c.id,
        show(people.c.name),
        show(people.c.contact),
        show(people.c.label),
        people.c.last_seen,
        people.c.stopped,
        people.c.forgotten,
    )


def _match_known(account: str) -> ColumnElement[bool]:
    """Return the condition of the people whom the account brought or has met."""
    # With the account itself in WHERE, SQLite may read all its assignments for each person, as the
    # order in which a database got its indexes decides between two that fit (bench: desk).
    of_account = case((assignments.c.account == account, 1), else_=0) == 1
    worked = exists().where(assignments.c.worker_id == people.c.id, of_account)
    arrived = exists().where(arrivals.c.worker_id == people.c.id, _match_link(account))
    return or_(people.c.account == account, arrived, worked)


def _match_link(account: str) -> ColumnElement[bool]:
    """Return the condition of arrivals by links of the account."""
    return arrivals.c.link_id.in_(select(links.c.id).where(links.c.account == account))


def _match_search(account: str, search: str) -> ColumnElement[bool]:
    """Return the condition of the people of whom the account can see such a text."""
    texts = (people.c.name, people.c.contact, people.c.label)
    of_record = or_(*(each.icontains(search, autoescape=True) for each in texts))
    of_platform = exists().where(
        arrivals.c.worker_id == people.c.id,
        _match_link(account),
        arrivals.c.external_id.icontains(search, autoescape=True),
    )
    by_id = people.c.id.icontains(search, autoescape=True)
    return or_(by_id, and_(people.c.account == account, of_record), of_platform)


def _complete(transaction: Transaction, found: Sequence[KnownPerson]) -> Sequence[KnownPerson]:
    """Return the people with their tasks and their last arrivals."""
    complete: list[KnownPerson] = []
    for start in range(0, len(found), _KEYS_IN_A_STATEMENT):
        some = found[start : start + _KEYS_IN_A_STATEMENT]
        ids = [each.id for each in some]
        tasks, came = _count_tasks(transaction, ids), _find_arrivals(transaction, ids)
        for each in some:
            platform, external_id = came.get(each.id, (None, None))
            count = tasks.get(each.id, 0)
            complete.append(replace(each, tasks=count, platform=platform, external_id=external_id))
    return complete


def _count_tasks(transaction: Transaction, worker_ids: Sequence[str]) -> Mapping[str, int]:
    # With the account in WHERE, SQLite reads all its assignments instead (bench: desk).
    own = and_(assignments.c.account == transaction.account, assignments.c.submitted.is_not(None))
    counted = (
        select(assignments.c.worker_id, func.count(case((own, 1))).label("tasks"))
        .where(assignments.c.worker_id.in_(worker_ids))
        .group_by(assignments.c.worker_id)
    )
    return {row.worker_id: row.tasks for row in transaction.execute(counted)}


def _find_arrivals(
    transaction: Transaction, worker_ids: Sequence[str]
) -> Mapping[str, tuple[str, str | None]]:
    """Return platform and platform id of each worker's last arrival by a link of the account."""
    latest = (
        select(arrivals.c.worker_id, links.c.preset, arrivals.c.external_id)
        .join(links, links.c.id == arrivals.c.link_id)
        .where(arrivals.c.worker_id.in_(worker_ids), links.c.account == transaction.account)
        .order_by(arrivals.c.serial)
    )
    return {worker: (preset, external) for worker, preset, external in transaction.execute(latest)}
