"""Accounts: their balance, and the lock that orders their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_OWN = accounts.c.access_key_id == bindparam("account")
_BALANCE = select(accounts.c.available_cents, accounts.c.on_hold_cents).where(_OWN)
_LOCK = select(accounts.c.access_key_id).where(_OWN).with_for_update()


def get_account_balance(transaction: Transaction, _params: Params) -> Result:
    """Return the available balance, and the balance on hold unless it is zero."""
    row = transaction.connection.execute(_BALANCE, {"account": transaction.account}).first()
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


def is_at_most(amount: str, most_cents: int) -> bool:
    """Return whether the amount is at most `most_cents`.

    The length is compared first, because the API's pattern allows any number of digits and Python
    refuses to convert very long ones.
    """
    return len(amount) <= len(str(most_cents)) + 1 and parse_cents(amount) <= most_cents


def lock_account(transaction: Transaction) -> None:
    """Create the account if it is new, and lock it until the transaction ends."""
    if transaction.connection.execute(_LOCK, {"account": transaction.account}).first() is None:
        transaction.connection.execute(
            _INSERT[transaction.connection.dialect.name],
            {
                "access_key_id": transaction.account,
                "available_cents": transaction.opening_balance_cents,
            },
        )
        transaction.connection.execute(_LOCK, {"account": transaction.account})


_INSERT = {
    "sqlite": sqlite.insert(accounts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(accounts).on_conflict_do_nothing(),
}
