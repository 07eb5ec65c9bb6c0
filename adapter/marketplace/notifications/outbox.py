"""The outbox: notifications that are to be sent, stored in the transaction of their event.

Who sends one claims it first, for longer than sending takes; another adapter on the same database
sends it only if the first did not end it by then. The first notification to each destination is
sent alone, so that they arrive in order, and an address that does not answer delays only its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select, update

from adapter.marketplace.notifications.events import build_event, write_document
from adapter.marketplace.notifications.specification import SQS
from adapter.marketplace.storage.tables import messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from adapter.marketplace.storage.database import Database
    from adapter.marketplace.storage.transaction import Transaction

WAITING, DELIVERED, FAILED = "Waiting", "Delivered", "Failed"

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a new notification is due: by any clock, as the marketplace's may be set to another time."""
_CLAIM = timedelta(minutes=2)
_BACK_OFF = tuple(timedelta(seconds=each) for each in (1, 5, 30, 120, 600))
"""The delays after each attempt that got no answer; the attempt after the last is the last."""

# Those by SQS wait until their queue is read.
_PENDING = and_(messages.c.due.is_not(None), messages.c.transport != SQS)
_HEADS = (
    select(func.min(messages.c.serial))
    .where(_PENDING)
    .group_by(messages.c.account, messages.c.transport, messages.c.recipient)
)


@dataclass(frozen=True, slots=True)
class Notification:
    """A claimed notification.

    Attributes:
        serial: its number in the outbox.
        attempts: the number of attempts, this one included.
        text: the document of `events.write_document`.
    """

    serial: int
    account: str
    transport: str
    destination: str
    text: str
    attempts: int


def store_notification(
    transaction: Transaction,
    specification: Mapping[str, str],
    event: str,
    when: datetime,
    ids: Mapping[str, str],
) -> None:
    """Store a notification; it is sent after the commit, if its transport sends."""
    document_id = transaction.generate_id()
    text = write_document(build_event(event, when, ids), document_id, transaction.account)
    sends = specification["Transport"] in transaction.delivers
    row = {
        "account": transaction.account,
        "recipient": specification["Destination"],
        "kind": event,
        "subject": event,
        "text": text,
        "sent": when,
        "transport": specification["Transport"],
        "state": WAITING if sends else None,
        "due": _AT_ONCE if sends else None,
    }
    transaction.execute(insert(messages), row)


class Outbox:
    """The notifications of all accounts that are to be sent.

    Args:
        database: the marketplace's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Return notifications that are due, at most one for each destination.

        Args:
            now: the machine's time.
            limit: the most notifications to return.

        Raises:
            ServiceFault: the database failed.
        """
        due = and_(messages.c.serial.in_(_HEADS), messages.c.due <= now)
        return [
            Notification(
                row.serial, row.account, row.transport, row.recipient, row.text, row.attempts + 1
            )
            for row in claim_messages(self._database, due, limit, now + _CLAIM)
        ]

    def record_answer(self, notification: Notification, failure: str | None) -> None:
        """End a notification that the receiver answered.

        Args:
            notification: a claimed one.
            failure: why it was not accepted; None if it was.
        """
        state = DELIVERED if failure is None else FAILED
        self._update(notification, state=state, due=None, failure=failure)

    def record_silence(self, notification: Notification, now: datetime, failure: str) -> None:
        """Send a notification again later, or end it after the last attempt.

        Args:
            notification: a claimed one.
            now: the machine's time.
            failure: why there was no answer.
        """
        if notification.attempts > len(_BACK_OFF):
            self.record_answer(notification, failure)
        else:
            due = now + _BACK_OFF[notification.attempts - 1]
            self._update(notification, due=due, failure=failure)

    def _update(self, notification: Notification, **columns: object) -> None:
        with self._database.begin_write() as connection:
            row = messages.c.serial == notification.serial
            connection.execute(update(messages).where(row).values(columns))


def claim_messages(
    database: Database, condition: ColumnElement[bool], limit: int, until: datetime
) -> Sequence[Row[Any]]:
    """Claim the oldest messages that fit, and return their rows as they were before.

    Args:
        database: the marketplace's.
        condition: fits messages that have a `due`.
        limit: the most messages to claim.
        until: what `due` becomes; nobody else gets them before, and an attempt is counted.

    Raises:
        ServiceFault: the database failed.
    """
    found = select(messages).where(condition).order_by(messages.c.serial).limit(limit)
    # Most often there is nothing, which takes no lock.
    with database.begin_read() as connection:
        if connection.execute(found.limit(1)).first() is None:
            return ()
    with database.begin_write() as connection:
        rows = connection.execute(found).all()
        return [row for row in rows if _claim(connection, row, until)]


def _claim(connection: Connection, row: Row[Any], until: datetime) -> bool:
    """Claim a row, and return whether nobody else claimed it meanwhile."""
    same = and_(messages.c.serial == row.serial, messages.c.due == row.due)
    values = {"due": until, "attempts": messages.c.attempts + 1}
    return connection.execute(update(messages).where(same).values(values)).rowcount == 1
