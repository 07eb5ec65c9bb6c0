"""Read members of listed items without which an answer would be wrong."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Item = Mapping[str, Any]


def require_member(item: Item, member: str) -> Any:
    """Return the member's value.

    Raises:
        UnavailableError: it is absent.
    """
    value = item.get(member)
    if value is None:
        raise UnavailableError(f"The upstream listed something without its {member}.")
    return value


def read_dollars(item: Item, member: str) -> Decimal:
    """Return the member's value, which the current API writes as text.

    Raises:
        UnavailableError: it is absent, or no amount.
    """
    try:
        amount = Decimal(require_member(item, member))
    except (InvalidOperation, TypeError, ValueError) as error:
        raise UnavailableError(f"The upstream listed a {member} that is no amount.") from error
    if not amount.is_finite():
        raise UnavailableError(f"The upstream listed a {member} that is no amount.")
    return amount
