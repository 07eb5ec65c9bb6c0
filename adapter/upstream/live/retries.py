"""Send one current call, again where that may help and can do no harm, within limits.

boto's own retries are off: they cannot see a broken 200, know no time limit for the whole legacy
call, and would send a change again whose first answer got lost.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from tenacity import RetryCallState, Retrying, retry_if_result, wait_random_exponential

from adapter.errors import OutcomeUnknownError, RefusedError, SettingError, UnavailableError
from adapter.upstream.live.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.errors import UpstreamError
    from adapter.model import ModernCall

    Outcome = Mapping[str, Any] | Failure

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """The live upstream's bounds, times in seconds.

    Attributes:
        connect_seconds: to reach one address of the upstream, encryption agreed included.
        read_seconds: from the request's last byte to the answer's last byte.
        attempts: how often one current call is sent at most.
        call_seconds: for everything that one legacy call asks of the upstream, waits included.
        max_answer_bytes: the most bytes of one answer's body.
        connections: kept open to the upstream between calls, for all accounts together.
        clients: accounts whose client is kept; the one used longest ago goes first.
        monotonic: a clock that never goes back.
        sleep: waits between two attempts.
    """

    connect_seconds: float = 5
    read_seconds: float = 20
    attempts: int = 5
    call_seconds: float = 90
    max_answer_bytes: int = 256 * 1024 * 1024
    connections: int = 64
    clients: int = 64
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        shortest = min(self.connect_seconds, self.read_seconds)
        if shortest <= 0 or self.call_seconds < self.attempt_seconds:
            raise SettingError(
                "live limits",
                f"connect_seconds {self.connect_seconds:g} and read_seconds"
                f" {self.read_seconds:g} must be above 0, and both together within call_seconds"
                f" {self.call_seconds:g}",
            )

    @property
    def attempt_seconds(self) -> float:
        """Return the longest that one attempt can take."""
        return self.connect_seconds + self.read_seconds


def send_with_retries(
    call: ModernCall, attempt: Callable[[], Outcome], limits: LiveLimits, deadline: float
) -> Mapping[str, Any]:
    """Return the answer of the first attempt that has one.

    Args:
        call: what is sent.
        attempt: sends it once.
        limits: how often and how long to try.
        deadline: on the clock `limits.monotonic`; no attempt starts that could end after it.

    Raises:
        UpstreamError: every attempt failed, or there was no time for one.
    """
    if limits.monotonic() + limits.attempt_seconds > deadline:
        raise UnavailableError(
            f"The upstream's answers took so long that {call.operation} was not sent any more:"
            f" a call has {limits.call_seconds:g} seconds. Try again later, or ask for less."
        )
    failures: list[Failure] = []

    def run_attempt() -> Outcome:
        outcome = attempt()
        if isinstance(outcome, Failure):
            failures.append(outcome)
            _log_failure(call, outcome, len(failures))
        return outcome

    outcome = _build_retrying(call, limits, deadline)(run_attempt)
    if isinstance(outcome, Failure):
        raise _choose_error(call, failures)
    return outcome


def _build_retrying(call: ModernCall, limits: LiveLimits, deadline: float) -> Retrying:
    def is_over(state: RetryCallState) -> bool:
        next_end = limits.monotonic() + state.upcoming_sleep + limits.attempt_seconds
        return state.attempt_number >= limits.attempts or next_end > deadline

    return Retrying(
        retry=retry_if_result(lambda outcome: _may_send_again(call, outcome)),
        stop=is_over,
        wait=wait_random_exponential(multiplier=0.5, max=8),
        sleep=limits.sleep,
        retry_error_callback=lambda state: state.outcome and state.outcome.result(),
    )


def _may_send_again(call: ModernCall, outcome: Outcome) -> bool:
    if not isinstance(outcome, Failure) or not outcome.retryable:
        return False
    # The upstream carries out a UniqueRequestToken once, however often it comes.
    repeatable = not call.changes or bool(call.params.get("UniqueRequestToken"))
    return repeatable or not outcome.outcome_unknown


def _choose_error(call: ModernCall, failures: list[Failure]) -> UpstreamError:
    """Return the last error, unless it would hide that an attempt may have changed something.

    An old client sends a throttled call again, newly signed: after a lost answer that would do
    the change twice. A refusal says that it follows a lost answer: the work may be done.
    """
    last = failures[-1]
    if not (call.changes and any(each.outcome_unknown for each in failures)):
        return last.error
    if isinstance(last.error, RefusedError) and not last.outcome_unknown:
        return RefusedError(last.error.code, last.error.message, after_lost_answer=True)
    return OutcomeUnknownError(
        f"The upstream did not answer {call.operation} as it should, so whether it was carried out"
        " is not known: look before you send it again."
    )


def _log_failure(call: ModernCall, failure: Failure, attempt: int) -> None:
    _LOG.warning(
        "upstream_attempt_failed",
        operation=call.operation,
        attempt=attempt,
        retryable=failure.retryable,
        outcome_unknown=failure.outcome_unknown,
        cause=failure.cause,
    )
