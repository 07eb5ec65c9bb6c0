"""Notifications by SQS wait in the outbox until the program that reads their queue deletes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, update

from adapter.marketplace.notifications.outbox import DELIVERED, WAITING, claim_messages
from adapter.marketplace.notifications.specification import SQS
from adapter.marketplace.storage.tables import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from adapter.marketplace.storage.database import Database

_HANDLE = re.compile(r"(\d{1,18})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that was received.

    Attributes:
        handle: names it, and this receipt of it, to delete it or to change its visibility.
        text: the document of `events.write_document`.
        sent: when its event happened.
        receives: how often it was received, this time included.
    """

    handle: str
    text: str
    sent: datetime
    receives: int


class Queues:
    """The queues of all accounts; every method raises a ServiceFault if the database fails.

    Args:
        database: the marketplace's.
        clock: returns the machine's time.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def receive(
        self, account: str, queue: str, limit: int, hidden: timedelta
    ) -> Sequence[QueuedMessage]:
        """Return messages that are visible, the oldest first, and hide them for a while."""
        now = self._clock()
        of_queue = and_(messages.c.account == account, messages.c.recipient == queue)
        visible = and_(of_queue, _IS_QUEUED, messages.c.due <= now)
        return [
            QueuedMessage(f"{row.serial}-{row.attempts + 1}", row.text, row.sent, row.attempts + 1)
            for row in claim_messages(self._database, visible, limit, now + hidden)
        ]

    def delete(self, account: str, handle: str) -> bool:
        """Delete a message, and return whether the handle has the form of one.

        The handle of an earlier receipt deletes nothing, as the message may be in work elsewhere.
        """
        return self._change(account, handle, state=DELIVERED, due=None)

    def change_visibility(self, account: str, handle: str, hidden: timedelta) -> bool:
        """Hide a received message from now on, and return whether the handle has the right form."""
        return self._change(account, handle, due=self._clock() + hidden)

    def _change(self, account: str, handle: str, **columns: object) -> bool:
        match = _HANDLE.fullmatch(handle)
        if match is None:
            return False
        received = and_(
            messages.c.account == account,
            messages.c.serial == int(match[1]),
            messages.c.attempts == int(match[2]),
            _IS_QUEUED,
        )
        with self._database.begin_write() as connection:
            connection.execute(update(messages).where(received).values(columns))
        return True


_IS_QUEUED: ColumnElement[bool] = and_(messages.c.transport == SQS, messages.c.state == WAITING)
