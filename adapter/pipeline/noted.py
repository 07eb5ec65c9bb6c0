"""What is told of a call once it is answered: one log line, and the counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from adapter.messages import Fault
from adapter.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.messages import HttpResponse, Moment, Reply
    from adapter.metrics import Metrics, Tally

log = structlog.get_logger()

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and what is told of it; nothing that the caller sent in a body.

    Attributes:
        outcomes: `success` or an error code, one for each use of the operation.
        operation: as the caller spelled it; empty when none could be read.
        account: the access key that was admitted; empty when none was.
        replaced: how many characters XML cannot carry were replaced.
    """

    response: HttpResponse
    outcomes: tuple[str, ...]
    operation: str
    account: str = ""
    replaced: int = 0


def named(outcomes: Sequence[Reply | Fault]) -> tuple[str, ...]:
    """The outcomes in one word each."""
    return tuple(
        each.problems[0].code if isinstance(each, Fault) else "success" for each in outcomes
    )


def note(
    answered: Answered,
    names: Mapping[str, str],
    moment: Moment,
    tally: Tally,
    metrics: Metrics,
) -> None:
    """Counts the answer and logs its line.

    Args:
        answered: the answer.
        names: the operation that each name means; any other name is counted as unknown.
        moment: when it was called.
        tally: what it asked of upstream.
        metrics: where it is counted.
    """
    operation = names.get(answered.operation, _UNKNOWN)
    seconds = metrics.answered(operation, answered.outcomes[0], tally)
    log.info(
        "answered",
        request_id=moment.request_id,
        operation=shown(answered.operation),
        account=shown(answered.account),
        outcome=", ".join(answered.outcomes),
        status=answered.response.status,
        milliseconds=round(seconds * 1000, 1),
        upstream_calls=tally.calls,
        upstream_milliseconds=round(tally.seconds * 1000, 1),
    )
    if answered.replaced:
        log.warning(
            "characters XML cannot carry", request_id=moment.request_id, count=answered.replaced
        )
