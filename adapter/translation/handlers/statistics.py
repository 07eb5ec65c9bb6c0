"""GetRequesterStatistic and GetRequesterWorkerStatistic, counted from what is still listed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapter.errors import OperationError, Problem
from adapter.queries import AmountsQuery
from adapter.text import quote_text
from adapter.translation.handlers.counted_statistics import (
    COUNTED_OF_REQUESTER,
    COUNTED_OF_WORKER,
    MAX_COUNTED_DAYS,
)
from adapter.translation.handlers.statistic_table import MAX_DAYS, REQUESTER, UNSUPPORTED, WORKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Amount, Conversation
    from adapter.translation.handlers.amounts import AmountsConversation
    from adapter.translation.handlers.counted_statistics import CountedStatistic
    from adapter.translation.handlers.statistic_table import Statistic


PACIFIC = "America/Los_Angeles"
"""AWS's reference of 2006: a day begins at midnight there; its sample of 2011 shows 07:00:00Z."""

EVER = datetime.min.replace(tzinfo=UTC)
"""Before every amount."""

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
        return [Span(_midnight(today), EVER, _midnight(_next(today)))]
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
    return (yield from _compute_statistic(call, REQUESTER, COUNTED_OF_REQUESTER))


def get_requester_worker_statistic(call: CheckedCall) -> Conversation:
    """Return `statistic`, about the work of one worker for the requester who calls."""
    return (yield from _compute_statistic(call, WORKER, COUNTED_OF_WORKER))


def _compute_statistic(
    call: CheckedCall,
    listed: Mapping[str, Statistic],
    counted: Mapping[str, CountedStatistic],
) -> Conversation:
    name, period = call.values["Statistic"], call.values["TimePeriod"]
    if name not in counted:
        raise _build_refusal("Statistic", name, NOT_ABOUT_A_WORKER)
    statistic = counted[name]
    days = list_spans(period, _read_count(call, period), call.context.now)
    is_change = period in statistic.changes_over
    amounts = yield AmountsQuery(
        statistic.find_measure(period),
        EVER if is_change else days[0].begins,
        days[-1].ends,
        call.values.get("WorkerId"),
        partial(_read_lists, call, listed),
    )
    points = _build_data_points(statistic, amounts, days, is_change=is_change)
    named = {each: call.values[each] for each in ("WorkerId",) if each in call.values}
    return {"statistic": {"Statistic": name, "TimePeriod": period, "DataPoints": points, **named}}


def _read_count(call: CheckedCall, period: str) -> int:
    """Return how many days; the parameter only has an effect with OneDay."""
    count: int = call.values.get("Count", 1) if period == "OneDay" else 1
    if count > MAX_COUNTED_DAYS:
        reason = f"There are no more data points than {MAX_COUNTED_DAYS}. Use a smaller Count."
        raise _build_refusal("Count", str(count), reason)
    return count


def _read_lists(call: CheckedCall, listed: Mapping[str, Statistic]) -> AmountsConversation:
    """Return the amounts by reading lists, or refuse what the current API does not tell."""
    name, period = call.values["Statistic"], call.values["TimePeriod"]
    if name not in listed:
        raise _build_refusal("Statistic", name, UNSUPPORTED[name])
    statistic = listed[name]
    if period not in statistic.periods.supported:
        reason = f"{name} was asked for. {statistic.periods.reason}"
        raise _build_refusal("TimePeriod", period, reason)
    count = _read_count(call, period)
    if count > MAX_DAYS:
        reason = "The current API deletes every HIT after 120 days, so older days cannot be told."
        raise _build_refusal("Count", str(count), f"{reason} Use a Count up to {MAX_DAYS}.")
    return (yield from statistic.amounts(call))


def _build_data_points(
    statistic: CountedStatistic,
    amounts: Sequence[Amount],
    spans: Sequence[Span],
    *,
    is_change: bool,
) -> list[Mapping[str, Any]]:
    ordered = sorted(amounts, key=lambda each: each.when)
    times = [each.when for each in ordered]
    points: list[Mapping[str, Any]] = []
    for span in spans:
        begins, ends = bisect_left(times, span.begins), bisect_left(times, span.ends)
        if is_change:
            value = statistic.aggregate(ordered[:ends]) - statistic.aggregate(ordered[:begins])
        else:
            value = statistic.aggregate(ordered[begins:ends])
        whole = statistic.member == "LongValue"
        points.append({"Date": span.date, statistic.member: int(value) if whole else float(value)})
    return points


def _build_refusal(parameter: str, value: str, reason: str) -> OperationError:
    message = f"The value {quote_text(value)} is not valid for the parameter {parameter}. {reason}"
    return OperationError([Problem("AWS.MechanicalTurk.InvalidParameterValue", message)])
