"""Keep the last calls in memory, for tests of programs."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.observability.metrics import UpstreamCall

    Pairs = tuple[tuple[str, str], ...]

MAX_CALLS = 1000
MAX_CHARACTERS = 1000
MAX_WEIGHT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A call that was answered, without secrets.

    Attributes:
        when: the time of the call; aware.
        request_id: what it was answered under.
        operation: as the caller spelled it; empty when none could be read.
        account: the access key that was admitted; empty when none was.
        parameters: of each use of the operation; none of a call that was not admitted.
        asked: the current calls that it became.
        outcomes: `success` or an error code, one for each use.
        status: of the HTTP response.
        weight: about how many bytes it takes.
    """

    when: datetime
    request_id: str
    operation: str
    account: str
    parameters: tuple[Pairs, ...]
    asked: tuple[UpstreamCall, ...]
    outcomes: tuple[str, ...]
    status: int
    weight: int


class CallHistory:
    """The last calls, the oldest first; safe under any number of threads.

    Args:
        max_weight: of all calls together; the last one is kept whatever its weight is.
    """

    def __init__(self, max_weight: int = MAX_WEIGHT) -> None:
        self._entries: deque[HistoryEntry] = deque()
        self._max_weight = max_weight
        self._weight = 0
        self._lock = threading.Lock()

    def add(self, entry: HistoryEntry) -> None:
        """Keep one more call, and drop the oldest ones when there are too many or too large."""
        with self._lock:
            self._entries.append(entry)
            self._weight += entry.weight
            while len(self._entries) > MAX_CALLS or self._is_too_heavy():
                self._weight -= self._entries.popleft().weight

    def _is_too_heavy(self) -> bool:
        return self._weight > self._max_weight and len(self._entries) > 1

    def entries(self) -> Sequence[HistoryEntry]:
        """Return the calls that are kept."""
        with self._lock:
            return tuple(self._entries)

    def clear(self) -> None:
        """Drop every call."""
        with self._lock:
            self._entries.clear()
            self._weight = 0
