"""Find, create and change the records of people."""

from __future__ import annotations

import hmac
from base64 import b32encode
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, literal, select, update

from adapter.marketplace.errors import DoesNotExistError, PersonStoppedError, RequestError
from adapter.marketplace.people.export import export_person
from adapter.marketplace.people.forgetting import forget
from adapter.marketplace.storage.tables import people
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from adapter.marketplace.people.export import Export
    from adapter.marketplace.service import Marketplace

_LETTERS = 13


@dataclass(frozen=True, slots=True)
class Person:
    """A person who works in a browser.

    Attributes:
        id: the WorkerId.
        name: None if the person gave none, and so for `contact`.
        label: the number or name that the list of `account` has for the person.
        auto_accept: whether the next HIT of a group is accepted when one is submitted.
        epoch: sessions of an older epoch are signed out.
        account: the access key of who brought the person; None: nobody did.
        stopped: since when the person may not come in any more; None: they may.
        forgotten: when name, contact and platform ids were deleted; None: they were not.
    """

    id: str
    name: str | None
    contact: str | None
    label: str | None
    auto_accept: bool
    epoch: int
    account: str | None = None
    stopped: datetime | None = None
    forgotten: datetime | None = None


_SELECT = select(*(people.c[each.name] for each in fields(Person)))


class People:
    """The records of people; every method may raise a ServiceFault.

    Args:
        marketplace: where they work.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace
        self._key = marketplace.derive_key("worker ids")

    def derive_worker_id(self, *identity: str) -> str:
        """Return the WorkerId of an identity, such as a name or a platform and its id.

        The same identity gives the same id, from which nobody without the installation's secret
        can tell the identity.
        """
        digest = hmac.digest(self._key, "\0".join(identity).encode(), "sha256")
        return "A" + b32encode(digest).decode()[:_LETTERS]

    def derive_requester_id(self, account: str) -> str:
        """Return the id by which workers know the requester, instead of the access key."""
        return self.derive_worker_id("requester", account)

    def find(self, worker_id: str) -> Person | None:
        """Return the person with this WorkerId, or None."""
        with self._marketplace.database.begin_read() as connection:
            return _find(connection, worker_id)

    def sign_in(self, worker_id: str, name: str | None = None) -> Person:
        """Return the person with this WorkerId, who is recorded if they are new.

        Args:
            worker_id: the person's.
            name: of a new person.

        Raises:
            PersonStoppedError: the person may not come in any more.
        """
        now = self._marketplace.environment.clock()
        with self._marketplace.database.begin_write() as connection:
            return record_visit(connection, worker_id, now, name=name)

    def change(
        self, worker_id: str, *, name: str | None, contact: str | None, auto_accept: bool
    ) -> None:
        """Save what a person may change of their record."""
        values = {"name": name, "contact": contact, "auto_accept": auto_accept}
        self._update(worker_id, values)

    def set_auto_accept(self, person: Person, *, auto_accept: bool) -> Person:
        """Save whether the next HIT is accepted when one is submitted; return the changed person.

        Forms send it each time, and it rarely changes: then nothing is written.
        """
        if auto_accept == person.auto_accept:
            return person
        self._update(person.id, {"auto_accept": auto_accept})
        return replace(person, auto_accept=auto_accept)

    def sign_out_everywhere(self, worker_id: str) -> None:
        """End all sessions of the person."""
        self._update(worker_id, {"epoch": people.c.epoch + 1})

    def stop(self, worker_id: str) -> None:
        """Let the person in no more, end their sessions, and return the work that they accepted.

        Work is returned by account, so a process that is killed in between leaves some to its
        deadline, or to the next call.
        """
        now = self._marketplace.environment.clock()
        stopped = func.coalesce(people.c.stopped, literal(now, people.c.stopped.type))
        self._update(worker_id, {"stopped": stopped, "epoch": people.c.epoch + 1})
        self._return_work(worker_id)

    def allow(self, worker_id: str) -> None:
        """Let a person who was stopped in again."""
        self._update(worker_id, {"stopped": None})

    def forget(self, worker_id: str) -> None:
        """Delete what tells who the person is, and return the work that they accepted.

        Their work and the money for it stay, under the WorkerId; so does a stop. Copies of what was
        deleted are in the database's files until `Database.erase_deleted`.

        Raises:
            DoesNotExistError: nobody with this WorkerId ever signed in.
        """
        now = self._marketplace.environment.clock()
        with self._marketplace.database.begin_write() as connection:
            if _find(connection, worker_id) is None:
                raise DoesNotExistError("Worker", worker_id)
            forget(connection, worker_id, now)
        self._return_work(worker_id)

    def export(self, worker_id: str) -> Export:
        """Return everything that is kept about the person; raises a DoesNotExistError."""
        with self._marketplace.database.begin_read() as connection:
            return export_person(connection, worker_id, self.derive_requester_id)

    def list_unseen(self, since: datetime) -> list[str]:
        """Return the WorkerIds of those who were not here since then and are not forgotten."""
        unseen = and_(people.c.last_seen < since, people.c.forgotten.is_(None))
        with self._marketplace.database.begin_read() as connection:
            return list(connection.execute(select(people.c.id).where(unseen)).scalars())

    def has_forgotten(self, since: datetime) -> bool:
        """Return whether somebody was forgotten since then."""
        recent = select(people.c.serial).where(people.c.forgotten >= since)
        with self._marketplace.database.begin_read() as connection:
            return connection.execute(recent).first() is not None

    def _return_work(self, worker_id: str) -> None:
        worker = Worker(self._marketplace, worker_id)
        for work in worker.list_queue():
            # It may have been submitted, or its time may be over, since it was listed.
            with suppress(RequestError):
                worker.return_assignment(work.id)

    def _update(self, worker_id: str, values: Mapping[str, object]) -> None:
        with self._marketplace.database.begin_write() as connection:
            connection.execute(update(people).where(people.c.id == worker_id).values(values))


def record_visit(
    connection: Connection,
    worker_id: str,
    now: datetime,
    *,
    name: str | None = None,
    account: str | None = None,
) -> Person:
    """Return the person who comes in, whatever the way; a new one is recorded.

    Args:
        connection: in a write transaction, in which a refusal undoes the rest of the visit too.
        worker_id: the person's.
        now: the time of the visit.
        name: of a new person.
        account: the access key of who brings the person; kept of a person whom nobody brought yet.

    Raises:
        PersonStoppedError: the person may not come in any more.
    """
    own = people.c.id == worker_id
    # A forgotten person who comes again is a person without a name.
    values = {"last_seen": now, "forgotten": None}
    brought = {"account": func.coalesce(people.c.account, account)}
    if not connection.execute(update(people).where(own).values(**values, **brought)).rowcount:
        row = {**values, "id": worker_id, "name": name, "account": account, "made": now}
        connection.execute(insert(people), {**row, "auto_accept": True, "epoch": 0})
    found = _find(connection, worker_id)
    assert found is not None  # noqa: S101 (inserted above)
    if found.stopped is not None:
        raise PersonStoppedError
    return found


def _find(connection: Connection, worker_id: str) -> Person | None:
    row = connection.execute(_SELECT.where(people.c.id == worker_id)).first()
    return None if row is None else Person(*row)
