"""Find, create and change the records of people."""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from adapter.marketplace.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from adapter.marketplace.service import Marketplace

_LETTERS = 13


@dataclass(frozen=True, slots=True)
class Person:
    """A person who works in a browser.

    Attributes:
        id: the WorkerId.
        name: None if the person gave none, and so for `contact`.
        auto_accept: whether the next HIT of a group is accepted when one is submitted.
        epoch: sessions of an older epoch are signed out.
    """

    id: str
    name: str | None
    contact: str | None
    auto_accept: bool
    epoch: int


_SELECT = select(people.c.id, people.c.name, people.c.contact, people.c.auto_accept, people.c.epoch)


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
        """
        now = self._marketplace.environment.clock()
        with self._marketplace.database.begin_write() as connection:
            seen = update(people).where(people.c.id == worker_id).values(last_seen=now)
            if not connection.execute(seen).rowcount:
                row = {"id": worker_id, "name": name, "made": now, "last_seen": now}
                connection.execute(insert(people), {**row, "auto_accept": True, "epoch": 0})
            found = _find(connection, worker_id)
        assert found is not None  # noqa: S101 (inserted above)
        return found

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

    def _update(self, worker_id: str, values: Mapping[str, object]) -> None:
        with self._marketplace.database.begin_write() as connection:
            connection.execute(update(people).where(people.c.id == worker_id).values(values))


def _find(connection: Connection, worker_id: str) -> Person | None:
    row = connection.execute(_SELECT.where(people.c.id == worker_id)).first()
    return None if row is None else Person(*row)
