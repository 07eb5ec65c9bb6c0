"""HITs in seed files.

Their counts follow from the assignments in the file, and their state from counts and clock; of
HITStatus it counts that it says Reviewable, Reviewing or Disposed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.marketplace.documents import Kind, find_problems
from adapter.marketplace.hits.create import ITEM, UNTOUCHED
from adapter.marketplace.hits.types import YEAR_SECONDS
from adapter.marketplace.seeds.hit_types import type_of_hit
from adapter.marketplace.seeds.noun import Noun
from adapter.marketplace.seeds.shapes import HIT
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from adapter.marketplace.seeds.noun import Item, Row
    from adapter.marketplace.transaction import Turn

_OWNER = select(hits.c.account).where(hits.c.id == bindparam("hit_id"))


def _row(turn: Turn, item: Item) -> Row:
    given, hit_id = item.members, item.members["HITId"]
    owner = turn.connection.execute(_OWNER, {"hit_id": hit_id}).scalar()
    if owner not in {None, turn.account}:
        raise item.wrong("HITId", f"{hit_id} belongs to another account")
    if "Question" in given and (wrong := find_problems(Kind.QUESTION, given["Question"])):
        raise item.wrong("Question", "; ".join(wrong))
    if given.get("MaxAssignments", 1) < 1:
        raise item.wrong("MaxAssignments", "a HIT has at least one")
    expiration = given.get("Expiration") or turn.now + timedelta(seconds=YEAR_SECONDS)
    return {
        "id": hit_id,
        "account": turn.account,
        "type_id": type_of_hit(turn, item),
        "created": given.get("CreationTime") or turn.now,
        "question": given.get("Question"),
        "layout_id": given.get("HITLayoutId"),
        "layout_parameters": given.get("HITLayoutParameters"),
        "annotation": given.get("RequesterAnnotation"),
        "expiration": expiration,
        "due": expiration,
        "status": given.get("HITStatus", "Assignable"),
        "review_status": given.get("HITReviewStatus", "NotReviewed"),
        "max_assignments": given.get("MaxAssignments", 1),
        "assignment_policy": given.get("AssignmentReviewPolicy"),
        "hit_policy": given.get("HITReviewPolicy"),
        **UNTOUCHED,
    }


HITS = Noun(
    name="HITs",
    shape=HIT,
    required=("HITId",),
    identity=("id",),
    table=hits,
    row=_row,
    order=("created", "id"),
    items=ITEM.add_columns(
        hits.c.layout_parameters.label("HITLayoutParameters"),
        hits.c.assignment_policy.label("AssignmentReviewPolicy"),
        hits.c.hit_policy.label("HITReviewPolicy"),
    ).where(hits.c.account == bindparam("account")),
)
