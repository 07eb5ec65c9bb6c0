"""Find what a worker is asked: by a HIT, by an assignment of it, or by a qualification's test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.errors import INVALID, RequestError
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.qualifications.types import DELETED
from adapter.marketplace.storage.tables import assignments, hits, qualification_types

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Result, Transaction

_TYPE_MEMBERS = {
    "QualificationTypeId": "id",
    "Name": "name",
    "Description": "description",
    "TestDurationInSeconds": "test_seconds",
    "Test": "test",
}
"""What a worker sees of a type: all but its answer key."""


def find_asked(transaction: Transaction, identifier: str) -> Result:
    """Return the HIT, in the API's form, or the qualification type without its answer key.

    Args:
        transaction: a read transaction.
        identifier: a HITId, an AssignmentId, or a QualificationTypeId, of any account.

    Raises:
        RequestError: there is nothing of this identifier.
    """
    of_assignment = select(assignments.c.hit_id).where(assignments.c.id == identifier)
    hit_id = transaction.execute(of_assignment).scalar() or identifier
    owner = transaction.execute(select(hits.c.account).where(hits.c.id == hit_id)).scalar()
    if owner is not None:
        return read_hit(replace(transaction, account=owner), hit_id)
    columns = qualification_types.c
    of_type = select(qualification_types).where(columns.id == identifier, columns.status != DELETED)
    row = transaction.execute(of_type).first()
    if row is None:
        text = f"There is no HIT, assignment or qualification type {identifier}."
        raise RequestError(INVALID, text)
    found = row._asdict()
    return {
        member: found[column]
        for member, column in _TYPE_MEMBERS.items()
        if found[column] is not None
    }
