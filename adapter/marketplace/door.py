"""The one door: every current call goes through it, as one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.accounts import cents, lock
from adapter.marketplace.checking import Checks
from adapter.marketplace.database import Database
from adapter.marketplace.due import is_due, settle
from adapter.marketplace.identifiers import new_id
from adapter.marketplace.operations import OPERATIONS, SETTLED_FIRST
from adapter.marketplace.refusals import INVALID, RefusedCallError, RequestError
from adapter.marketplace.schema import prepare
from adapter.marketplace.tokens import Tokens
from adapter.marketplace.turn import Turn
from adapter.nearest import did_you_mean
from adapter.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from adapter.marketplace.turn import Params, Result

OPENING_BALANCE = "10000.00"
"""What an account begins with, as in Amazon's sandbox."""


@dataclass(frozen=True, slots=True)
class World:
    """What the marketplace takes from outside.

    Attributes:
        clock: gives the time, aware, in UTC.
        new_id: gives identifiers that look like Amazon's.
        sandbox: whether it is the sandbox; its messages are marked.
        opening_balance: what an account begins with.
    """

    clock: Callable[[], datetime]
    new_id: Callable[[], str] = new_id
    sandbox: bool = False
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
        self._checks = Checks()

    def call(self, access_key_id: str, operation: str, params: Params) -> Result:
        """The operation's output members, times as aware datetimes; raises a MarketplaceError."""
        now = self.world.clock()
        try:
            handler = OPERATIONS.get(operation)
            if handler is None:
                raise _no_operation(operation)
            checked = self._checks.checked(operation, params)
            changes = not operation.startswith(("Get", "List"))
            settles = operation in SETTLED_FIRST
            if not changes:
                with self._turn(access_key_id, operation, checked, now, changes=False) as turn:
                    if not (settles and is_due(turn)):
                        return handler(turn, checked)
            with self._turn(access_key_id, operation, checked, now, changes=True) as turn:
                if settles:
                    settle(turn)
                return handler(turn, checked)
        except RefusedCallError as error:
            raise traced(error, now, sandbox=self.world.sandbox) from None

    @contextmanager
    def changing(self, account: str) -> Iterator[Turn]:
        """A turn that is no operation of the API, and may change what the account has."""
        with self._turn(account, "", {}, self.world.clock(), changes=True) as turn:
            yield turn

    @contextmanager
    def reading(self, account: str) -> Iterator[Turn]:
        """A turn that is no operation of the API, and only reads."""
        with self._turn(account, "", {}, self.world.clock(), changes=False) as turn:
            yield turn

    def close(self) -> None:
        """Ends the connections to the database."""
        self.database.close()

    @contextmanager
    def _turn(
        self, account: str, operation: str, params: Params, now: datetime, *, changes: bool
    ) -> Iterator[Turn]:
        world = self.world
        tokens = Tokens(self._secret, now, account, operation, params)
        opening = cents(world.opening_balance)
        with self.database.changing() if changes else self.database.reading() as connection:
            turn = Turn(connection, account, now, world.new_id, tokens, world.sandbox, opening)
            if changes:
                lock(turn)
            yield turn


def traced(error: RefusedCallError, now: datetime, *, sandbox: bool) -> RefusedCallError:
    """The refusal with the suffix that the service's messages end in: `(1631094715163 s)`."""
    mark = " s" if sandbox else ""
    return type(error)(error.code, f"{error.message} ({int(now.timestamp() * 1000)}{mark})")


def _no_operation(name: str) -> RequestError:
    hint = did_you_mean(name, OPERATIONS) or "."
    return RequestError(INVALID, f"There is no operation {shown(name)}{hint}")
