"""Send a current call, and send it again if that may help and cannot repeat a change.

boto's own retries are off: they do not notice a malformed answer of status 200, have no time limit
for a whole legacy call, and would repeat a change whose first answer was lost.
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
    """The limits of the live upstream.

    Attributes:
        connect_seconds: the time to connect to an address of the upstream, with the TLS handshake.
        read_seconds: the time from the last byte of a request to the last byte of its answer.
        attempts: how often a current call is sent at most.
        call_seconds: the time for all current calls of one legacy call, with the waits between.
        max_answer_bytes: the maximum size of an answer's body.
        connections: how many idle connections are kept, for all accounts together.
        clients: how many accounts' clients are kept; the least recently used is dropped first.
        monotonic: a clock that never goes back, in seconds.
        sleep: waits for a number of seconds between two attempts.
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
        """Return the longest time that one attempt takes."""
        return self.connect_seconds + self.read_seconds


def send_with_retries(
    call: ModernCall, attempt: Callable[[], Outcome], limits: LiveLimits, deadline: float
) -> Mapping[str, Any]:
    """Return the answer of the first attempt that succeeds.

    Args:
        call: the call to send.
        attempt: sends it once.
        limits: the number of attempts, and the times.
        deadline: a time of `limits.monotonic`; no attempt begins that could end later.

    Raises:
        UpstreamError: every attempt failed, or no time was left for one.
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
    # The upstream carries out calls with the same UniqueRequestToken once.
    repeatable = not call.changes or bool(call.params.get("UniqueRequestToken"))
    return repeatable or not outcome.outcome_unknown


def _choose_error(call: ModernCall, failures: list[Failure]) -> UpstreamError:
    """Return the last error, unless an earlier attempt may have changed something.

    Old clients repeat a throttled call. If an earlier answer was lost, that would make the change
    twice, so they get an OutcomeUnknownError instead. A refusal stays one, but says that it follows
    a lost answer, as the change may be made already.
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
