"""GetRequesterStatistic and GetRequesterWorkerStatistic: recounted, or refused by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.queries import AmountsQuery
from adapter.text import quote_text
from adapter.translation.handlers.period import list_spans
from adapter.translation.handlers.table import MAX_DAYS, REQUESTER, UNSUPPORTED, WORKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Amount, Conversation
    from adapter.translation.handlers.period import Span
    from adapter.translation.handlers.table import Statistic

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
    if period not in statistic.periods.answered:
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
