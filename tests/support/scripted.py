"""A small upstream for tests: answers given by operation, every call kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapter.model import Account, ModernCall, Walk, Wanted


@dataclass
class Scripted:
    """Answers each operation with its value, or raises it when it is an error."""

    answers: dict[str, Any]
    seen: list[Wanted] = field(default_factory=list)

    def open(self, account: Account) -> Scripted:
        return self

    def send(self, call: ModernCall) -> Any:
        return self._answer(call)

    def walk(self, walk: Walk) -> Any:
        return self._answer(walk)

    def _answer(self, wanted: Wanted) -> Any:
        self.seen.append(wanted)
        answer = self.answers[wanted.operation]
        if isinstance(answer, Exception):
            raise answer
        return answer
