"""HIT layouts: keep HTML with placeholders under a HITLayoutId, and fill it for a HIT.

Amazon's requester site made layouts, and no operation of the API does. Here `mturk-adapter layout`
and seeds make them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from adapter.marketplace.documents import fill_layout, list_placeholders, write_html_question
from adapter.marketplace.errors import (
    INVALID,
    DoesNotExistError,
    ParameterValidationError,
    RequestError,
)
from adapter.marketplace.storage.tables import layouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.storage.transaction import AnyRow, Params, Transaction


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout.

    Attributes:
        id: the HITLayoutId.
        name: for people.
        html: with placeholders `${name}`.
        frame_height: in pixels; 0 means as high as the window.
        made: when it was added.
        retired: since when it is not offered any more; None: it is.
    """

    id: str
    name: str
    html: str
    frame_height: int
    made: datetime
    retired: datetime | None

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names of the parameters that a HIT of the layout has to have."""
        return list_placeholders(self.html)


_LAYOUTS = select(layouts)


def add_layout(
    transaction: Transaction,
    html: str,
    *,
    name: str,
    frame_height: int = 0,
    layout_id: str | None = None,
) -> str:
    """Add a layout to the account, and return its HITLayoutId.

    Args:
        transaction: a write transaction of the account.
        html: with placeholders `${name}`.
        name: for people.
        frame_height: in pixels; 0 means as high as the window.
        layout_id: that an old program names; None: a new one.

    Raises:
        RequestError: a layout with this id exists.
    """
    new_id = layout_id or transaction.generate_id()
    if _find_row(transaction, new_id) is not None:
        raise RequestError(INVALID, f"There is a layout {new_id} already.")
    row = {"id": new_id, "account": transaction.account, "name": name, "html": html}
    place = {"frame_height": frame_height, "made": transaction.now}
    transaction.execute(insert(layouts), {**row, **place})
    return new_id


def list_layouts(transaction: Transaction) -> Sequence[Layout]:
    """Return the account's layouts, the oldest first."""
    own = _LAYOUTS.where(layouts.c.account == transaction.account).order_by(layouts.c.serial)
    return [_build_layout(row) for row in transaction.execute(own)]


def find_layout(transaction: Transaction, layout_id: str) -> Layout | None:
    """Return the account's layout with this id, or None."""
    row = _find_row(transaction, layout_id)
    if row is None or row.account != transaction.account:
        return None
    return _build_layout(row)


def retire_layout(transaction: Transaction, layout_id: str, *, retired: bool) -> None:
    """Offer the account's layout no more, or again; programs can name it all the time."""
    own = (layouts.c.account == transaction.account) & (layouts.c.id == layout_id)
    change = update(layouts).where(own)
    transaction.execute(change.values(retired=transaction.now if retired else None))


def write_question(transaction: Transaction, params: Params) -> str:
    """Return the HTMLQuestion of a HIT with these HITLayoutId and HITLayoutParameters.

    Raises:
        RequestError: the account has no such layout.
        ParameterValidationError: the parameters are not those that the layout asks for.
    """
    layout_id = params["HITLayoutId"]
    layout = find_layout(transaction, layout_id)
    if layout is None:
        raise DoesNotExistError("HITLayout", layout_id)
    try:
        html = fill_layout(layout.html, _read_values(params.get("HITLayoutParameters", ())))
    except ValueError as error:
        reason = f"The HITLayoutParameters do not fit the HITLayout {layout_id}: {error}."
        raise ParameterValidationError(INVALID, reason) from None
    return write_html_question(html, layout.frame_height)


def _read_values(parameters: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    names = [each.get("Name", "") for each in parameters]
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise ValueError(f"there are several values for {', '.join(repeated)}")
    return {each.get("Name", ""): each.get("Value", "") for each in parameters}


def _find_row(transaction: Transaction, layout_id: str) -> AnyRow | None:
    return transaction.execute(_LAYOUTS.where(layouts.c.id == layout_id)).one_or_none()


def _build_layout(row: AnyRow) -> Layout:
    return Layout(row.id, row.name, row.html, row.frame_height, row.made, row.retired)
