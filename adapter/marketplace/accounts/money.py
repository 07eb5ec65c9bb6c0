"""What things cost, and what an account has to spend.

Money is available, on hold, or paid. A HIT's rewards and fees are on hold from the moment work is
offered until it is decided, or can no longer be done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Transaction

FEE_PERCENT = 20
HIGHER_FEE_PERCENT = 40
HIGHER_FEE_ASSIGNMENTS = 10
"""From this many assignments on, a HIT costs the higher fee."""

MINIMUM_FEE_CENTS = 1
MAX_CENTS = 10**11
"""No reward, bonus or whole HIT is larger than this, so that every sum fits the database."""
MAX_BALANCE_CENTS = 10**15
"""No account begins with more, or has more on hold, so that they fit it together."""

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
    """The service's part on top of an amount, half cents rounded up."""
    return max(MINIMUM_FEE_CENTS, (amount_cents * percent + 50) // 100)


def compute_price(reward_cents: int, max_assignments: int) -> int:
    """What one assignment costs, reward and fee, of a HIT with so many."""
    percent = HIGHER_FEE_PERCENT if max_assignments >= HIGHER_FEE_ASSIGNMENTS else FEE_PERCENT
    return reward_cents + compute_fee(reward_cents, percent)


def hold(transaction: Transaction, amount_cents: int) -> None:
    """Puts money on hold, or gives it back where the amount is negative; refused when short."""
    if amount_cents:
        _move(transaction, amount_cents, amount_cents)


def pay(transaction: Transaction, amount_cents: int) -> None:
    """Pays out of what is available; refused when short."""
    _move(transaction, amount_cents, 0)


def pay_on_hold(transaction: Transaction, amount_cents: int) -> None:
    """Pays out of what is on hold."""
    _move(transaction, 0, -amount_cents)


def _move(transaction: Transaction, from_available: int, to_hold: int) -> None:
    short = from_available > MAX_CENTS
    values = {"account": transaction.account, "from_available": from_available, "to_hold": to_hold}
    if short or transaction.connection.execute(_MOVE, values).rowcount == 0:
        raise RequestError(
            f"{PREFIX}InsufficientFunds",
            "This Requester has insufficient funds in their account to complete this transaction.",
        )
