"""The marketplace's service: carry out each current call in one transaction."""

from __future__ import annotations

import hmac
import secrets
import string
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from adapter.errors import SettingError
from adapter.marketplace.accounts.balance import lock_account, parse_cents
from adapter.marketplace.due_changes import (
    apply_due_changes,
    has_due_changes,
    list_accounts_to_notify,
)
from adapter.marketplace.errors import INVALID, RequestError, ServiceFault
from adapter.marketplace.operations import AFTER_DUE_CHANGES, LISTS, OPERATIONS
from adapter.marketplace.statistics import read_amounts
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.file_links import FileLinks
from adapter.marketplace.storage.idempotency import check_token, remember_token
from adapter.marketplace.storage.paging import read_items, read_keys
from adapter.marketplace.storage.schema import delete_all_rows, prepare_schema
from adapter.marketplace.storage.tokens import Call, Tokens
from adapter.marketplace.storage.transaction import Transaction
from adapter.marketplace.uploads import read_upload
from adapter.marketplace.validation import check_parameters
from adapter.text import shorten, suggest_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection

    from adapter.marketplace.statistics import Amount, Range
    from adapter.marketplace.storage.paging import Order
    from adapter.marketplace.storage.transaction import Handler, Params, Result
    from adapter.marketplace.uploads import UploadedFile

    BeginTransaction = Callable[[str, str | None], Transaction]
    """Returns a transaction for an account, which has this balance if it is new."""

Answer = TypeVar("Answer")

OPENING_BALANCE = "10000.00"
"""A new account's balance, as in Amazon's sandbox."""

_LETTERS = string.ascii_uppercase + string.digits
_LENGTH = 30


def generate_id() -> str:
    """Return 30 capital letters and digits that begin with 3, as in Amazon's identifiers."""
    return "3" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))


@dataclass(frozen=True, slots=True)
class Environment:
    """The marketplace's sources of time and identifiers, and what it does by itself.

    Attributes:
        clock: returns the time, aware, in UTC.
        generate_id: returns a new identifier in Amazon's format.
        opening_balance: the balance of a new account, in dollars.
        delivers: the transports by which notifications are sent, and not only stored.
    """

    clock: Callable[[], datetime]
    generate_id: Callable[[], str] = generate_id
    opening_balance: str = OPENING_BALANCE
    delivers: frozenset[str] = frozenset()


