"""The one door: every current call goes through it, as one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from adapter.marketplace.accounts.accounts import lock_account, parse_cents
from adapter.marketplace.amounts import read_amounts
from adapter.marketplace.due import apply_due, is_due
from adapter.marketplace.errors import INVALID, RequestError, ServiceFault
from adapter.marketplace.operations import APPLY_DUE_FIRST, LISTS, OPERATIONS
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.identifiers import generate_id
from adapter.marketplace.storage.paging import read_items, read_keys
from adapter.marketplace.storage.schema import delete_all_rows, prepare_schema
from adapter.marketplace.storage.tokens import Call, Tokens
from adapter.marketplace.transaction import Transaction
from adapter.marketplace.validation import check_parameters
from adapter.text import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from adapter.marketplace.amounts import Amount, Range
    from adapter.marketplace.storage.paging import Order
    from adapter.marketplace.transaction import Params, Result

    BeginTransaction = Callable[[str, str | None], Transaction]
    """Makes a turn of an account's, which is given this balance if it is new."""

Answer = TypeVar("Answer")

OPENING_BALANCE = "10000.00"
"""What an account begins with, as in Amazon's sandbox."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the marketplace takes from outside.

    Attributes:
        clock: gives the time, aware, in UTC.
        generate_id: gives identifiers that look like Amazon's.
        opening_balance: what an account begins with.
    """

    clock: Callable[[], datetime]
    generate_id: Callable[[], str] = generate_id
    opening_balance: str = OPENING_BALANCE


class Marketplace:
    """The embedded service, for any number of threads.

    Args:
        url: of the database, as SQLAlchemy writes it; the tables are made if they are not there.
        environment: clock, identifiers, and the like.
        threads: how many calls come at once.

    Raises:
        SettingError: the database cannot be used.
        ServiceFault: it does not answer.
    """

    def __init__(self, url: str, environment: Environment, threads: int = 64) -> None:
        self.database = Database(url, threads)
        self.environment = environment
        self._secret = prepare_schema(self.database)

    def call(self, access_key_id: str, operation: str, params: Params) -> Result:
        """The operation's output members, times as aware datetimes; raises a MarketplaceError."""
        handler = OPERATIONS.get(operation)
        if handler is None:
            raise _build_unknown_operation(operation)
        checked = check_parameters(operation, params)
        call = Call(access_key_id, operation, checked, self.environment.clock())
        return self._carry_out(call, lambda transaction: handler(transaction, checked))

    def list_keys(
        self, access_key_id: str, operation: str, requests: Sequence[Params], order: Order
    ) -> Sequence[int]:
        """Return the keys of a whole list in order; raises a MarketplaceError.

        Args:
            access_key_id: of the account that asks.
            operation: one of `LISTS`.
            requests: its parameters; what any of them asks for is listed, each item once.
            order: by a member that the listing can be sorted by.
        """
        checked = [check_parameters(operation, each) for each in requests]
        call = Call(access_key_id, operation, {}, self.environment.clock())
        return self._carry_out(
            call, lambda transaction: read_keys(transaction, LISTS[operation], checked, order)
        )

    def list_items(
        self, access_key_id: str, operation: str, keys: Sequence[int]
    ) -> Sequence[Result]:
        """Return the items of a list with these keys, as they are now, in the keys' order."""
        call = Call(access_key_id, operation, {}, self.environment.clock())
        return self._carry_out(
            call, lambda transaction: read_items(transaction, LISTS[operation], keys)
        )

    def amounts(self, access_key_id: str, measure: str, counted: Range) -> Sequence[Amount]:
        """Return what the account's HITs come to in one respect, hour by hour."""
        call = Call(access_key_id, "ListHITs", {}, self.environment.clock())
        return self._carry_out(
            call, lambda transaction: read_amounts(transaction, measure, counted)
        )

    def _carry_out(self, call: Call, handle: Callable[[Transaction], Answer]) -> Answer:
        """Return what `handle` answers in a transaction, after what was due by then."""
        settles = call.operation in APPLY_DUE_FIRST
        if call.operation.startswith(("Get", "List")):
            with self._begin(call, changes=False) as transaction:
                if not (settles and is_due(transaction)):
                    return handle(transaction)
        with self._begin(call, changes=True) as transaction:
            if settles:
                apply_due(transaction)
            return handle(transaction)

    @contextmanager
    def begin_write(
        self, account: str, opening_balance: str | None = None
    ) -> Iterator[Transaction]:
        """A turn that is no operation of the API, and may change what the account has.

        Args:
            account: made if it is new.
            opening_balance: what it begins with then; None: what every account does.
        """
        call = Call(account, "", {}, self.environment.clock())
        with self._begin(call, changes=True, opening_balance=opening_balance) as transaction:
            yield transaction

    @contextmanager
    def begin_read(
        self, account: str, listing: str = "", params: Params = MappingProxyType({})
    ) -> Iterator[Transaction]:
        """A turn that is no operation of the API, and only reads.

        Args:
            account: whose tokens are taken; no other's are.
            listing: what is listed, where there are pages.
            params: its parameters.
        """
        call = Call(account, listing, params, self.environment.clock())
        with self._begin(call, changes=False) as transaction:
            yield transaction

    @contextmanager
    def reset(self) -> Iterator[BeginTransaction]:
        """Everything of every account is gone, in one transaction, which may fill it again.

        What is given makes turns in it.
        """
        now = self.environment.clock()
        with self.database.begin_write() as connection:
            delete_all_rows(connection)
            yield lambda account, balance: self._begin_locked(
                connection, Call(account, "", {}, now), balance
            )

    def check_connection(self) -> str | None:
        """Why the database cannot be read now, in words; None: it can."""
        try:
            with self.database.begin_read() as connection:
                connection.exec_driver_sql("SELECT 1")
        except ServiceFault as error:
            return error.message
        return None

    def close(self) -> None:
        """Ends the connections to the database."""
        self.database.close()

    @contextmanager
    def _begin(
        self, call: Call, *, changes: bool, opening_balance: str | None = None
    ) -> Iterator[Transaction]:
        if changes:
            with self.database.begin_write() as connection:
                yield self._begin_locked(connection, call, opening_balance)
        else:
            with self.database.begin_read() as connection:
                yield self._build_transaction(connection, call, opening_balance)

    def _begin_locked(
        self, connection: Connection, call: Call, opening_balance: str | None
    ) -> Transaction:
        transaction = self._build_transaction(connection, call, opening_balance)
        lock_account(transaction)
        return transaction

    def _build_transaction(
        self, connection: Connection, call: Call, opening_balance: str | None
    ) -> Transaction:
        environment, tokens = self.environment, Tokens(self._secret, call)
        opening = parse_cents(opening_balance or environment.opening_balance)
        return Transaction(
            connection, call.account, call.now, environment.generate_id, tokens, opening
        )


def _build_unknown_operation(name: str) -> RequestError:
    hint = did_you_mean(name, OPERATIONS) or "."
    return RequestError(INVALID, f"There is no operation {shown(name)}{hint}")
