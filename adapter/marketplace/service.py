"""The one door: every current call goes through it, as one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from adapter.marketplace.accounts.accounts import cents, lock
from adapter.marketplace.amounts import read_amounts
from adapter.marketplace.due import is_due, settle
from adapter.marketplace.errors import INVALID, RequestError, ServiceFault
from adapter.marketplace.operations import LISTS, OPERATIONS, SETTLED_FIRST
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.identifiers import new_id
from adapter.marketplace.storage.paging import read_items, read_keys
from adapter.marketplace.storage.schema import empty, prepare
from adapter.marketplace.storage.tokens import Asked, Tokens
from adapter.marketplace.transaction import Turn
from adapter.marketplace.validation import check_parameters
from adapter.text import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from adapter.marketplace.amounts import Amount, Range
    from adapter.marketplace.storage.paging import Order
    from adapter.marketplace.transaction import Params, Result

    Opening = Callable[[str, str | None], Turn]
    """Makes a turn of an account's, which is given this balance if it is new."""

Answer = TypeVar("Answer")

OPENING_BALANCE = "10000.00"
"""What an account begins with, as in Amazon's sandbox."""


@dataclass(frozen=True, slots=True)
class World:
    """What the marketplace takes from outside.

    Attributes:
        clock: gives the time, aware, in UTC.
        new_id: gives identifiers that look like Amazon's.
        opening_balance: what an account begins with.
    """

    clock: Callable[[], datetime]
    new_id: Callable[[], str] = new_id
    opening_balance: str = OPENING_BALANCE


class Marketplace:
    """The embedded service, for any number of threads.

    Args:
        url: of the database, as SQLAlchemy writes it; the tables are made if they are not there.
        world: clock, identifiers, and the like.
        threads: how many calls come at once.

    Raises:
        SettingError: the database cannot be used.
        ServiceFault: it does not answer.
    """

    def __init__(self, url: str, world: World, threads: int = 64) -> None:
        self.database = Database(url, threads)
        self.world = world
        self._secret = prepare(self.database)

    def call(self, access_key_id: str, operation: str, params: Params) -> Result:
        """The operation's output members, times as aware datetimes; raises a MarketplaceError."""
        handler = OPERATIONS.get(operation)
        if handler is None:
            raise _no_operation(operation)
        checked = check_parameters(operation, params)
        asked = Asked(access_key_id, operation, checked, self.world.clock())
        return self._carry_out(asked, lambda turn: handler(turn, checked))

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
        asked = Asked(access_key_id, operation, {}, self.world.clock())
        return self._carry_out(
            asked, lambda turn: read_keys(turn, LISTS[operation], checked, order)
        )

    def list_items(
        self, access_key_id: str, operation: str, keys: Sequence[int]
    ) -> Sequence[Result]:
        """Return the items of a list with these keys, as they are now, in the keys' order."""
        asked = Asked(access_key_id, operation, {}, self.world.clock())
        return self._carry_out(asked, lambda turn: read_items(turn, LISTS[operation], keys))

    def amounts(self, access_key_id: str, measure: str, counted: Range) -> Sequence[Amount]:
        """Return what the account's HITs come to in one respect, hour by hour."""
        asked = Asked(access_key_id, "ListHITs", {}, self.world.clock())
        return self._carry_out(asked, lambda turn: read_amounts(turn, measure, counted))

    def _carry_out(self, asked: Asked, handle: Callable[[Turn], Answer]) -> Answer:
        """Return what `handle` answers in a transaction, after what was due by then."""
        settles = asked.operation in SETTLED_FIRST
        if asked.operation.startswith(("Get", "List")):
            with self._turn(asked, changes=False) as turn:
                if not (settles and is_due(turn)):
                    return handle(turn)
        with self._turn(asked, changes=True) as turn:
            if settles:
                settle(turn)
            return handle(turn)

    @contextmanager
    def changing(self, account: str, opening_balance: str | None = None) -> Iterator[Turn]:
        """A turn that is no operation of the API, and may change what the account has.

        Args:
            account: made if it is new.
            opening_balance: what it begins with then; None: what every account does.
        """
        asked = Asked(account, "", {}, self.world.clock())
        with self._turn(asked, changes=True, opening_balance=opening_balance) as turn:
            yield turn

    @contextmanager
    def reading(
        self, account: str, listing: str = "", params: Params = MappingProxyType({})
    ) -> Iterator[Turn]:
        """A turn that is no operation of the API, and only reads.

        Args:
            account: whose tokens are taken; no other's are.
            listing: what is listed, where there are pages.
            params: its parameters.
        """
        asked = Asked(account, listing, params, self.world.clock())
        with self._turn(asked, changes=False) as turn:
            yield turn

    @contextmanager
    def anew(self) -> Iterator[Opening]:
        """Everything of every account is gone, in one transaction, which may fill it again.

        What is given makes turns in it.
        """
        now = self.world.clock()
        with self.database.changing() as connection:
            empty(connection)
            yield lambda account, balance: self._changing(
                connection, Asked(account, "", {}, now), balance
            )

    def trouble(self) -> str | None:
        """Why the database cannot be read now, in words; None: it can."""
        try:
            with self.database.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except ServiceFault as error:
            return error.message
        return None

    def close(self) -> None:
        """Ends the connections to the database."""
        self.database.close()

    @contextmanager
    def _turn(
        self, asked: Asked, *, changes: bool, opening_balance: str | None = None
    ) -> Iterator[Turn]:
        if changes:
            with self.database.changing() as connection:
                yield self._changing(connection, asked, opening_balance)
        else:
            with self.database.reading() as connection:
                yield self._made(connection, asked, opening_balance)

    def _changing(self, connection: Connection, asked: Asked, opening_balance: str | None) -> Turn:
        turn = self._made(connection, asked, opening_balance)
        lock(turn)
        return turn

    def _made(self, connection: Connection, asked: Asked, opening_balance: str | None) -> Turn:
        world, tokens = self.world, Tokens(self._secret, asked)
        opening = cents(opening_balance or world.opening_balance)
        return Turn(connection, asked.account, asked.now, world.new_id, tokens, opening)


def _no_operation(name: str) -> RequestError:
    hint = did_you_mean(name, OPERATIONS) or "."
    return RequestError(INVALID, f"There is no operation {shown(name)}{hint}")
