"""Log lines on standard error: text on a terminal, JSON elsewhere, never a body or a secret."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from sys import UnraisableHookArgs

    from structlog.typing import EventDict, Processor

log = structlog.get_logger()


def _stamped(_logger: object, _level: str, event: EventDict) -> EventDict:
    """As structlog's own TimeStamper does it, in a third of its time."""
    event["timestamp"] = msgspec.to_builtins(datetime.now(UTC))
    return event


SHARED: tuple[Processor, ...] = (structlog.processors.add_log_level, _stamped)


class Lines:
    """Writes lines from any thread, none of which waits for another one that is writing.

    Args:
        file: takes them; what it holds is flushed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._waiting: deque[bytes] = deque()
        self._writing = threading.Lock()

    def msg(self, line: bytes) -> None:
        """Writes a line, or leaves it to the thread that is writing."""
        self._waiting.append(line)
        # Whoever writes looks again when it has let go, so nothing stays behind.
        while self._waiting and self._writing.acquire(blocking=False):
            try:
                self._file.write(b"".join(self._taken()))
                self._file.flush()
            finally:
                self._writing.release()

    debug = info = warning = error = critical = msg

    def _taken(self) -> Iterator[bytes]:
        with suppress(IndexError):
            while True:
                yield self._waiting.popleft() + b"\n"


def configure(form: str, level: int = logging.INFO) -> None:
    """Sends our log lines and the libraries' to standard error, in one form.

    Args:
        form: `text`, `json`, or `auto`: text when standard error is a terminal.
        level: the least of ours.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    if as_text:
        last: list[Processor] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        ours = last
        factory: Callable[..., Any] = structlog.PrintLoggerFactory(sys.stderr)
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        # Each call has a line, so these are made and written in one piece, in half the time.
        ours = [*last[:-1], structlog.processors.JSONRenderer(_json)]
        factory = partial(_same, Lines(sys.stderr.buffer))
    structlog.configure(
        processors=[*SHARED, *ours],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    _tell_of_libraries(last)


def _tell_of_libraries(last: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def tell_of_unraisable() -> None:
    """From now on an error that nobody can be given is a line of the log too.

    There is one for every client of TLS that names a host in other letters than ASCII.
    """
    sys.unraisablehook = _told


def _told(failed: UnraisableHookArgs) -> None:
    """Never the value, which a caller may have sent."""
    log.warning("an error was passed over", error=failed.exc_type.__name__)


def _same(lines: Lines, *_: object) -> Lines:
    """One for all loggers, whatever they are called."""
    return lines


def _json(event: Any, default: Callable[[Any], Any]) -> bytes:
    """As the standard library writes it, but for blanks and escapes that JSON can do without."""
    try:
        return msgspec.json.encode(event, enc_hook=default)
    except UnicodeEncodeError:  # half a surrogate pair, which stands for itself in no UTF-8
        return json.dumps(event, default=default).encode()
