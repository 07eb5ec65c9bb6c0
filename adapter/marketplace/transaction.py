"""What a handler is given: one call's transaction, and all that comes from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from adapter.marketplace.storage.tokens import Tokens

    AnyRow = Row[*tuple[Any, ...]]
    """A row of whatever columns a statement selects."""

Params = Mapping[str, Any]
"""An operation's parameters, held against the model of the current API."""

Result = Mapping[str, Any]
"""Members of an operation's output; times are aware datetimes in UTC."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One call, in one transaction, which the door commits, or rolls back on any error.

    Attributes:
        connection: in a transaction; one that began as writing where the operation changes things.
        account: the access key that calls.
        now: when the call came, aware, in UTC.
        generate_id: gives identifiers that look like Amazon's.
        tokens: makes and reads NextTokens.
        opening_balance_cents: the balance of an account that is not known yet.
    """

    connection: Connection
    account: str
    now: datetime
    generate_id: Callable[[], str]
    tokens: Tokens
    opening_balance_cents: int


Handler = Callable[[Transaction, Params], Result]
"""Carries out one operation, or raises a MarketplaceError."""
