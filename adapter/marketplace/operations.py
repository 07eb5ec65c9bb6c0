"""Which handler carries out which operation of the current API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.accounts import get_account_balance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.turn import Handler

OPERATIONS: Mapping[str, Handler] = {
    "GetAccountBalance": get_account_balance,
}
