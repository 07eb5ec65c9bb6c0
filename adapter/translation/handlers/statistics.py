"""GetRequesterStatistic and GetRequesterWorkerStatistic, counted from what is still listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapter.errors import OperationError, Problem
from adapter.queries import AmountsQuery
from adapter.text import quote_text
from adapter.translation.handlers.statistic_table import MAX_DAYS, REQUESTER, UNSUPPORTED, WORKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Amount, Conversation
    from adapter.translation.handlers.statistic_table import Statistic


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


NOT_ABOUT_A_WORKER = "It is none of one worker's work. Use GetRequesterStatistic."


def get_requester_statistic(call: CheckedCall) -> Conversation:
    """Return `statistic`, about the requester who calls."""
    return (yield from _compute_statistic(call, REQUESTER))


def get_requester_worker_statistic(call: CheckedCall) -> Conversation:
    """Return `statistic`, about the work of one worker for the requester who calls."""
    return (yield from _compute_statistic(call, WORKER))


def _compute_statistic(call: CheckedCall, statistics: Mapping[str, Statistic]) -> Conversation:
    name, period = call.values["Statistic"], call.values["TimePeriod"]
    if name not in statistics:
        raise _build_refusal("Statistic", name, UNSUPPORTED.get(name, NOT_ABOUT_A_WORKER))
    statistic = statistics[name]
    if period not in statistic.periods.supported:
        raise _build_refusal(
            "TimePeriod", period, f"{name} was asked for. {statistic.periods.reason}"
        )
    days = list_spans(period, _read_count(call, period), call.context.now)
    amounts = yield AmountsQuery(
        statistic.measure,
        days[0].begins,
        days[-1].ends,
        call.values.get("WorkerId"),
        partial(statistic.amounts, call),
    )
    points = [_build_data_point(statistic, amounts, span) for span in days]
    named = {each: call.values[each] for each in ("WorkerId",) if each in call.values}
    return {"statistic": {"Statistic": name, "TimePeriod": period, "DataPoints": points, **named}}


def _read_count(call: CheckedCall, period: str) -> int:
    """Return how many days; the parameter only has an effect with OneDay."""
    count: int = call.values.get("Count", 1) if period == "OneDay" else 1
    if count > MAX_DAYS:
        reason = "The current API deletes every HIT after 120 days, so older days cannot be told."
        raise _build_refusal("Count", str(count), f"{reason} Use a Count up to {MAX_DAYS}.")
    return count


def _build_data_point(
    statistic: Statistic, amounts: Sequence[Amount], span: Span
) -> Mapping[str, Any]:
    inside = [each for each in amounts if span.begins <= each.when < span.ends]
    value = statistic.aggregate(inside)
    whole = statistic.member == "LongValue"
    return {"Date": span.date, statistic.member: int(value) if whole else float(value)}


def _build_refusal(parameter: str, value: str, reason: str) -> OperationError:
    message = f"The value {quote_text(value)} is not valid for the parameter {parameter}. {reason}"
    return OperationError([Problem("AWS.MechanicalTurk.InvalidParameterValue", message)])
