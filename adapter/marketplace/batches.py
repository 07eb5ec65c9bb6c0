"""A batch: one HIT for each row of a table, all of one layout and one type.

As on Amazon's requester site, the header of the table has the names of the layout's placeholders.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.marketplace.accounts.balance import compute_price, format_dollars, parse_cents
from adapter.marketplace.documents import fill_layout, list_placeholders
from adapter.marketplace.hits.layouts import add_layout
from adapter.marketplace.hits.operations import create_hit
from adapter.marketplace.validation import check_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction

    Values = Mapping[str, str]

_MAX_CELL_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """What becomes HITs.

    Attributes:
        html: with a placeholder `${name}` for each column.
        rows: the values of each HIT.
        name: of the layout that is made.
        frame_height: in pixels; 0 means as high as the window.
        properties: the parameters of CreateHIT that all HITs share.
    """

    html: str
    rows: Sequence[Values]
    name: str
    frame_height: int
    properties: Mapping[str, Any]

    @property
    def first(self) -> str:
        """Return the HTML of the first HIT."""
        return fill_layout(self.html, self.rows[0])

    @property
    def cost(self) -> str:
        """Return what all assignments cost with fees, in dollars."""
        assignments = self.properties.get("MaxAssignments", 1)
        price = compute_price(parse_cents(self.properties["Reward"]), assignments)
        return format_dollars(price * assignments * len(self.rows))


@dataclass(frozen=True, slots=True)
class PostedBatch:
    """A batch that was posted."""

    layout_id: str
    hit_type_id: str
    hit_group_id: str
    hit_ids: tuple[str, ...]


def read_rows(table: str, html: str) -> Sequence[Values]:
    """Return the values of each row of a CSV table.

    Args:
        table: its first line has the names of the HTML's placeholders, in any order.
        html: with placeholders.

    Raises:
        ValueError: names or a row do not fit; the message has the line.
    """
    csv.field_size_limit(_MAX_CELL_BYTES)
    reader = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, list_placeholders(html))
        rows = list(_read_values(reader, header))
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
    if not rows:
        raise ValueError("line 2: there is no row, so there is no HIT to make")
    return rows


def _check_header(header: Sequence[str], placeholders: Sequence[str]) -> None:
    unknown = [name for name in header if name not in placeholders]
    missing = [name for name in placeholders if name not in header]
    if unknown:
        raise ValueError(f"line 1: the page has no placeholder ${{{unknown[0]}}} for this column")
    if missing:
        raise ValueError(f"line 1: there is no column for the page's placeholder ${{{missing[0]}}}")
    if len(set(header)) < len(header):
        raise ValueError("line 1: two columns have the same name")


def _read_values(rows: Iterator[list[str]], header: Sequence[str]) -> Iterator[Values]:
    reader: Any = rows
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            text = f"{len(row)} cells where line 1 has {len(header)} columns"
            raise ValueError(f"line {reader.line_num}: {text}")
        yield dict(zip(header, row, strict=True))


def post_batch(
    marketplace: Marketplace,
    account: str,
    batch: Batch,
    report: Callable[[int, int], None] = lambda _made, _total: None,
) -> PostedBatch:
    """Make a layout and a HIT of it for each row, all of them or none.

    Args:
        marketplace: where the HITs are made.
        account: the access key that pays for them.
        batch: what becomes HITs.
        report: receives after each HIT how many are made, and how many there are.

    Raises:
        MarketplaceError: a HIT cannot be made, or the database failed; nothing was changed.
    """
    with marketplace.begin_write(account) as transaction:
        layout_id = add_layout(
            transaction, batch.html, name=batch.name, frame_height=batch.frame_height
        )
        made = []
        for number, values in enumerate(batch.rows, start=1):
            made.append(_create_hit(transaction, batch.properties, layout_id, values))
            report(number, len(batch.rows))
    first = made[0]
    return PostedBatch(
        layout_id=layout_id,
        hit_type_id=first["HITTypeId"],
        hit_group_id=first["HITGroupId"],
        hit_ids=tuple(each["HITId"] for each in made),
    )


def _create_hit(
    transaction: Transaction, properties: Mapping[str, Any], layout_id: str, values: Values
) -> Mapping[str, Any]:
    parameters = [{"Name": name, "Value": value} for name, value in values.items()]
    layout = {"HITLayoutId": layout_id, "HITLayoutParameters": parameters}
    checked = check_parameters("CreateHIT", {**properties, **layout})
    created: Mapping[str, Any] = create_hit(transaction, checked)["HIT"]
    return created
