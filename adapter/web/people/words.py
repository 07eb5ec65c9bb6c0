"""Amounts and times in the words of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def format_money(cents: int) -> str:
    """Return an amount such as `$0.05`."""
    return f"${cents // 100:,}.{cents % 100:02}"


def format_duration(seconds: int) -> str:
    """Return a duration by its two largest units, such as `1 hour 30 minutes`."""
    parts = []
    for length, unit in _UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


def format_clock(seconds: int) -> str:
    """Return a duration as a clock shows it, such as `2:11` or `1:02:11`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def leave_out(values: Mapping[str, str], name: str) -> Mapping[str, str]:
    """Return the parameters of a query but for one."""
    return {key: value for key, value in values.items() if key != name}


def format_time(time: datetime) -> str:
    """Return a time such as `30 Nov 2026, 12:05 UTC`."""
    return f"{time.day} {time:%b %Y, %H:%M} UTC"


def format_day(day: date) -> str:
    """Return a day such as `30 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def format_count(number: int, noun: str) -> str:
    """Return a number of things, such as `1 worker` or `12 workers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "money": format_money,
    "duration": format_duration,
    "clock": format_clock,
    "without": leave_out,
    "time": format_time,
    "day": format_day,
    "count": format_count,
}
"""The filters of the templates."""
