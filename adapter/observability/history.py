"""The calls of late, kept in memory for whoever tests a program against the adapter."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.observability.metrics import Asked

MOST_CALLS = 1000
MOST_CHARACTERS = 1000
MOST_WEIGHT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that was answered.

    Attributes:
        when: it came; aware.
        request_id: that it was answered under.
        operation: as the caller spelled it; empty when none could be read.
        account: the access key that was admitted; empty when none was.
        uses: the parameters of each use of the operation, without secrets.
        asked: the current calls that it became.
        outcomes: `success` or an error code, one for each use.
        status: of the HTTP answer.
        weight: about how much memory it takes.
    """

    when: datetime
    request_id: str
    operation: str
    account: str
    uses: tuple[tuple[tuple[str, str], ...], ...]
    asked: tuple[Asked, ...]
    outcomes: tuple[str, ...]
    status: int
    weight: int


class Journal:
    """The last calls, the oldest first; safe under any number of threads.

    Args:
        most_weight: of all calls together; the last one is kept whatever its weight is.
    """

    def __init__(self, most_weight: int = MOST_WEIGHT) -> None:
        self._entries: deque[Entry] = deque()
        self._most_weight = most_weight
        self._weight = 0
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Keeps one more call, and drops the oldest ones when there are too many or too large."""
        with self._lock:
            self._entries.append(entry)
            self._weight += entry.weight
            while len(self._entries) > MOST_CALLS or self._too_heavy():
                self._weight -= self._entries.popleft().weight

    def _too_heavy(self) -> bool:
        return self._weight > self._most_weight and len(self._entries) > 1

    def entries(self) -> Sequence[Entry]:
        """What is kept."""
        with self._lock:
            return tuple(self._entries)

    def clear(self) -> None:
        """Forgets every call."""
        with self._lock:
            self._entries.clear()
            self._weight = 0
