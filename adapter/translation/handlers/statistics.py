"""GetRequesterStatistic and GetRequesterWorkerStatistic: recounted, or refused by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.model import AmountsQuery
from adapter.text import quote_text
from adapter.translation.handlers.period import spans
from adapter.translation.handlers.table import FARTHEST_DAYS, REQUESTER, UNCOUNTED, WORKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import Amount, CheckedCall, Conversation
    from adapter.translation.handlers.period import Span
    from adapter.translation.handlers.table import Statistic

NOT_OF_A_WORKER = "It is none of one worker's work. Use GetRequesterStatistic."


def requester_statistic(task: CheckedCall) -> Conversation:
    """Return `statistic`, about the requester who calls."""
    return (yield from _recounted(task, REQUESTER))


def requester_worker_statistic(task: CheckedCall) -> Conversation:
    """Return `statistic`, about the work of one worker for the requester who calls."""
    return (yield from _recounted(task, WORKER))


def _recounted(task: CheckedCall, statistics: Mapping[str, Statistic]) -> Conversation:
    name, period = task.values["Statistic"], task.values["TimePeriod"]
    if name not in statistics:
        raise _refused("Statistic", name, UNCOUNTED.get(name, NOT_OF_A_WORKER))
    statistic = statistics[name]
    if period not in statistic.periods.answered:
        raise _refused("TimePeriod", period, f"{name} was asked for. {statistic.periods.reason}")
    days = spans(period, _count(task, period), task.context.now)
    amounts = yield AmountsQuery(
        statistic.measure,
        days[0].begins,
        days[-1].ends,
        task.values.get("WorkerId"),
        partial(statistic.amounts, task),
    )
    points = [_point(statistic, amounts, span) for span in days]
    named = {each: task.values[each] for each in ("WorkerId",) if each in task.values}
    return {"statistic": {"Statistic": name, "TimePeriod": period, "DataPoints": points, **named}}


def _count(task: CheckedCall, period: str) -> int:
    """Return how many days; the parameter only has an effect with OneDay."""
    count: int = task.values.get("Count", 1) if period == "OneDay" else 1
    if count > FARTHEST_DAYS:
        reason = "The current API deletes every HIT after 120 days, so older days cannot be told."
        raise _refused("Count", str(count), f"{reason} Use a Count up to {FARTHEST_DAYS}.")
    return count


def _point(statistic: Statistic, amounts: Sequence[Amount], span: Span) -> Mapping[str, Any]:
    inside = [each for each in amounts if span.begins <= each.when < span.ends]
    value = statistic.joined(inside)
    whole = statistic.member == "LongValue"
    return {"Date": span.date, statistic.member: int(value) if whole else float(value)}


def _refused(parameter: str, value: str, reason: str) -> OperationError:
    message = f"The value {quote_text(value)} is not valid for the parameter {parameter}. {reason}"
    return OperationError([Problem("AWS.MechanicalTurk.InvalidParameterValue", message)])
