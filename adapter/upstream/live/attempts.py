"""When a current call is sent again, and when it is given up.

boto's own retries are off: they cannot see a broken 200, know no time limit for the whole legacy
call, and would send a change again whose first answer got lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_result,
    wait_random_exponential,
)

from adapter.errors import OutcomeUnknownError, RefusedError, UnavailableError
from adapter.upstream.live.trouble import Kind, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.errors import UpstreamError
    from adapter.model import ModernCall
    from adapter.upstream.live.limits import LiveLimits

    Outcome = Mapping[str, Any] | Trouble

_LOG = structlog.get_logger(__name__)


def persist(
    call: ModernCall, attempt: Callable[[], Outcome], limits: LiveLimits, ends: float
) -> Mapping[str, Any]:
    """The answer of the first attempt that has one; raises the last attempt's error otherwise.

    No attempt starts that could end after `ends`, which is on the clock `limits.monotonic`.
    """
    if limits.monotonic() + limits.attempt_seconds > ends:
        raise UnavailableError(
            f"The upstream's answers took so long that {call.operation} was not sent any more:"
            f" a call has {limits.call_seconds:g} seconds. Try again later, or ask for less."
        )
    troubles: list[Trouble] = []

    def watched() -> Outcome:
        outcome = attempt()
        if isinstance(outcome, Trouble):
            troubles.append(outcome)
            _log(call, outcome, len(troubles))
        return outcome

    first = [watched()]
    if not isinstance(first[0], Trouble):
        return first[0]
    # What this is made of costs more than most attempts, of which most succeed.
    outcome = _retrying(call, limits, ends)(lambda: first.pop() if first else watched())
    if isinstance(outcome, Trouble):
        raise _verdict(call, troubles)
    return outcome


def _retrying(call: ModernCall, limits: LiveLimits, ends: float) -> Retrying:
    def given_up(state: RetryCallState) -> bool:
        next_ends = limits.monotonic() + state.upcoming_sleep + limits.attempt_seconds
        return state.attempt_number >= limits.attempts or next_ends > ends

    return Retrying(
        retry=retry_if_result(lambda outcome: _may_send_again(call, outcome)),
        stop=given_up,
        wait=wait_random_exponential(multiplier=0.5, max=8),
        sleep=limits.sleep,
        retry_error_callback=_last,
    )


def _last(state: RetryCallState) -> Outcome | None:
    return state.outcome.result() if state.outcome else None


def _may_send_again(call: ModernCall, outcome: Outcome) -> bool:
    if not isinstance(outcome, Trouble) or outcome.kind is Kind.FINAL:
        return False
    # The upstream carries out a UniqueRequestToken once, however often it comes.
    harmless = not call.changes or bool(call.params.get("UniqueRequestToken"))
    return harmless or outcome.kind is not Kind.UNSURE


def _verdict(call: ModernCall, troubles: list[Trouble]) -> UpstreamError:
    """The last error, unless it would hide that an attempt may have changed something.

    An old client sends a throttled call again, newly signed: after a lost answer that would do
    the change twice. A refusal is told that it came late: it may say that the work is done.
    """
    last = troubles[-1]
    unsure = call.changes and any(trouble.kind is Kind.UNSURE for trouble in troubles)
    if not unsure:
        return last.error
    if isinstance(last.error, RefusedError) and last.kind is not Kind.UNSURE:
        return RefusedError(last.error.code, last.error.message, unsure=True)
    return OutcomeUnknownError(
        f"The upstream did not answer {call.operation} as it should, so whether it was carried out"
        " is not known: look before you send it again."
    )


def _log(call: ModernCall, trouble: Trouble, attempt: int) -> None:
    _LOG.warning(
        "upstream attempt failed",
        operation=call.operation,
        attempt=attempt,
        kind=trouble.kind.value,
        cause=trouble.cause,
    )
