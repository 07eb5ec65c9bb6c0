"""A marketplace for a test: a clock that is moved by hand, and identifiers that are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from adapter.current_api.model import load
from adapter.current_api.violations import find_violations
from adapter.marketplace import Environment, Marketplace, ParameterValidationError, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
ME, OTHER = "AKIDME", "AKIDOTHER"


@dataclass
class Clock:
    """A time that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Moves on by what timedelta takes, such as seconds=5."""
        self.now += timedelta(**by)


@dataclass
class Market:
    """A marketplace, its clock, and calls whose results are held against the model.

    Attributes:
        url: of its database, for another marketplace beside this one.
    """

    url: str
    clock: Clock = field(default_factory=Clock)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        world = Environment(self.clock, self._new_id)
        self.service = Marketplace(self.url, world, threads=16)

    def __call__(self, operation: str, account: str = ME, **params: Any) -> Any:
        """The operation's answer, which fits its output shape."""
        answer = self.service.call(account, operation, params)
        assert not list(find_violations(load().find_output(operation), answer))
        return answer

    def refused(self, operation: str, account: str = ME, **params: Any) -> str:
        """`Code: message` of the refusal, without the service's prefix."""
        with pytest.raises(RequestError) as caught:
            self.service.call(account, operation, params)
        return error_text(caught.value)

    def invalid(self, operation: str, account: str = ME, **params: Any) -> str:
        """The same of a parameter that no operation would take."""
        with pytest.raises(ParameterValidationError) as caught:
            self.service.call(account, operation, params)
        return error_text(caught.value)

    def walk(self, operation: str, member: str, account: str = ME, **params: Any) -> list[Any]:
        """The whole list, page by page."""
        found, token = [], {}
        while True:
            answer = self(operation, account, **params, **token)
            assert answer["NumResults"] == len(answer[member])
            found += answer[member]
            if "NextToken" not in answer:
                return found
            token = {"NextToken": answer["NextToken"]}

    def _new_id(self) -> str:
        return f"3{next(self.numbers):029}"


def error_text(error: Any) -> str:
    """`Code: message` of a refusal, without the service's prefix."""
    code = error.code.removeprefix("AWS.MechanicalTurk.")
    return f"{code}: {error.message}"


def count_statements(act: Callable[[], object]) -> int:
    """How many statements the act sends to the database."""
    sent = []

    def record(*args: object) -> None:
        sent.append(args[2])

    event.listen(Engine, "before_cursor_execute", record)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", record)
    return len(sent)
