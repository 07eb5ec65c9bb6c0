"""Log lines on standard error: text on a terminal, JSON elsewhere, never a body or a secret."""

from __future__ import annotations

import atexit
import json
import logging
import select
import sys
import threading
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from sys import UnraisableHookArgs

    from structlog.typing import Processor

log = structlog.get_logger()

SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

_MOST_WAITING = 10_000
_PIECE_BYTES = 4096
"""What a pipe takes without waiting, if it takes anything."""


class Lines:
    """Writes lines from any thread, none of which waits: for another one, or for whoever reads.

    What nobody takes is kept for the next line or the end; beyond 10,000, lines are dropped.

    Args:
        file: takes them; what it holds is flushed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._takes = _taking(file)
        self._waiting: deque[bytes] = deque()
        self._dropped = 0
        self._writing = threading.Lock()

    def msg(self, line: bytes) -> None:
        """Writes a line, or leaves it to the thread that is writing."""
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(line + b"\n")
        else:
            self._dropped += 1
        # Whoever writes looks again when it has let go, so nothing stays behind.
        while self._waiting and self._writing.acquire(blocking=False):
            try:
                if not self._written():
                    return
            finally:
                self._writing.release()
        if self._dropped:
            count, self._dropped = self._dropped, 0
            log.warning("nobody read the log, so lines of it were dropped", count=count)

    debug = info = warning = error = critical = msg

    def flush(self) -> None:
        """Writes what is left, as far as it is taken."""
        with self._writing:
            self._written()

    def _written(self) -> bool:
        """Whether all was taken."""
        while self._waiting:
            if not self._takes():
                return False
            self._file.write(self._piece())
            self._file.flush()
        return True

    def _piece(self) -> bytes:
        piece = b""
        with suppress(IndexError):
            while len(piece) < _PIECE_BYTES:
                piece += self._waiting.popleft()
        if len(piece) > _PIECE_BYTES:
            self._waiting.appendleft(piece[_PIECE_BYTES:])
        return piece[:_PIECE_BYTES]


def _taking(file: BinaryIO) -> Callable[[], bool]:
    """Tells whether the file takes a piece at once; always, where the system cannot tell."""
    try:
        poll = select.poll()
        poll.register(file.fileno(), select.POLLOUT)
    except (AttributeError, OSError):
        return lambda: True
    return lambda: bool(poll.poll(0))


def configure(form: str, level: int = logging.INFO) -> None:
    """Sends our log lines and the libraries' to standard error, in one form.

    Args:
        form: `text`, `json`, or `auto`: text when standard error is a terminal.
        level: the least of ours.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    if as_text:
        last: list[Processor] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        ours = [*last, _encoded]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        # Each call has a line, so these are made and written in one piece, in half the time.
        ours = [*last[:-1], structlog.processors.JSONRenderer(_json)]
    lines = Lines(sys.stderr.buffer)
    atexit.register(lines.flush)
    structlog.configure(
        processors=[*SHARED, *ours],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=partial(_same, lines),
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


def _encoded(_logger: object, _level: str, text: Any) -> bytes:
    return str(text).encode(errors="backslashreplace")


def _json(event: Any, default: Callable[[Any], Any]) -> bytes:
    """As the standard library writes it, but for blanks and escapes that JSON can do without."""
    try:
        return msgspec.json.encode(event, enc_hook=default)
    except UnicodeEncodeError:  # half a surrogate pair, which stands for itself in no UTF-8
        return json.dumps(event, default=default).encode()
