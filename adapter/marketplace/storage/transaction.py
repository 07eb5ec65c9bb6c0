"""The transaction of one call, with the time, identifiers and tokens that a handler needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult, Executable, Row

    from adapter.marketplace.storage.file_links import FileLinks
    from adapter.marketplace.storage.tokens import Tokens

    AnyRow = Row[*tuple[Any, ...]]
    """A row of whatever columns a statement selects."""

Params = Mapping[str, Any]
"""An operation's parameters, validated by the model of the current API."""

Result = Mapping[str, Any]
"""The members of an operation's output. Times are aware datetimes in UTC."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One call in one database transaction, which the service commits, or rolls back on any error.

    Attributes:
        connection: the connection, in a write transaction if the operation writes.
        account: the access key of the caller.
        now: the time of the call, aware, in UTC.
        generate_id: returns a new identifier in Amazon's format.
        tokens: signs and verifies NextTokens.
        opening_balance_cents: the balance of an account that does not exist yet.
        delivers: the transports by which notifications are sent, and not only stored.
        file_links: builds the links to uploaded files; None: nobody can fetch them.
    """

    connection: Connection
    account: str
    now: datetime
    generate_id: Callable[[], str]
    tokens: Tokens
    opening_balance_cents: int
    delivers: frozenset[str]
    file_links: FileLinks | None

    def execute(
        self, statement: Executable, values: Params | Sequence[Params] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement, with the values of its bound parameters or of several rows."""
        return self.connection.execute(statement, values)


Handler = Callable[[Transaction, Params], Result]
"""A function that carries out one operation, or raises a MarketplaceError."""
