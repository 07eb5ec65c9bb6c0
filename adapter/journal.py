"""The calls of late, kept in memory for whoever tests a program against the adapter."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.metrics import Asked

MOST_CALLS = 1000
MOST_CHARACTERS = 1000


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
    """

    when: datetime
    request_id: str
    operation: str
    account: str
    uses: tuple[tuple[tuple[str, str], ...], ...]
    asked: tuple[Asked, ...]
    outcomes: tuple[str, ...]
    status: int


class Journal:
    """The last calls, the oldest first; safe under any number of threads."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MOST_CALLS)
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Keeps one more call, and drops the oldest one when there are too many."""
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> Sequence[Entry]:
        """What is kept."""
        with self._lock:
            return tuple(self._entries)

    def clear(self) -> None:
        """Forgets every call."""
        with self._lock:
            self._entries.clear()
