"""How long and how often the live upstream tries."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """The live upstream's bounds, times in seconds.

    Attributes:
        connect_seconds: to reach one address of the upstream, encryption agreed included.
        read_seconds: from the request's last byte to the answer's last byte.
        attempts: how often one current call is sent at most.
        call_seconds: for everything that one legacy call asks of the upstream, waits included.
        max_answer_bytes: the most bytes of one answer's body.
        connections: kept open to the upstream between calls, for all accounts together.
        clients: accounts whose client is kept; the one used longest ago goes first.
        monotonic: a clock that never goes back.
        sleep: waits between two attempts.
    """

    connect_seconds: float = 5
    read_seconds: float = 20
    attempts: int = 5
    call_seconds: float = 90
    max_answer_bytes: int = 256 * 1024 * 1024
    connections: int = 64
    clients: int = 64
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        shortest = min(self.connect_seconds, self.read_seconds)
        if shortest <= 0 or self.call_seconds < self.attempt_seconds:
            raise SettingError(
                "live limits",
                f"connect_seconds {self.connect_seconds:g} and read_seconds"
                f" {self.read_seconds:g} must be above 0, and both together within call_seconds"
                f" {self.call_seconds:g}",
            )

    @property
    def attempt_seconds(self) -> float:
        """Return the longest that one attempt can take."""
        return self.connect_seconds + self.read_seconds
