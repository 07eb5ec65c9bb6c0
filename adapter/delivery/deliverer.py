"""Deliver what is due in the outbox, in threads of its own."""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

from adapter.delivery.http import NoAnswerError, NotAcceptedError
from adapter.marketplace import ServiceFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.delivery.senders import Senders
    from adapter.marketplace.notifications.outbox import Notification, Outbox

log = structlog.get_logger()

_SENDERS = 8
_INTERVAL_SECONDS = 0.5


def read_time() -> datetime:
    """Return the machine's time, by which attempts are repeated."""
    return datetime.now(UTC)


class Deliverer:
    """Sends notifications, a few at once, and records what became of them.

    Args:
        outbox: the marketplace's.
        senders: by transport.
        clock: returns the machine's time.
        apply_changes: makes what is due happen, so that notifications of it are in the outbox;
            raises a ServiceFault.
    """

    def __init__(
        self,
        outbox: Outbox,
        senders: Senders,
        clock: Callable[[], datetime] = read_time,
        apply_changes: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._senders = senders
        self._clock = clock
        self._apply_changes = apply_changes
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="deliverer", daemon=True)

    def start(self) -> None:
        """Deliver until `stop`, which the end of the process calls too."""
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Stop after the requests that are being sent."""
        atexit.unregister(self.stop)
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def deliver_due(self) -> int:
        """Send what is due now, and return the number of attempts; raises a ServiceFault."""
        claimed = self._outbox.claim(self._clock(), _SENDERS)
        if claimed:
            with ThreadPoolExecutor(_SENDERS, thread_name_prefix="sender") as pool:
                list(pool.map(self._deliver, claimed))
        return len(claimed)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._apply_changes()
                attempts = self.deliver_due()
            except ServiceFault as error:
                log.error("outbox_failed", reason=error.message)  # noqa: TRY400 (no trace is needed)
                attempts = 0
            if not attempts:
                self._stopped.wait(_INTERVAL_SECONDS)

    def _deliver(self, notification: Notification) -> None:
        failure = None
        try:
            self._senders[notification.transport](notification)
        except NoAnswerError as error:
            failure = str(error)
            self._outbox.record_silence(notification, self._clock(), failure)
        except NotAcceptedError as error:
            failure = str(error)
            self._outbox.record_answer(notification, failure)
        else:
            self._outbox.record_answer(notification, None)
        _log(notification, failure)


def _log(notification: Notification, failure: str | None) -> None:
    log.info(
        "notification_sent" if failure is None else "notification_failed",
        transport=notification.transport,
        attempt=notification.attempts,
        reason=failure,
    )
