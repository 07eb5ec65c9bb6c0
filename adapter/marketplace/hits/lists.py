"""Lists of HITs, which never include a HIT that was disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select
from sqlalchemy import text as sql

from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.hits.item import ITEM
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import (
    hit_type_requirements,
    hit_types,
    hits,
    qualification_types,
)

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Column, ColumnElement

    from adapter.marketplace.storage.transaction import Params, Transaction

# A literal, because the database uses a partial index only if it sees the same condition.
_NOT_DISPOSED = sql("hits.status != 'Disposed'")
_TYPE_EXISTS = select(qualification_types.c.id).where(
    qualification_types.c.id == bindparam("type_id"), qualification_types.c.status != "Disposing"
)


def _match_own(transaction: Transaction, _params: Params) -> ColumnElement[bool]:
    """Return the condition for all of the caller's HITs."""
    return and_(hits.c.account == transaction.account, _NOT_DISPOSED)


def _match_reviewable(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for HITs with the parameter's Status, by default Reviewable."""
    status = params.get("Status", "Reviewable")
    of_status = and_(hits.c.account == transaction.account, hits.c.status == status)
    if "HITTypeId" in params:
        return and_(of_status, hits.c.type_id == params["HITTypeId"])
    return of_status


def _match_requiring(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for HITs that require a qualification type of any account."""
    type_id = params["QualificationTypeId"]
    if transaction.connection.execute(_TYPE_EXISTS, {"type_id": type_id}).first() is None:
        raise DoesNotExistError("QualificationType", type_id)
    required = hit_type_requirements.c.qualification_type_id == type_id
    types = select(hit_type_requirements.c.hit_type_id).where(required)
    return and_(_match_own(transaction, params), hits.c.type_id.in_(types))


def _select_type_column(column: Column[Any]) -> ColumnElement[Any]:
    """Return the value of a column of the HIT's type."""
    return select(column).where(hit_types.c.id == hits.c.type_id).scalar_subquery()


_SORT = {
    "Title": _select_type_column(hit_types.c.title),
    "Reward": _select_type_column(hit_types.c.reward_cents),
    "Expiration": hits.c.expiration,
    "CreationTime": hits.c.created,
}

HITS = Listing("HITs", ITEM, hits.c.serial, _match_own, hits.c.id, _SORT)
HITS_REQUIRING = Listing("HITs", ITEM, hits.c.serial, _match_requiring, hits.c.id)
REVIEWABLE_HITS = Listing(
    "HITs",
    # Recorded: Amazon's service returned only these members of a reviewable HIT.
    select(hits.c.id.label("HITId"), hits.c.type_id.label("HITTypeId")),
    hits.c.serial,
    _match_reviewable,
    hits.c.id,
    _SORT,
)
