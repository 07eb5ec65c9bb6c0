"""Change the HITs of a batch: expire them, offer them for longer, or for more assignments.

Each HIT is changed by the API's own operation, so its rules apply, and a HIT that it refuses stays
as it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.accounts.balance import HIGHER_FEE_ASSIGNMENTS, compute_price
from adapter.marketplace.batch_summaries.batch_id import select_hits
from adapter.marketplace.errors import RefusedCallError
from adapter.marketplace.hits.operations import SHORTEST_EXTENSION
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.batch_summaries.batch_id import BatchId
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction

PART = 500
"""How many HITs one transaction changes."""

_PAST = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What is done to each HIT."""

    EXPIRE = "expire"
    EXTEND = "extend"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of all HITs of a batch.

    Attributes:
        kind: what is done.
        until: the expiration of HITs that are extended.
        more: how many assignments each gets.
        token: no HIT gets assignments twice with the same one.
    """

    kind: Kind
    until: datetime = _PAST
    more: int = 0
    token: str = ""

    def build_call(self, hit_id: str) -> tuple[str, Mapping[str, object]]:
        """Return the operation that changes the HIT, and its parameters."""
        if self.kind is Kind.ADD:
            return "CreateAdditionalAssignmentsForHIT", {
                "HITId": hit_id,
                "NumberOfAdditionalAssignments": self.more,
                "UniqueRequestToken": f"{self.token}-{hit_id}",
            }
        return "UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": self.until}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do.

    Attributes:
        hits: how many HITs it changes.
        refused: how many it would have to change against the API's rules.
        cost_cents: what is put on hold for it.
    """

    hits: int
    refused: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a change did.

    Attributes:
        done: how many HITs were changed.
        refusals: how many were not, by the reason.
        after: where the next part begins; None: there is none.
    """

    done: int
    refusals: Counter[str]
    after: int | None


def preview_change(transaction: Transaction, batch: BatchId, change: Change) -> Preview:
    """Return what the change would do now."""
    counts = (
        select(hit_types.c.reward_cents, hits.c.max_assignments, func.count())
        .join_from(hits, hit_types, hit_types.c.id == hits.c.type_id)
        .where(_match(transaction, batch, change))
        .group_by(hit_types.c.reward_cents, hits.c.max_assignments)
    )
    changed = refused = cost = 0
    for reward, most, number in transaction.execute(counts):
        if most < HIGHER_FEE_ASSIGNMENTS <= most + change.more:
            refused += number
        else:
            changed += number
            cost += number * change.more * compute_price(reward, most)
    return Preview(changed, refused, cost)


def carry_out_part(
    marketplace: Marketplace, account: str, batch: BatchId, change: Change, after: int = 0
) -> Part:
    """Change the next HITs of the batch.

    Args:
        marketplace: whose.
        account: the access key of the HITs' owner.
        batch: whose HITs are changed.
        change: what is done to each; a HIT that has it already is left as it is.
        after: the last part's `after`.

    Raises:
        ServiceFault: the database failed; the part changed nothing.
    """
    with marketplace.begin_read(account) as transaction:
        wanted = (
            select(hits.c.serial, hits.c.id)
            .where(_match(transaction, batch, change), hits.c.serial > after)
            .order_by(hits.c.serial)
            .limit(PART)
        )
        found = transaction.execute(wanted).all()
    refusals: Counter[str] = Counter()
    with marketplace.begin_calls(account) as call:
        for _, hit_id in found:
            try:
                call(*change.build_call(hit_id))
            except RefusedCallError as error:
                refusals[error.message] += 1
    last = found[-1].serial if len(found) == PART else None
    return Part(len(found) - refusals.total(), refusals, last)


def _match(transaction: Transaction, batch: BatchId, change: Change) -> ColumnElement[bool]:
    """Return the condition for the HITs that the change is about."""
    own = select_hits(transaction, batch)
    match change.kind:
        case Kind.EXPIRE:
            return own & ~hits.c.expired
        case Kind.EXTEND:
            soonest = change.until - timedelta(seconds=SHORTEST_EXTENSION)
            return own & (hits.c.expired | (hits.c.expiration <= soonest))
        case Kind.ADD:
            return own
