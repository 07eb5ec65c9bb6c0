"""Accounts and their balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Transaction

_OWN = accounts.c.access_key_id == bindparam("account")
_BALANCE = select(accounts.c.available_cents, accounts.c.on_hold_cents).where(_OWN)
_LOCK = select(accounts.c.access_key_id).where(_OWN).with_for_update()


def get_account_balance(transaction: Transaction, _params: Params) -> Result:
    """What is there to spend, and what is held for work that is still open, where anything is."""
    row = transaction.connection.execute(_BALANCE, {"account": transaction.account}).first()
    available, on_hold = row or (transaction.opening_balance_cents, 0)
    held = {"OnHoldBalance": format_dollars(on_hold)} if on_hold else {}
    return {"AvailableBalance": format_dollars(available), **held}


def format_dollars(parse_cents: int) -> str:
    """Money as the API writes it: `10000.00`."""
    return f"{parse_cents // 100}.{parse_cents % 100:02}"


def parse_cents(amount: str) -> int:
    """Money as it is stored, of a text that fits the API's pattern: `0.5` is 50."""
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def is_at_most(amount: str, most_cents: int) -> bool:
    """Whether money as text is no more than that.

    Its length comes first: the API's pattern allows any number of digits, and Python does not.
    """
    return len(amount) <= len(str(most_cents)) + 1 and parse_cents(amount) <= most_cents


def lock_account(transaction: Transaction) -> None:
    """Makes the account if it is new, and keeps its other changes waiting until this one ends."""
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
