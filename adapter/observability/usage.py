"""Count what programs use of the legacy API, since the start and in little memory."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapter.observability.history import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    Pairs = tuple[tuple[str, str], ...]
    Shape = frozenset[str]

MAX_SHAPES = 5
_MAX_CODES = 20
_MAX_PAIRS = 100
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class UsedCall:
    """A request of the legacy API, without secrets.

    Attributes:
        operation: the documented name.
        when: the time of the call.
        parameters: of each use of the operation; none for a call that was not authenticated.
        outcomes: `success` or an error code, one for each use.
        losses: those of the operation that applied, as sentences.
    """

    operation: str
    when: datetime
    parameters: tuple[Pairs, ...]
    outcomes: tuple[str, ...]
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleCall:
    """The first call that had these parameters, and how many calls had them.

    Attributes:
        parameters: the first hundred; a value has at most `MAX_CHARACTERS` and an ellipsis.
    """

    parameters: Pairs
    calls: int


@dataclass(frozen=True, slots=True)
class OperationUsage:
    """What was called of one operation.

    Attributes:
        operation: the documented name.
        calls: uses of the operation, refused ones too.
        outcomes: how many uses had each outcome; codes beyond the first twenty are not counted.
        losses: how many requests each loss applied to.
        examples: a call for each set of parameters, the first five sets.
        first, last: the times of the first and the last call.
    """

    operation: str
    calls: int
    outcomes: Mapping[str, int]
    losses: Mapping[str, int]
    examples: tuple[ExampleCall, ...]
    first: datetime
    last: datetime


@dataclass(slots=True)
class _Tally:
    """What is counted of one operation."""

    first: datetime
    last: datetime
    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    shapes: Counter[Shape] = field(default_factory=Counter)
    examples: dict[Shape, Pairs] = field(default_factory=dict)

    def add(self, call: UsedCall) -> None:
        self.first, self.last = min(self.first, call.when), max(self.last, call.when)
        self.calls += len(call.outcomes)
        self.losses.update(call.losses)
        for outcome in call.outcomes:
            if outcome in self.outcomes or len(self.outcomes) < _MAX_CODES:
                self.outcomes[outcome] += 1
        for pairs in call.parameters:
            self._add_shape(pairs)

    def _add_shape(self, pairs: Pairs) -> None:
        # An item of a list is a parameter like the next one: Reward.1.Amount, Reward.2.Amount.
        names = {_NUMBER.sub("0", name) for name, _ in pairs[:_MAX_PAIRS]}
        # Programs send it from the second page on, and go through pages by one line of code.
        shape = frozenset(names - {"PageNumber"})
        if shape not in self.examples:
            if len(self.examples) == MAX_SHAPES:
                return
            self.examples[shape] = tuple(
                (name, _shorten(value)) for name, value in pairs[:_MAX_PAIRS]
            )
        self.shapes[shape] += 1


class UsageLog:
    """What was called of each operation; safe from any thread."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}
        self._lock = threading.Lock()

    def add(self, call: UsedCall) -> None:
        """Count a request; callers cannot make up the names of operations."""
        with self._lock:
            if call.operation not in self._tallies:
                self._tallies[call.operation] = _Tally(call.when, call.when)
            self._tallies[call.operation].add(call)

    def list_usage(self) -> Sequence[OperationUsage]:
        """Return the usage of every operation that was called, the most called first."""
        with self._lock:
            found = [_freeze(name, each) for name, each in self._tallies.items()]
        return sorted(found, key=lambda each: (-each.calls, each.operation))


def _freeze(operation: str, tally: _Tally) -> OperationUsage:
    return OperationUsage(
        operation,
        tally.calls,
        dict(tally.outcomes),
        dict(tally.losses),
        tuple(ExampleCall(pairs, tally.shapes[shape]) for shape, pairs in tally.examples.items()),
        tally.first,
        tally.last,
    )


def _shorten(value: str) -> str:
    return value if len(value) <= MAX_CHARACTERS else f"{value[:MAX_CHARACTERS]}…"
