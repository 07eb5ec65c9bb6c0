"""All open connections: how many there may be, how long each may take, and how they end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWEEP_SECONDS = 0.5


class Open(Protocol):
    """An open connection.

    Attributes:
        deadline: when `expire` is to be called, by the loop's clock.
        idle: whether nothing of a request is there, and no answer is on the way.
    """

    deadline: float

    @property
    def idle(self) -> bool:
        """Whether it can be ended without anybody losing anything."""

    def expire(self) -> None:
        """Ends what takes too long."""

    def finish(self) -> None:
        """Ends as soon as what was begun is answered."""

    def abort(self) -> None:
        """Ends now."""


class Connections:
    """The open ones of all listeners.

    Args:
        most: how many there may be. One more ends the idle one that is nearest to its end.

    Attributes:
        stopping: whether no more requests are taken.
        held_bytes: of all requests together that are not answered.
    """

    def __init__(self, most: int) -> None:
        self.stopping = False
        self.held_bytes = 0
        self._most = most
        self._open: set[Open] = set()
        self._emptied = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Open]:
        return iter(tuple(self._open))

    def add(self, connection: Open) -> bool:
        """Whether there is room for it."""
        if len(self._open) >= self._most:
            idle = [each for each in self._open if each.idle]
            if not idle:
                return False
            min(idle, key=lambda each: each.deadline).abort()
        self._open.add(connection)
        return True

    def discard(self, connection: Open) -> None:
        """It is closed."""
        self._open.discard(connection)
        if not self._open:
            self._emptied.set()

    async def sweep(self) -> None:
        """Ends what takes too long, for ever."""
        clock = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = clock.time()
            for each in self:
                if each.deadline <= now:
                    each.expire()

    async def finish(self, seconds: float) -> None:
        """Ends the idle ones at once, and the rest when they are answered or the time is up."""
        self.stopping = True
        for each in self:
            each.finish()
        if self._open:
            self._emptied.clear()
            try:
                await asyncio.wait_for(self._emptied.wait(), seconds)
            except TimeoutError:
                for each in self:
                    each.abort()
