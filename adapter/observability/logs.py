"""Log lines on standard error: text on a terminal, JSON elsewhere, never a body or a secret.

No call waits for the log's reader: a thread of its own writes what waits in a queue.
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

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

    from structlog.typing import Processor

    Records = queue.Queue[logging.LogRecord]

log = structlog.get_logger()

MAX_WAITING = 10_000
"""How many lines wait to be written at most; more are dropped."""

_SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_EXIT_SECONDS = 1
_STANDARD_ERROR = 2


def configure_logging(form: str, level: int = logging.INFO) -> None:
    """Send our log lines and the libraries' warnings to standard error, in one form.

    Args:
        form: `text`, `json`, or `auto`: text when standard error is a terminal.
        level: the least of ours.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    writer = Writer(_STANDARD_ERROR)
    writer.setFormatter(_formatter(as_text=as_text))
    records: Records = queue.Queue(MAX_WAITING)
    source = DroppingHandler(records)
    logging.basicConfig(handlers=[source], level=logging.WARNING, force=True)
    logging.getLogger("adapter").setLevel(level)
    Listener(source, writer).start()
    atexit.register(wait_until_written, records)


def log_unraisable_errors() -> None:
    """From now on, log the errors that Python can raise to nobody.

    There is one for every client of TLS that names a host in other letters than ASCII.
    """
    sys.unraisablehook = _log_unraisable


def _log_unraisable(failed: UnraisableHookArgs) -> None:
    """Log the kind of an error; never its text, which may repeat what a caller sent."""
    log.warning("error_ignored", error=failed.exc_type.__name__)


def _formatter(*, as_text: bool) -> logging.Formatter:
    render: Processor = structlog.processors.JSONRenderer()
    if as_text:
        render = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )


class DroppingHandler(QueueHandler):
    """Hands records over unrendered, and drops those that find the queue full.

    Attributes:
        dropped: how many there were.
    """

    def __init__(self, records: Records) -> None:
        super().__init__(records)
        self.dropped = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record as it is; the thread that writes it renders it."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Add the record to the queue, if it has room."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1


class Writer(logging.Handler):
    """Writes lines to a file descriptor, past Python's buffers.

    While nobody reads, the one thread that writes waits in `emit`. The end of the process must not
    wait for it, so there is no lock and no buffer that Python flushes then.
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
    """Writes records in a thread of its own, and logs how many were dropped meanwhile."""

    def __init__(self, source: DroppingHandler, writer: Writer) -> None:
        super().__init__(source.queue, writer)
        self._source = source
        self._reported = 0
        # A logger of its own, since what it says must not be dropped too.
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
    """Wait until every record is written, a second at most: perhaps nobody reads any more."""
    with records.all_tasks_done:
        records.all_tasks_done.wait_for(lambda: not records.unfinished_tasks, _EXIT_SECONDS)
