"""Compute prices and fees, and move money between available, on hold and paid.

A HIT's rewards and fees are on hold from its creation until each assignment is approved or
rejected, or can no longer be submitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Transaction

FEE_PERCENT = 20
HIGHER_FEE_PERCENT = 40
HIGHER_FEE_ASSIGNMENTS = 10
"""A HIT with at least this number of assignments costs the higher fee."""

MINIMUM_FEE_CENTS = 1
MAX_CENTS = 10**11
"""The maximum of a reward, a bonus and a whole HIT, so that every sum fits the database."""
MAX_BALANCE_CENTS = 10**15
"""The maximum opening balance and sum on hold, so that both together fit the database."""

_MOVE = (
    update(accounts)
    .where(
        accounts.c.access_key_id == bindparam("account"),
        accounts.c.available_cents >= bindparam("from_available"),
    )
    .values(
        available_cents=accounts.c.available_cents - bindparam("from_available"),
        on_hold_cents=accounts.c.on_hold_cents + bindparam("to_hold"),
    )
)


def compute_fee(amount_cents: int, percent: int = FEE_PERCENT) -> int:
    """Return the service's fee for an amount; half cents are rounded up."""
    return max(MINIMUM_FEE_CENTS, (amount_cents * percent + 50) // 100)


def compute_price(reward_cents: int, max_assignments: int) -> int:
    """Return the reward and fee of one assignment of a HIT with `max_assignments`."""
    percent = HIGHER_FEE_PERCENT if max_assignments >= HIGHER_FEE_ASSIGNMENTS else FEE_PERCENT
    return reward_cents + compute_fee(reward_cents, percent)


def hold(transaction: Transaction, amount_cents: int) -> None:
    """Put money on hold, or release it if the amount is negative.

    Raises:
        RequestError: the account has less available.
    """
    if amount_cents:
        _move(transaction, amount_cents, amount_cents)


def pay(transaction: Transaction, amount_cents: int) -> None:
    """Pay from the available balance.

    Raises:
        RequestError: the account has less available.
    """
    _move(transaction, amount_cents, 0)


def pay_on_hold(transaction: Transaction, amount_cents: int) -> None:
    """Pay from the balance on hold."""
    _move(transaction, 0, -amount_cents)


def _move(transaction: Transaction, from_available: int, to_hold: int) -> None:
    short = from_available > MAX_CENTS
    values = {"account": transaction.account, "from_available": from_available, "to_hold": to_hold}
    if short or transaction.connection.execute(_MOVE, values).rowcount == 0:
        raise RequestError(
            f"{PREFIX}InsufficientFunds",
            "This Requester has insufficient funds in their account to complete this transaction.",
        )
