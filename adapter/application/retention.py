"""Forget people who were long not here, and overwrite what was deleted, in a thread of its own."""

from __future__ import annotations

import atexit
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

from adapter.marketplace import ServiceFault
from adapter.marketplace.people import People

if TYPE_CHECKING:
    from adapter.marketplace import Marketplace

log = structlog.get_logger()

_INTERVAL_SECONDS = 600.0
# Overwriting keeps others from writing: whoever deletes often must not have it done as often.
_PAUSE_SECONDS = 10.0


class Retention:
    """Forgets people by the setting `keep_people_days`, and overwrites what anybody deletes.

    Args:
        marketplace: where the people are.
        keep_days: how long they are kept after they were last here; None: always.
        interval_seconds: how often they are looked for.
    """

    def __init__(
        self,
        marketplace: Marketplace,
        keep_days: int | None,
        interval_seconds: float = _INTERVAL_SECONDS,
    ) -> None:
        self._marketplace = marketplace
        self._keep = None if keep_days is None else timedelta(days=keep_days)
        self._interval = interval_seconds
        self._wake, self._stopped = Event(), Event()
        self._has_deleted = False
        self._thread = Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Forget and overwrite until `stop`, which the end of the process calls too.

        It begins with what another process deleted and was killed before it overwrote it.
        """
        now = self._marketplace.environment.clock()
        self._has_deleted = People(self._marketplace).has_forgotten(now - timedelta(days=1))
        self._thread.start()
        atexit.register(self.stop)

    def request_erasure(self) -> None:
        """Have what was deleted overwritten within seconds."""
        self._has_deleted = True
        self._wake.set()

    def stop(self) -> None:
        """Stop after what is being done, and overwrite what is left."""
        atexit.unregister(self.stop)
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def forget_unseen(self) -> int:
        """Forget who was not here for too long, and return how many; raises a ServiceFault."""
        if self._keep is None:
            return 0
        records = People(self._marketplace)
        unseen = records.list_unseen(self._marketplace.environment.clock() - self._keep)
        for each in unseen:
            records.forget(each)
        return len(unseen)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._work()
            self._wake.wait(self._interval)
            self._stopped.wait(_PAUSE_SECONDS)
        self._work()

    def _work(self) -> None:
        self._wake.clear()
        try:
            count = self.forget_unseen()
            if count:
                log.info("people_forgotten", count=count)
            if count or self._has_deleted:
                self._has_deleted = False
                self._marketplace.database.erase_deleted()
        except ServiceFault as error:
            self._has_deleted = True
            log.error("retention_failed", reason=error.reason)  # noqa: TRY400 (no trace is needed)
