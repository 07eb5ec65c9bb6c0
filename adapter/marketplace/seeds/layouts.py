"""HIT layouts in seed files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import bindparam

from adapter.current_api.model import Shape
from adapter.marketplace.seeds.seed_list import SeedList, find_owners, set_defaults
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.tables import layouts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import Transaction

_TEXT = Shape("String", "string", min=1)

# The API has no operation that returns layouts, so it has no shape for them.
_LAYOUT = Shape(
    "HITLayout",
    "structure",
    members=MappingProxyType(
        {
            "HITLayoutId": _TEXT,
            "Name": _TEXT,
            "HTML": _TEXT,
            "FrameHeight": Shape("Integer", "integer", min=0),
        }
    ),
)
_COLUMNS = {
    "HITLayoutId": "id",
    "Name": "name",
    "HTML": "html",
    "FrameHeight": "frame_height",
}


def _build_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    owners = find_owners(transaction, items, "HITLayoutId", layouts)
    for item, owner in zip(items, owners, strict=True):
        item.raise_for_owner("HITLayoutId", owner, transaction.account)
    rows = (
        set_defaults(item.read_columns(_COLUMNS), name=item.members["HITLayoutId"], frame_height=0)
        for item in items
    )
    return [{"account": transaction.account, "made": transaction.now, **row} for row in rows]


LAYOUTS = SeedList(
    name="HITLayouts",
    shape=_LAYOUT,
    required=("HITLayoutId", "HTML"),
    identity=("id",),
    table=layouts,
    to_rows=_build_rows,
    order=("made", "id"),
    items=label_columns(layouts, _COLUMNS).where(layouts.c.account == bindparam("account")),
)
