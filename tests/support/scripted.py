"""A small upstream for tests: answers given by operation, every call kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapter.model import Account, ModernCall


@dataclass
class Scripted:
    """Answers each operation with its value, or raises it when it is an error."""

    answers: dict[str, Any]
    seen: list[ModernCall] = field(default_factory=list)

    def open(self, account: Account) -> Scripted:
        return self

    def send(self, call: ModernCall) -> Any:
        self.seen.append(call)
        answer = self.answers[call.operation]
        if isinstance(answer, Exception):
            raise answer
        return answer
