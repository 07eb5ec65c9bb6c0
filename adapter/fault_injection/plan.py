"""Decide which call fails."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.fault_injection.rules import build_rule, read_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from adapter.fault_injection.rules import FaultRule


@dataclass(slots=True)
class _Counted:
    """A rule, how many calls it was about, and how many of them failed."""

    rule: FaultRule
    calls: int = 0
    failed: int = 0

    def count(self) -> bool:
        """Count one more call, and return whether it fails."""
        rule = self.rule
        self.calls += 1
        behind = self.calls - rule.after
        is_over = rule.times is not None and self.failed >= rule.times
        fails = behind > 0 and behind % rule.every == 0 and not is_over
        self.failed += fails
        return fails


class FaultPlan:
    """The rules in force, with what they have counted; safe from any thread.

    Args:
        operations: the documented names of both APIs.
        text: the rules in force at the start, and again after a reset, in YAML.
        place: where they come from.

    Raises:
        SettingError: the rules cannot be used.
    """

    def __init__(self, operations: Collection[str], text: bytes = b"", place: str = "") -> None:
        self._operations = operations
        self._first = read_rules(text, place, operations)
        self._lock = threading.Lock()
        self._counted: list[_Counted] = []
        self.reset()

    def load(self, text: bytes, place: str) -> None:
        """Put the rules of a YAML document in force instead of all others.

        Raises:
            SettingError: they cannot be used, and nothing was changed.
        """
        self._put(read_rules(text, place, self._operations))

    def add(self, members: Mapping[str, Any], place: str) -> None:
        """Put one more rule in force, behind the others; raises a SettingError."""
        rule = build_rule(members, place, self._operations)
        with self._lock:
            self._counted.append(_Counted(rule))

    def clear(self) -> None:
        """Let no call fail any more."""
        self._put(())

    def reset(self) -> None:
        """Put the rules of the start in force."""
        self._put(self._first)

    def _put(self, rules: Sequence[FaultRule]) -> None:
        with self._lock:
            self._counted = [_Counted(each) for each in rules]

    @property
    def is_empty(self) -> bool:
        """Return whether no call fails."""
        return not self._counted

    def choose(self, api: str, operation: str) -> FaultRule | None:
        """Count a call, and return the rule by which it fails; None if it does not.

        The first rule that lets it fail decides, and later ones do not count the call: two rules
        with `times` act one after the other.
        """
        with self._lock:
            return next(
                (
                    each.rule
                    for each in self._counted
                    if each.rule.fits(api, operation) and each.count()
                ),
                None,
            )

    def describe(self) -> Sequence[Mapping[str, Any]]:
        """Return each rule as it is written, with the calls that it was about and that failed."""
        with self._lock:
            return [
                {
                    **each.rule.model_dump(exclude_defaults=True),
                    "calls": each.calls,
                    "failed": each.failed,
                }
                for each in self._counted
            ]
