"""Delete what tells who a person is, and keep their work and money under the WorkerId."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select, update

from adapter.marketplace.storage.tables import (
    arrivals,
    assignments,
    bonus_payments,
    invitations,
    messages,
    payouts,
    people,
    qualification_requests,
    qualifications,
    review_job_items,
    review_jobs,
    uploads,
    worker_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Column, Connection

_DELETED = "[deleted]"
_FILE_NAME = "file"
_LEAST_LETTERS = 2

# What requesters wrote about a worker. Their messages to the person are deleted instead.
_TEXTS: tuple[Column[str], ...] = (
    assignments.c.feedback,
    bonus_payments.c.reason,
    payouts.c.note,
    qualification_requests.c.reason,
    qualifications.c.reason,
    worker_blocks.c.reason,
)


def forget(connection: Connection, worker_id: str, now: datetime) -> None:
    """Delete what tells who the person is, end their sessions, and delete their personal links.

    Args:
        connection: in a write transaction.
        worker_id: the person's.
        now: the time.
    """
    _replace_names(connection, list(_list_names(connection, worker_id)), worker_id)
    nothing = {"name": None, "contact": None, "label": None}
    changed = {**nothing, "epoch": people.c.epoch + 1, "forgotten": now}
    connection.execute(update(people).where(people.c.id == worker_id).values(changed))
    of_platform = update(arrivals).where(arrivals.c.worker_id == worker_id)
    connection.execute(of_platform.values(external_id=None, parameters="{}"))
    connection.execute(delete(invitations).where(invitations.c.worker_id == worker_id))
    files = update(uploads).where(uploads.c.worker_id == worker_id)
    connection.execute(files.values(file_name=_FILE_NAME))
    _delete_letters(connection, worker_id)


def _list_names(connection: Connection, worker_id: str) -> Iterable[str]:
    """Yield what the person is called: the whole texts, and the parts of the name."""
    of_record = select(people.c.name, people.c.contact, people.c.label).where(
        people.c.id == worker_id
    )
    for row in connection.execute(of_record):
        yield from (each for each in row if each)
        yield from (row.name or "").split()
    of_platform = select(arrivals.c.external_id).where(arrivals.c.worker_id == worker_id)
    yield from (each for each in connection.execute(of_platform).scalars() if each)


def _replace_names(connection: Connection, names: Iterable[str], worker_id: str) -> None:
    """Take the names out of what requesters wrote about the worker."""
    longest_first = sorted((each for each in names if len(each) >= _LEAST_LETTERS), key=len)[::-1]
    if not longest_first:
        return
    words = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for column in _TEXTS:
        table = column.table
        own = and_(table.c.worker_id == worker_id, column.is_not(None))
        for serial, text in connection.execute(select(table.c.serial, column).where(own)).all():
            if pattern.search(text):
                changed = update(table).where(table.c.serial == serial)
                connection.execute(changed.values({column: pattern.sub(_DELETED, text)}))
    _replace_in_jobs(connection, pattern, worker_id)


def _replace_in_jobs(connection: Connection, pattern: re.Pattern[str], worker_id: str) -> None:
    """Take the names out of the reasons of decisions about many workers at once."""
    with_worker = select(review_job_items.c.job_id).where(review_job_items.c.worker_id == worker_id)
    jobs = select(review_jobs.c.id, review_jobs.c.parameters).where(
        review_jobs.c.id.in_(with_worker)
    )
    for job_id, parameters in connection.execute(jobs).all():
        changed = {
            name: pattern.sub(_DELETED, value) if isinstance(value, str) else value
            for name, value in parameters.items()
        }
        own = update(review_jobs).where(review_jobs.c.id == job_id)
        connection.execute(own.values(parameters=changed))


def _delete_letters(connection: Connection, worker_id: str) -> None:
    """Empty the messages to the person: that they were sent, of which kind and when, stays."""
    letters = update(messages).where(messages.c.recipient == worker_id)
    connection.execute(letters.values(text=""))
    # The subject of other kinds names a qualification or an assignment.
    written = letters.where(messages.c.kind == "NotifyWorkers")
    connection.execute(written.values(subject=""))
