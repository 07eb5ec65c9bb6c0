"""HITs in seed files.

A HIT's counts follow from the assignments in the file, and its status from counts and clock. Of
HITStatus, only the values Reviewable, Reviewing and Disposed have an effect.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.marketplace.documents import Kind, find_problems
from adapter.marketplace.hits.create import UNTOUCHED
from adapter.marketplace.hits.item import ITEM
from adapter.marketplace.hits.types import YEAR_SECONDS
from adapter.marketplace.seeds.hit_types import type_of_hit
from adapter.marketplace.seeds.seed_list import SeedList
from adapter.marketplace.seeds.shapes import HIT
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import Transaction

_OWNER = select(hits.c.account).where(hits.c.id == bindparam("hit_id"))


def _build_row(transaction: Transaction, item: Item) -> Row:
    members, hit_id = item.members, item.members["HITId"]
    owner = transaction.connection.execute(_OWNER, {"hit_id": hit_id}).scalar()
    if owner not in {None, transaction.account}:
        raise item.build_error("HITId", f"{hit_id} belongs to another account")
    if "Question" in members and (wrong := find_problems(Kind.QUESTION, members["Question"])):
        raise item.build_error("Question", "; ".join(wrong))
    if members.get("MaxAssignments", 1) < 1:
        raise item.build_error("MaxAssignments", "a HIT has at least one")
    expiration = members.get("Expiration") or transaction.now + timedelta(seconds=YEAR_SECONDS)
    return {
        "id": hit_id,
        "account": transaction.account,
        "type_id": type_of_hit(transaction, item),
        "created": members.get("CreationTime") or transaction.now,
        "question": members.get("Question"),
        "layout_id": members.get("HITLayoutId"),
        "layout_parameters": members.get("HITLayoutParameters"),
        "annotation": members.get("RequesterAnnotation"),
        "expiration": expiration,
        "due": expiration,
        "status": members.get("HITStatus", "Assignable"),
        "review_status": members.get("HITReviewStatus", "NotReviewed"),
        "max_assignments": members.get("MaxAssignments", 1),
        "assignment_policy": members.get("AssignmentReviewPolicy"),
        "hit_policy": members.get("HITReviewPolicy"),
        **UNTOUCHED,
    }


HITS = SeedList(
    name="HITs",
    shape=HIT,
    required=("HITId",),
    identity=("id",),
    table=hits,
    to_row=_build_row,
    order=("created", "id"),
    items=ITEM.add_columns(
        hits.c.layout_parameters.label("HITLayoutParameters"),
        hits.c.assignment_policy.label("AssignmentReviewPolicy"),
        hits.c.hit_policy.label("HITReviewPolicy"),
    ).where(hits.c.account == bindparam("account")),
)
