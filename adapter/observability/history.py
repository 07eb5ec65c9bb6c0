"""Keep the last calls in memory, for the console and for tests of programs."""

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

SUCCESS = "success"
MAX_CALLS = 1000
MAX_CHARACTERS = 1000
MAX_ANSWER = 16 * 1024
MAX_WEIGHT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A call that was answered, without secrets.

    Attributes:
        when: the time of the call; aware.
        request_id: the one in its response.
        operation: as the caller spelled it; empty if none could be read.
        account: the authenticated access key; empty if there is none.
        parameters: of each use of the operation; none for a call that was not authenticated.
        upstream_calls: the current calls that it became.
        outcomes: `success` or an error code, one for each use.
        status: of the HTTP response.
        weight: approximately how many bytes it takes.
        api: `legacy` or `current`.
        fidelity: of the legacy operation: exact, lossy or approximate; empty for other calls.
        losses: those of the operation that applied to this call.
        answer: the text of the HTTP response, up to `MAX_ANSWER` bytes.
        answer_bytes: how many bytes the response has.
        seconds: from the request to the response.
        steps: the seconds of each step that was measured, in order: read, authenticate, check,
            drive, compose, write.
    """

    when: datetime
    request_id: str
    operation: str
    account: str
    parameters: tuple[Pairs, ...]
    upstream_calls: tuple[UpstreamCall, ...]
    outcomes: tuple[str, ...]
    status: int
    weight: int
    api: str = "legacy"
    fidelity: str = ""
    losses: tuple[str, ...] = ()
    answer: str = ""
    answer_bytes: int = 0
    seconds: float = 0.0
    steps: tuple[tuple[str, float], ...] = ()

    @property
    def outcome(self) -> str:
        """Return the first error code; `success` if there is none."""
        return find_outcome(self.outcomes)

    @property
    def upstream_seconds(self) -> float:
        """Return how long its current calls took together."""
        return sum(each.seconds for each in self.upstream_calls)

    @property
    def own_seconds(self) -> float:
        """Return how long the adapter itself took."""
        return max(0.0, self.seconds - self.upstream_seconds)


def find_outcome(outcomes: Sequence[str]) -> str:
    """Return the first error code of a request's outcomes; `success` if there is none."""
    return next((each for each in outcomes if each != SUCCESS), SUCCESS)


class CallHistory:
    """The last calls, the oldest first; safe from any thread.

    Args:
        max_weight: of all calls together; the last call is kept whatever its weight.
    """

    def __init__(self, max_weight: int = MAX_WEIGHT) -> None:
        self._entries: deque[HistoryEntry] = deque()
        self._max_weight = max_weight
        self._weight = 0
        self._lock = threading.Lock()

    def add(self, entry: HistoryEntry) -> None:
        """Keep one more call, and drop the oldest while they are too many or too heavy."""
        with self._lock:
            self._entries.append(entry)
            self._weight += entry.weight
            while len(self._entries) > MAX_CALLS or (
                self._weight > self._max_weight and len(self._entries) > 1
            ):
                self._weight -= self._entries.popleft().weight

    def list_entries(self) -> Sequence[HistoryEntry]:
        """Return the calls that are kept."""
        with self._lock:
            return tuple(self._entries)

    def find(self, request_id: str) -> HistoryEntry | None:
        """Return the call with this identifier; None if it is not kept."""
        return next((each for each in self.list_entries() if each.request_id == request_id), None)

    def clear(self) -> None:
        """Drop every call."""
        with self._lock:
            self._entries.clear()
            self._weight = 0
