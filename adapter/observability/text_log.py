"""Render log events as text for people: one line for each call, and sentences for some others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from structlog.dev import BRIGHT, DIM, GREEN, RED, RESET_ALL, ConsoleRenderer, plain_traceback

from adapter.observability.trace import render_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from structlog.typing import EventDict, WrappedLogger

_PREFIX = "mturk-adapter: "
"""It tells our sentences from those of a program that `run` runs."""
_OPERATION_WIDTH = 27
_KEY_WIDTH = 20
_NONE = "-"


@dataclass(frozen=True, slots=True)
class TextRenderer:
    """Renders an event as text; the last of structlog's processors.

    Attributes:
        is_terminal: whether somebody watches. Then lines begin with the local time of day,
            otherwise with the date and the time in UTC.
        has_colors: whether parts of a line are coloured.
    """

    is_terminal: bool
    has_colors: bool

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        """Return the text of an event, without the last line's end."""
        if describe := _SENTENCES.get(event["event"]):
            return f"{_PREFIX}{describe(event)}"
        if self.is_terminal:
            event["timestamp"] = _find_time_of_day(event["timestamp"])
        if event["event"] == "request_completed":
            return self._render_call(event)
        console = ConsoleRenderer(colors=self.has_colors, exception_formatter=plain_traceback)
        return str(console(logger, name, event))

    def _render_call(self, event: EventDict) -> str:
        """Return the time, operation, key, status, outcome and milliseconds, and the trace."""
        prefix = "current:" if event["api"] == "current" else ""
        operation = f"{prefix}{event['operation'] or 'unknown'}"
        failed = event["outcome"].replace("success", "").strip(", ")
        line = "  ".join(
            (
                self._paint(event["timestamp"], DIM),
                self._paint(f"{operation:{_OPERATION_WIDTH}}", BRIGHT),
                f"{event['account'] or _NONE:{_KEY_WIDTH}}",
                str(event["status"]),
                self._paint(event["outcome"], RED if failed else GREEN),
                self._paint(f"{event['milliseconds']} ms", DIM),
            )
        )
        return line + render_trace(event) if "answer" in event else line

    def _paint(self, text: str, color: str) -> str:
        return f"{color}{text}{RESET_ALL}" if self.has_colors else text


def _find_time_of_day(timestamp: str) -> str:
    return datetime.fromisoformat(timestamp).astimezone().strftime("%H:%M:%S")


def _describe_tunnel(event: EventDict) -> str:
    return f"{event['host']}: tunnelled, not answered here"


def _describe_refusal(event: EventDict) -> str:
    return f"{event['host']}: refused; --proxy-other-hosts tunnel lets it through"


def _describe_failure(event: EventDict) -> str:
    return f"{event['host']}: cannot be reached from here, and is not answered here"


def _describe_distrust(event: EventDict) -> str:
    return (
        f"{event['host']}: the program does not trust the adapter's certificate; docs/clients.md "
        "says how each language does"
    )


def _describe_run(event: EventDict) -> str:
    refused, calls = event["refused"], event["calls"]
    if not calls:
        return (
            "no call was answered; if the program calls Mechanical Turk, docs/clients.md says how "
            "its language finds the adapter"
        )
    answered = f"{calls} {'call' if calls == 1 else 'calls'} answered"
    codes = ", ".join(f"{code} ({count})" for code, count in refused.items())
    summary = f"{answered}; {sum(refused.values())} refused: {codes}" if refused else answered
    return f"{summary}\n{_PREFIX}{_describe_state(event['state'])}" if event["state"] else summary


def _describe_state(state: str) -> str:
    remedy = "name another" if "://" in state else "delete it or name another"
    return f"state: {state}; to begin again, {remedy} with --database"


def _describe_stop(event: EventDict) -> str:
    calls = event["calls"]
    what = f"{calls} {'call' if calls == 1 else 'calls'}"
    return f"finishing {what}, at most {event['seconds']:g} s; Ctrl-C again stops at once"


_SENTENCES: Mapping[str, Callable[[EventDict], str]] = MappingProxyType(
    {
        "host_tunneled": _describe_tunnel,
        "host_refused": _describe_refusal,
        "host_unreachable": _describe_failure,
        "certificate_distrusted": _describe_distrust,
        "run_finished": _describe_run,
        "request_refused": lambda event: f"{event['client']}: {event['reason']}",
        "database_created": lambda event: f"made a new database, {event['database']}",
        "state_reset": lambda event: f"the state of the {event['upstream']} was reset",
        "server_stopping": _describe_stop,
        "server_stopped": lambda _: "stopped",
    }
)
"""What is said of events that a user acts upon, by the name of the event."""
