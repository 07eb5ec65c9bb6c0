"""Keep, find and read the files of an assignment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, select

from adapter.marketplace.errors import INVALID, RequestError
from adapter.marketplace.storage.tables import assignments, uploads
from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Transaction

_UPLOADS = uploads.c
_MAX_NAME = 255
_MAX_IN_WORK_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class UploadMetadata:
    """What a form says of a file.

    Attributes:
        key: the UploadedFileKey.
        name: the file's name on the worker's machine.
        size: the size in bytes.
    """

    key: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file with its content."""

    name: str
    content: bytes


def save_upload(
    transaction: Transaction,
    assignment: tuple[str, str],
    question: str,
    file: UploadedFile,
    limit: int = _MAX_IN_WORK_BYTES,
) -> None:
    """Keep the file in place of another for the same question.

    Files of assignments that the worker returned or abandoned are deleted, so that nobody fills
    the database by accepting and returning.

    Args:
        transaction: a write transaction of the HIT's owner.
        assignment: the AssignmentId and the WorkerId.
        question: the question's identifier.
        file: the file.
        limit: how many bytes the worker may keep in assignments that are not submitted yet.

    Raises:
        RequestError: the worker keeps too much in assignments that are not submitted.
    """
    assignment_id, worker_id = assignment
    _delete_given_up(transaction, worker_id)
    transaction.execute(delete(uploads).where(_match(assignment_id, question)))
    if _sum_in_work(transaction, worker_id) + len(file.content) > limit:
        text = "Submit or return other tasks first: together their files are too large."
        raise RequestError(INVALID, text)
    row = {
        "id": transaction.generate_id(),
        "worker_id": worker_id,
        "assignment_id": assignment_id,
        "question": question,
        "file_name": _read_name(file.name),
        "size": len(file.content),
        "content": file.content,
        "made": transaction.now,
    }
    transaction.execute(insert(uploads), row)


def list_uploads(transaction: Transaction, assignment_id: str) -> Mapping[str, UploadMetadata]:
    """Return the files of the assignment by question."""
    columns = (_UPLOADS.question, _UPLOADS.id, _UPLOADS.file_name, _UPLOADS.size)
    found = transaction.execute(select(*columns).where(_UPLOADS.assignment_id == assignment_id))
    return {question: UploadMetadata(*rest) for question, *rest in found}


def find_upload_id(transaction: Transaction, assignment_id: str, question: str) -> str | None:
    """Return the UploadedFileKey of the answer to a question; None if no file is kept."""
    found: str | None = transaction.execute(
        select(_UPLOADS.id).where(_match(assignment_id, question))
    ).scalar()
    return found


def read_upload(transaction: Transaction, upload_id: str) -> UploadedFile | None:
    """Return the file, or None if it is not kept."""
    wanted = select(_UPLOADS.file_name, _UPLOADS.content).where(_UPLOADS.id == upload_id)
    row = transaction.execute(wanted).first()
    return None if row is None else UploadedFile(row.file_name, row.content)


def read_upload_starts(
    transaction: Transaction, assignment_id: str, length: int
) -> Mapping[str, bytes]:
    """Return the first bytes of the files of the assignment by question, which tell their types."""
    start = func.substr(_UPLOADS.content, 1, length)
    found = transaction.execute(
        select(_UPLOADS.question, start).where(_UPLOADS.assignment_id == assignment_id)
    )
    return {question: bytes(content) for question, content in found}


def _read_name(name: str) -> str:
    """Return the name without folders, which some browsers send with it."""
    last = re.split(r"[/\\]", name)[-1]
    return replace_unwritable(last)[0].strip(". ")[-_MAX_NAME:] or "file"


def _delete_given_up(transaction: Transaction, worker_id: str) -> None:
    given_up = select(assignments.c.id).where(
        assignments.c.worker_id == worker_id, assignments.c.status.in_(("Returned", "Abandoned"))
    )
    own = _UPLOADS.worker_id == worker_id
    transaction.execute(delete(uploads).where(own, _UPLOADS.assignment_id.in_(given_up)))


def _sum_in_work(transaction: Transaction, worker_id: str) -> int:
    in_work = (
        select(func.coalesce(func.sum(_UPLOADS.size), 0))
        .join(assignments, assignments.c.id == _UPLOADS.assignment_id)
        .where(_UPLOADS.worker_id == worker_id, assignments.c.status == "Accepted")
    )
    return int(transaction.execute(in_work).scalar_one())


def _match(assignment_id: str, question: str) -> ColumnElement[bool]:
    return and_(_UPLOADS.assignment_id == assignment_id, _UPLOADS.question == question)
