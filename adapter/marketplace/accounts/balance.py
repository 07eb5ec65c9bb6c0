"""Accounts: their lock and balance, prices and fees, and money on hold.

A HIT's rewards and fees are on hold from its creation until each assignment is approved or
rejected, or can no longer be submitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

FEE_PERCENT = 20
HIGHER_FEE_PERCENT = 40
HIGHER_FEE_ASSIGNMENTS = 10
"""A HIT with at least this number of assignments costs the higher fee."""

MINIMUM_FEE_CENTS = 1
MAX_CENTS = 10**11
"""The maximum of a reward, a bonus and a whole HIT, so that every sum fits the database."""
MAX_BALANCE_CENTS = 10**15
"""The maximum opening balance and sum on hold, so that both together fit the database."""

_INSERT = {
    "sqlite": sqlite.insert(accounts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(accounts).on_conflict_do_nothing(),
}


def lock_account(transaction: Transaction) -> None:
    """Create the account if it is new, and lock it until the transaction ends."""
    own = accounts.c.access_key_id == transaction.account
    lock = select(accounts.c.access_key_id).where(own).with_for_update()
    if transaction.execute(lock).first() is None:
        row = {
            "access_key_id": transaction.account,
            "available_cents": transaction.opening_balance_cents,
        }
        transaction.execute(_INSERT[transaction.connection.dialect.name], row)
        transaction.execute(lock)


def get_account_balance(transaction: Transaction, _params: Params) -> Result:
    """Return the available balance, and the balance on hold unless it is zero."""
    own = accounts.c.access_key_id == transaction.account
    balance = select(accounts.c.available_cents, accounts.c.on_hold_cents).where(own)
    row = transaction.execute(balance).first()
    available, on_hold = row or (transaction.opening_balance_cents, 0)
    on_hold_member = {"OnHoldBalance": format_dollars(on_hold)} if on_hold else {}
    return {"AvailableBalance": format_dollars(available), **on_hold_member}


def format_dollars(amount_cents: int) -> str:
    """Return an amount in the API's form, such as `10000.00`."""
    return f"{amount_cents // 100}.{amount_cents % 100:02}"


def parse_cents(amount: str) -> int:
    """Return the cents of an amount that matches the API's pattern: `0.5` is 50."""
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def is_at_most(amount: str, max_cents: int) -> bool:
    """Return whether the amount is at most `max_cents`.

    The length is compared first because the API's pattern allows any number of digits and Python
    refuses to convert very long ones.
    """
    return len(amount) <= len(str(max_cents)) + 1 and parse_cents(amount) <= max_cents


def compute_fee(amount_cents: int, percent: int = FEE_PERCENT) -> int:
    """Return the service's fee for an amount; half cents are rounded up."""
    return max(MINIMUM_FEE_CENTS, (amount_cents * percent + 50) // 100)


def compute_price(reward_cents: int, max_assignments: int) -> int:
    """Return the reward and fee of one assignment of a HIT with `max_assignments`."""
    percent = HIGHER_FEE_PERCENT if max_assignments >= HIGHER_FEE_ASSIGNMENTS else FEE_PERCENT
    return reward_cents + compute_fee(reward_cents, percent)


def put_on_hold(transaction: Transaction, amount_cents: int) -> None:
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


def pay_from_hold(transaction: Transaction, amount_cents: int) -> None:
    """Pay from the balance on hold."""
    _move(transaction, 0, -amount_cents)


def _move(transaction: Transaction, from_available: int, to_hold: int) -> None:
    move = (
        update(accounts)
        .where(
            accounts.c.access_key_id == transaction.account,
            accounts.c.available_cents >= from_available,
        )
        .values(
            available_cents=accounts.c.available_cents - from_available,
            on_hold_cents=accounts.c.on_hold_cents + to_hold,
        )
    )
    if from_available > MAX_CENTS or transaction.execute(move).rowcount == 0:
        raise RequestError(
            f"{PREFIX}InsufficientFunds",
            "This Requester has insufficient funds in their account to complete this transaction.",
        )
