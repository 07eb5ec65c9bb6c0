"""Write the log to standard error: text on a terminal, JSON elsewhere, never a body or a secret.

Calls put their lines into a queue, and a thread of its own writes them, so that no call waits for
the reader of the log.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import sys
from logging.handlers import QueueHandler, QueueListener
from typing import TYPE_CHECKING

import structlog

from adapter.observability.text_log import TextRenderer

if TYPE_CHECKING:
    from collections.abc import Collection
    from sys import UnraisableHookArgs

    from structlog.typing import Processor

    Records = queue.Queue[logging.LogRecord]

log = structlog.get_logger()

MAX_QUEUED_LINES = 10_000
"""Further lines are dropped."""

_SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_EXIT_SECONDS = 1
_STANDARD_ERROR = 2


def configure_logging(form: str, level: str = "info", notices: Collection[str] = ()) -> None:
    """Log the adapter's events and the libraries' warnings to standard error, in one form.

    Args:
        form: `text`, `json`, or `auto`: text if standard error is a terminal.
        level: the lowest level of the adapter's events that are logged: `debug`, `info`, `warning`
            or `error`. Of libraries' events `error` alone leaves out warnings: below them they
            repeat what callers sent.
        notices: modules whose events are logged from INFO on, even if `level` is higher.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    writer = Writer(_STANDARD_ERROR)
    writer.setFormatter(_build_formatter(as_text=as_text))
    records: Records = queue.Queue(MAX_QUEUED_LINES)
    source = DroppingHandler(records)
    lowest = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(handlers=[source], level=max(lowest, logging.WARNING), force=True)
    logging.getLogger("adapter").setLevel(lowest)
    for module in notices:
        logging.getLogger(module).setLevel(min(lowest, logging.INFO))
    Listener(source, writer).start()
    atexit.register(wait_until_written, records)


def log_unraisable_errors() -> None:
    """Log the errors that Python can raise nowhere, from now on.

    A TLS client that names a host with characters outside ASCII causes one.
    """
    sys.unraisablehook = _log_unraisable


def _log_unraisable(failed: UnraisableHookArgs) -> None:
    """Log the type of an error; its text may repeat what a caller sent."""
    log.warning("error_ignored", error=failed.exc_type.__name__)


def _build_formatter(*, as_text: bool) -> logging.Formatter:
    is_terminal = sys.stderr.isatty()
    has_colors = is_terminal and not os.environ.get("NO_COLOR")
    render: Processor = structlog.processors.JSONRenderer()
    if as_text:
        render = TextRenderer(is_terminal=is_terminal, has_colors=has_colors)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )


class DroppingHandler(QueueHandler):
    """Queues records unformatted, and drops those for which the queue has no room.

    Attributes:
        dropped: how many were dropped.
    """

    def __init__(self, records: Records) -> None:
        super().__init__(records)
        self.dropped = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record as it is; the thread that writes it formats it."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue the record, if there is room."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1


class Writer(logging.Handler):
    """Writes lines to a file descriptor, without a buffer.

    While nobody reads, the writing thread blocks in `emit`. The process must be able to end all
    the same, so there is no lock to wait for and no buffer that Python flushes at exit.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.lock = None
        self._descriptor = descriptor

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, however long that takes."""
        try:
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError:
            self.handleError(record)


class Listener(QueueListener):
    """Writes records in a thread of its own, and logs how many were dropped in the meantime."""

    def __init__(self, source: DroppingHandler, writer: Writer) -> None:
        super().__init__(source.queue, writer)
        self._source = source
        self._reported = 0
        # It bypasses the queue, where this line could be dropped too.
        logger = logging.Logger(__name__)
        logger.addHandler(writer)
        self._log = structlog.wrap_logger(logger)

    def handle(self, record: logging.LogRecord) -> None:
        """Write one record."""
        super().handle(record)
        count, self._reported = self._source.dropped - self._reported, self._source.dropped
        if count:
            self._log.warning("log_lines_dropped", count=count)


def wait_until_written(records: Records) -> None:
    """Wait until every record is written, at most a second, as perhaps nobody reads any more."""
    with records.all_tasks_done:
        records.all_tasks_done.wait_for(lambda: not records.unfinished_tasks, _EXIT_SECONDS)
