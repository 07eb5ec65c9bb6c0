"""Times on the command line, in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context, Parameter


class Time(click.ParamType[datetime]):
    """A day such as 2027-01-31, or a time such as 2027-01-31T18:00, in UTC.

    Args:
        is_end: whether a day means its end; else it means its beginning.
    """

    name = "time"

    def __init__(self, *, is_end: bool = False) -> None:
        self._is_end = is_end

    def convert(self, value: str, param: Parameter | None, ctx: Context | None) -> datetime:
        """Return the time."""
        try:
            return self._read_day(value)
        except ValueError:
            pass
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day such as 2027-01-31, or 2027-01-31T18:00", param, ctx)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)

    def _read_day(self, value: str) -> datetime:
        day = date.fromisoformat(value) + timedelta(days=self._is_end)
        return datetime.combine(day, time(), UTC)
