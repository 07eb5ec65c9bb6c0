"""Log lines on standard error: text on a terminal, JSON elsewhere, never a body or a secret."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from structlog.typing import Processor

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
    if as_text:
        last: list[Processor] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        ours = last
        factory: Callable[..., Any] = structlog.PrintLoggerFactory(sys.stderr)
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        # Each call has a line, so these are made and written in one piece, in half the time.
        ours = [*last[:-1], structlog.processors.JSONRenderer(_json)]
        factory = structlog.BytesLoggerFactory(sys.stderr.buffer)
    structlog.configure(
        processors=[*SHARED, *ours],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,
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


def _json(event: Any, default: Callable[[Any], Any]) -> bytes:
    """As the standard library writes it, but for blanks and escapes that JSON can do without."""
    try:
        return msgspec.json.encode(event, enc_hook=default)
    except UnicodeEncodeError:  # half a surrogate pair, which stands for itself in no UTF-8
        return json.dumps(event, default=default).encode()
