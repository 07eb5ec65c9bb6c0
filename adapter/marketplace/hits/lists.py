"""Lists of HITs; what was disposed of stands in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy import text as sql

from adapter.marketplace.errors import does_not_exist
from adapter.marketplace.hits.create import ITEM
from adapter.marketplace.storage.paging import page, paged
from adapter.marketplace.storage.tables import hit_type_requirements, hits, qualification_types

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

# As text, since the index that leaves them out is only used where the database can see it.
_KEPT = sql("hits.status != 'Disposed'")
_OWN = hits.c.account == bindparam("account")
_ALL = paged(ITEM.where(_OWN, _KEPT), hits.c.serial)
_QUALIFIED = paged(
    ITEM.join(hit_type_requirements, hit_type_requirements.c.hit_type_id == hits.c.type_id).where(
        _OWN, _KEPT, hit_type_requirements.c.qualification_type_id == bindparam("type_id")
    ),
    hits.c.serial,
)
# Captured: reviewable HITs were listed by little more than their id.
_IN_STATE = select(hits.c.id.label("HITId"), hits.c.type_id.label("HITTypeId")).where(
    _OWN, hits.c.status == bindparam("status")
)
_REVIEWABLE = paged(_IN_STATE, hits.c.serial)
_REVIEWABLE_OF_TYPE = paged(_IN_STATE.where(hits.c.type_id == bindparam("type_id")), hits.c.serial)
_TYPE_EXISTS = select(qualification_types.c.id).where(
    qualification_types.c.id == bindparam("type_id"), qualification_types.c.status != "Disposing"
)


def list_hits(turn: Turn, params: Params) -> Result:
    """All of the caller's HITs."""
    return page(turn, params, _ALL, {"account": turn.account}, "HITs")


def list_reviewable_hits(turn: Turn, params: Params) -> Result:
    """The caller's HITs that are Reviewable, or Reviewing if that is asked for."""
    values = {"account": turn.account, "status": params.get("Status", "Reviewable")}
    if "HITTypeId" in params:
        of_type = {**values, "type_id": params["HITTypeId"]}
        return page(turn, params, _REVIEWABLE_OF_TYPE, of_type, "HITs")
    return page(turn, params, _REVIEWABLE, values, "HITs")


def list_hits_for_qualification_type(turn: Turn, params: Params) -> Result:
    """The caller's HITs that require a qualification of this type, whoever it belongs to."""
    type_id = params["QualificationTypeId"]
    if turn.connection.execute(_TYPE_EXISTS, {"type_id": type_id}).first() is None:
        raise does_not_exist("QualificationType", type_id)
    values = {"account": turn.account, "type_id": type_id}
    return page(turn, params, _QUALIFIED, values, "HITs")
