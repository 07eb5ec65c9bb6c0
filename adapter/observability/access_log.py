"""Record what became of a call: one line of the access log, the counters, and the call history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from adapter.model import Fault
from adapter.observability.history import MAX_CHARACTERS, HistoryEntry
from adapter.redaction import REDACTED, Redactor, is_secret, map_texts
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.model import Envelope, HttpResponse, LegacyCall, Reply, RequestContext
    from adapter.observability.history import CallHistory, Pairs
    from adapter.observability.metrics import CallStats, Metrics, UpstreamCall

log = structlog.get_logger()

_SUCCESS = "success"
UNKNOWN = "unknown"
_MAX_NAME = 100
_PAIR_BYTES = 200
"""About the bytes of two texts and their tuple, without their characters."""
_CALL_BYTES = 500
"""About the bytes of a current call, without its parameters."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """A response, and what is recorded of the call.

    Attributes:
        outcomes: `success` or an error code, one for each use of the operation.
        context: when it was called.
        operation: as the caller spelled it; empty when none could be read.
        counted: the operation's name in the metrics, so that callers cannot make up labels.
        account: the access key that was admitted; empty when none was.
        replaced: how many characters XML cannot carry were replaced.
        envelope: what was read of a legacy call that was admitted; otherwise None.
        api: which of the two was called.
    """

    response: HttpResponse
    outcomes: tuple[str, ...]
    context: RequestContext
    operation: str = ""
    counted: str = UNKNOWN
    account: str = ""
    replaced: int = 0
    envelope: Envelope | None = None
    api: str = "legacy"

    @property
    def outcome(self) -> str:
        """The first error code; success where there is no error."""
        return next((each for each in self.outcomes if each != _SUCCESS), _SUCCESS)


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Records answered calls, in the log, the metrics and the history.

    Attributes:
        metrics: counts all of them.
        history: keeps the last ones; None: they are not kept.
    """

    metrics: Metrics
    history: CallHistory | None = None

    def record(self, result: CallResult, tally: CallStats) -> None:
        """Count the call, log it, and keep it in the history.

        Args:
            result: what it was answered.
            tally: what it asked of upstream.
        """
        seconds = self.metrics.answered(result.counted, result.outcome, tally)
        _log(result, tally, seconds)
        if self.history is not None:
            self.history.add(_entry(result, tally))


def outcome_codes(outcomes: Sequence[Reply | Fault]) -> tuple[str, ...]:
    """Return `success` for each reply and the first error code of each fault."""
    return tuple(
        each.problems[0].code if isinstance(each, Fault) else _SUCCESS for each in outcomes
    )


def _log(result: CallResult, tally: CallStats, seconds: float) -> None:
    log.info(
        "request_completed",
        api=result.api,
        request_id=result.context.request_id,
        operation=shorten(result.operation),
        account=shorten(result.account),
        outcome=", ".join(result.outcomes),
        status=result.response.status,
        milliseconds=round(seconds * 1000, 1),
        upstream_calls=len(tally.asked),
        upstream_milliseconds=round(sum(each.seconds for each in tally.asked) * 1000, 1),
    )
    if result.replaced:
        log.warning(
            "characters_replaced", request_id=result.context.request_id, count=result.replaced
        )


def _entry(result: CallResult, tally: CallStats) -> HistoryEntry:
    envelope = result.envelope
    redactor = Redactor(envelope.claims.secrets if envelope else ())
    parameters = tuple(_parameters(call, redactor) for call in envelope.calls) if envelope else ()
    asked = tuple(_redact(each, redactor) for each in tally.asked)
    return HistoryEntry(
        when=result.context.now,
        request_id=result.context.request_id,
        operation=shorten(result.operation),
        account=shorten(result.account),
        parameters=parameters,
        asked=asked,
        outcomes=result.outcomes,
        status=result.response.status,
        weight=_weight(parameters, asked),
    )


def _parameters(call: LegacyCall, redactor: Redactor) -> Pairs:
    return tuple(
        (
            redactor.text(name, _MAX_NAME),
            REDACTED if is_secret(name) and value else _shorten(value, redactor),
        )
        for name, value in call.parameters
    )


def _shorten(value: str, redactor: Redactor) -> str:
    more = "…" if len(value) > MAX_CHARACTERS else ""
    return redactor.text(value, MAX_CHARACTERS) + more


def _redact(asked: UpstreamCall, redactor: Redactor) -> UpstreamCall:
    params = map_texts(asked.call.params, redactor.text)
    return replace(asked, call=replace(asked.call, params=params))


def _weight(parameters: Sequence[Pairs], asked: Sequence[UpstreamCall]) -> int:
    sent = [pair for use in parameters for pair in use]
    became = sum(len(str(each.call.params)) + _CALL_BYTES for each in asked)
    return became + sum(len(name) + len(value) + _PAIR_BYTES for name, value in sent)
