"""The calendar days that statistics are kept for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

PACIFIC = "America/Los_Angeles"
"""AWS's reference of 2006: a day begins at midnight there; its sample of 2011 shows 07:00:00Z."""

DAYS = {"SevenDays": 7, "ThirtyDays": 30}


@dataclass(frozen=True, slots=True)
class Span:
    """What one data point covers.

    Attributes:
        date: what it is dated; of several days the last, as documented.
        begins, ends: the first moment it covers, and the first it does not.
    """

    date: datetime
    begins: datetime
    ends: datetime


def list_spans(period: str, count: int, now: datetime) -> Sequence[Span]:
    """Return the data points of a period, oldest first: the days of the reference end today.

    Args:
        period: a TimePeriod; today counts as one of its days.
        count: how many data points OneDay has; every other period has one.
        now: aware.
    """
    today = now.astimezone(ZoneInfo(PACIFIC)).date()
    if period == "OneDay":
        days = [today - timedelta(days=back) for back in reversed(range(count))]
        return [_span(day, day) for day in days]
    if period == "LifeToDate":
        return [Span(_midnight(today), datetime.min.replace(tzinfo=UTC), _midnight(_next(today)))]
    return [_span(today - timedelta(days=DAYS[period] - 1), today)]


def _span(first: date, last: date) -> Span:
    return Span(_midnight(last), _midnight(first), _midnight(_next(last)))


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(PACIFIC)).astimezone(UTC)
