"""Log lines on standard error: text on a terminal, JSON elsewhere, never a body or a secret."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

    from structlog.typing import Processor

log = structlog.get_logger()

SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(form: str, level: int = logging.INFO) -> None:
    """Sends our log lines and the libraries' to standard error, in one form.

    Args:
        form: `text`, `json`, or `auto`: text when standard error is a terminal.
        level: the least of ours.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if as_text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*SHARED, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
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