class Marketplace:
    """The embedded service, which any number of threads may call.

    Args:
        url: the SQLAlchemy URL of the database.
        environment: the clock, the source of identifiers and the opening balance.
        threads: the maximum number of simultaneous calls.
        creates: whether a missing file and missing tables are created.

    Attributes:
        is_new: whether the tables were created just now.
        file_links: the links to files that workers uploaded; None until pages serve them.

    Raises:
        SettingError: the database cannot be used.
    """

    def __init__(
        self, url: str, environment: Environment, threads: int = 64, *, creates: bool = True
    ) -> None:
        self.database = Database(url, threads, creates=creates)
        self.environment = environment
        self.file_links: FileLinks | None = None
        try:
            schema = prepare_schema(self.database, creates=creates)
        except ServiceFault as error:
            self.close()
            raise SettingError("database", self.database.explain(error.reason)) from None
        except SettingError:
            self.close()
            raise
        self._secret, self.is_new = schema.token_secret, schema.is_new

    def call(self, access_key_id: str, operation: str, params: Params) -> Result:
        """Return the operation's output, with times as aware datetimes.

        Raises:
            MarketplaceError: the call is refused, or the database failed.
        """
        handler = _find_handler(operation)
        checked = check_parameters(operation, params)
        call = Call(access_key_id, operation, checked, self.environment.clock())
        return self._execute(call, lambda transaction: handler(transaction, checked))

    @contextmanager
    def begin_calls(
        self, access_key_id: str, token: tuple[str, str] | None = None
    ) -> Iterator[Callable[[str, Params], Result]]:
        """Begin a transaction of several calls, which take effect together or not at all.

        The `with` statement's value makes a call as `call` does. A call that is refused changes
        nothing, and those before it still take effect if the statement ends without an error.

        Args:
            access_key_id: the account of the caller.
            token: an operation that takes a UniqueRequestToken, and the token, which the
                transaction remembers; None if there is no token.

        Raises:
            MarketplaceError: the token was used within the last day, or the database failed.
        """
        call = Call(access_key_id, "", {}, self.environment.clock())
        with self._write(call) as transaction:
            if token is not None:
                check_token(transaction, *token)
            yield lambda operation, params: self.call_within(transaction, operation, params)
            if token is not None:
                remember_token(transaction, *token)

    def call_within(self, outer: Transaction, operation: str, params: Params) -> Result:
        """Return the operation's output as `call` does, as a part of a transaction that writes.

        A call that is refused changes nothing.

        Raises:
            MarketplaceError: the call is refused, or the database failed.
        """
        handler = _find_handler(operation)
        checked = check_parameters(operation, params)
        call = Call(outer.account, operation, checked, self.environment.clock())
        with outer.connection.begin_nested():
            transaction = self._build_transaction(outer.connection, call, None)
            if operation in AFTER_DUE_CHANGES:
                apply_due_changes(transaction)
            return handler(transaction, checked)

    def list_keys(
        self, access_key_id: str, operation: str, requests: Sequence[Params], order: Order
    ) -> Sequence[int]:
        """Return the keys of a whole list in order.

        Args:
            access_key_id: the account of the caller.
            operation: a key of `LISTS`.
            requests: sets of parameters; the list is the union of theirs.
            order: the order, by a member in the listing's `sort`.

        Raises:
            MarketplaceError: a request is refused, or the database failed.
        """
        checked = [check_parameters(operation, each) for each in requests]
        call = Call(access_key_id, operation, {}, self.environment.clock())
        return self._execute(
            call, lambda transaction: read_keys(transaction, LISTS[operation], checked, order)
        )

    def list_items(
        self, access_key_id: str, operation: str, keys: Sequence[int]
    ) -> Sequence[Result]:
        """Return the current items of a list with these keys, in the order of the keys."""
        call = Call(access_key_id, operation, {}, self.environment.clock())
        return self._execute(
            call, lambda transaction: read_items(transaction, LISTS[operation], keys)
        )

    def read_amounts(self, access_key_id: str, measure: str, counted: Range) -> Sequence[Amount]:
        """Return the amounts of a measure of the account's HITs by hour, or at present."""
        return self.read(
            access_key_id, lambda transaction: read_amounts(transaction, measure, counted)
        )

    def read(self, access_key_id: str, handle: Callable[[Transaction], Answer]) -> Answer:
        """Return the result of `handle` in a transaction that reads, after applying due changes."""
        call = Call(access_key_id, "ListHITs", {}, self.environment.clock())
        return self._execute(call, handle)

    def _execute(self, call: Call, handle: Callable[[Transaction], Answer]) -> Answer:
        """Return the result of `handle` in a transaction, after applying due changes."""
        after_due_changes = call.operation in AFTER_DUE_CHANGES
        if call.operation.startswith(("Get", "List")):
            with self._read(call) as transaction:
                if not (after_due_changes and has_due_changes(transaction)):
                    return handle(transaction)
        with self._write(call) as transaction:
            if after_due_changes:
                apply_due_changes(transaction)
            return handle(transaction)

    def begin_write(
        self, account: str, opening_balance: str | None = None
    ) -> AbstractContextManager[Transaction]:
        """Begin a transaction that writes and is not an operation of the API.

        Args:
            account: the account; it is created if it is new.
            opening_balance: the balance of a new account; None means the environment's.
        """
        return self._write(Call(account, "", {}, self.environment.clock()), opening_balance)

    def begin_read(
        self, account: str, listing: str = "", params: Params = MappingProxyType({})
    ) -> AbstractContextManager[Transaction]:
        """Begin a transaction that reads and is not an operation of the API.

        Args:
            account: the account for which NextTokens are valid.
            listing: the name of the list; empty if nothing is listed.
            params: the list's parameters.
        """
        return self._read(Call(account, listing, params, self.environment.clock()))

    @contextmanager
    def reset(self) -> Iterator[BeginTransaction]:
        """Delete the data of every account, in one transaction.

        The `with` statement's value begins further steps in the same transaction, so that a
        failure while loading seeds restores the data.
        """
        now = self.environment.clock()
        with self.database.begin_write() as connection:
            delete_all_rows(connection)
            yield lambda account, balance: self._lock_account(
                connection, Call(account, "", {}, now), balance
            )

    def apply_notified_changes(self) -> None:
        """Apply what is due in accounts that are notified of it; raises a ServiceFault."""
        with self.begin_read("") as transaction:
            due = list_accounts_to_notify(transaction)
        for account in due:
            with self.begin_write(account) as transaction:
                apply_due_changes(transaction)

    def check_connection(self) -> str | None:
        """Return why the database cannot be read, or None if it can."""
        try:
            with self.database.begin_read() as connection:
                connection.exec_driver_sql("SELECT 1")
        except ServiceFault as error:
            return error.message
        return None

    def derive_key(self, purpose: str) -> bytes:
        """Return a secret key for the purpose, the same for all adapters on this database."""
        return hmac.digest(self._secret.encode(), purpose.encode(), "sha256")

    def serve_files(self, url: str) -> None:
        """Lead requesters to this origin for the files that workers uploaded."""
        self.file_links = FileLinks(url.rstrip("/"), self.derive_key("files"))

    def read_file(self, token: str) -> UploadedFile | None:
        """Return the file to which a link leads; None if it is not ours, or has ended."""
        now = self.environment.clock()
        upload_id = self.file_links.read(token, now) if self.file_links else None
        if upload_id is None:
            return None
        with self.begin_read("") as transaction:
            return read_upload(transaction, upload_id)

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()

    @contextmanager
    def _read(self, call: Call) -> Iterator[Transaction]:
        with self.database.begin_read() as connection:
            yield self._build_transaction(connection, call)

    @contextmanager
    def _write(self, call: Call, opening_balance: str | None = None) -> Iterator[Transaction]:
        with self.database.begin_write() as connection:
            yield self._lock_account(connection, call, opening_balance)

    def _lock_account(
        self, connection: Connection, call: Call, opening_balance: str | None
    ) -> Transaction:
        transaction = self._build_transaction(connection, call, opening_balance)
        lock_account(transaction)
        return transaction

    def _build_transaction(
        self, connection: Connection, call: Call, opening_balance: str | None = None
    ) -> Transaction:
        environment, tokens = self.environment, Tokens(self._secret, call)
        opening = parse_cents(opening_balance or environment.opening_balance)
        return Transaction(
            connection,
            call.account,
            call.now,
            environment.generate_id,
            tokens,
            opening,
            environment.delivers,
            self.file_links,
        )


def _find_handler(operation: str) -> Handler:
    if operation in OPERATIONS:
        return OPERATIONS[operation]
    hint = suggest_name(operation, OPERATIONS) or "."
    raise RequestError(INVALID, f"There is no operation {shorten(operation)}{hint}")
