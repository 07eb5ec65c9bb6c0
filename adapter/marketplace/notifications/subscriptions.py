"""The subscriptions of web addresses to topics, which their receivers confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapter.marketplace.storage.tables import subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.marketplace.storage.database import Database

_INSERT = {
    "sqlite": sqlite.insert(subscriptions).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(subscriptions).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription, with the token that confirms it."""

    token: str
    confirmed: bool


class Subscriptions:
    """The subscriptions in the database; every method raises a ServiceFault if that fails.

    Args:
        database: the marketplace's.
        new_token: returns a token that nobody can guess.
    """

    def __init__(self, database: Database, new_token: Callable[[], str]) -> None:
        self._database = database
        self._new_token = new_token

    def find_or_create(self, topic: str, url: str) -> Subscription:
        """Return the subscription of an address; a new one is not confirmed."""
        known = self._find(topic, url)
        if known is not None:
            return known
        token = self._new_token()
        row = {"topic": topic, "url": url, "token": token, "confirmed": False}
        with self._database.begin_write() as connection:
            connection.execute(_INSERT[connection.dialect.name], row)
        # Another adapter may have been first.
        return self._find(topic, url) or Subscription(token, confirmed=False)

    def confirm(self, topic: str, token: str) -> bool:
        """Confirm a subscription, and return whether there is one with this token."""
        same = and_(subscriptions.c.topic == topic, subscriptions.c.token == token)
        change = update(subscriptions).where(same).values(confirmed=True)
        with self._database.begin_write() as connection:
            return connection.execute(change).rowcount > 0

    def _find(self, topic: str, url: str) -> Subscription | None:
        same = and_(subscriptions.c.topic == topic, subscriptions.c.url == url)
        found = select(subscriptions.c.token, subscriptions.c.confirmed).where(same)
        with self._database.begin_read() as connection:
            row = connection.execute(found).first()
        return None if row is None else Subscription(row.token, row.confirmed)
