"""Record each answered call: in the access log, the metrics and the call history."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

import structlog

from adapter.model import Fault
from adapter.observability.history import (
    MAX_ANSWER,
    MAX_CHARACTERS,
    SUCCESS,
    HistoryEntry,
    find_outcome,
)
from adapter.observability.trace import build_trace
from adapter.observability.usage import UsageLog, UsedCall
from adapter.redaction import REDACTED, Redactor, is_secret, map_texts
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adapter.model import Envelope, HttpResponse, LegacyCall, Reply, RequestContext
    from adapter.observability.history import CallHistory, Pairs
    from adapter.observability.metrics import CallStats, Metrics, UpstreamCall

log = structlog.get_logger()

UNKNOWN = "unknown"
LEGACY = "legacy"
_MAX_NAME = 100
_PAIR_BYTES = 200
"""The approximate bytes of two texts and their tuple, without their characters."""
_CALL_BYTES = 500
"""The approximate bytes of a current call, without its parameters."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """A response, and what is recorded of the call.

    Attributes:
        response: as it is sent.
        outcomes: `success` or an error code, one for each use of the operation.
        context: the time and the identifier of the request.
        operation: as the caller spelled it; empty if none could be read.
        metrics_operation: the operation in the metrics, where callers cannot make up labels.
        account: the authenticated access key; empty if there is none.
        replaced: how many characters were replaced because XML cannot carry them.
        envelope: an authenticated legacy call; otherwise None.
        api: `legacy` or `current`.
        fidelity: of the legacy operation; empty for other calls.
        losses: those of the operation that applied to this call.
    """

    response: HttpResponse
    outcomes: tuple[str, ...]
    context: RequestContext
    operation: str = ""
    metrics_operation: str = UNKNOWN
    account: str = ""
    replaced: int = 0
    envelope: Envelope | None = None
    api: str = LEGACY
    fidelity: str = ""
    losses: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """The first error code; `success` if there is no error."""
        return find_outcome(self.outcomes)


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Records answered calls in the log, the metrics and the history.

    Where DEBUG is logged, a call's line also has its parameters, current calls and answer.

    Attributes:
        metrics: counts all of them.
        history: keeps the last calls; None: they are not kept.
        usage: counts what is called of the legacy API, while there is a history.
    """

    metrics: Metrics
    history: CallHistory | None = None
    usage: UsageLog = field(default_factory=UsageLog)

    def record(self, result: CallResult, stats: CallStats) -> None:
        """Count the call, log it, and keep it in the history."""
        seconds = self.metrics.count_call(result.metrics_operation, result.outcome, stats)
        traces = logging.getLogger(__name__).isEnabledFor(logging.DEBUG)
        is_read = traces or self.history is not None
        entry = _build_entry(result, stats, seconds) if is_read else None
        _log_result(result, stats, seconds, build_trace(entry) if entry and traces else {})
        if self.history is None or entry is None:
            return
        self.history.add(entry)
        if result.api == LEGACY and result.metrics_operation != UNKNOWN:
            self.usage.add(_build_used_call(result.metrics_operation, entry))


def list_outcomes(outcomes: Sequence[Reply | Fault]) -> tuple[str, ...]:
    """Return `success` for each reply and the first error code of each fault."""
    return tuple(each.problems[0].code if isinstance(each, Fault) else SUCCESS for each in outcomes)


def _log_result(
    result: CallResult, stats: CallStats, seconds: float, trace: Mapping[str, object]
) -> None:
    log.info(
        "request_completed",
        api=result.api,
        request_id=result.context.request_id,
        operation=shorten(result.operation),
        account=shorten(result.account),
        outcome=", ".join(result.outcomes),
        status=result.response.status,
        milliseconds=round(seconds * 1000, 1),
        upstream_calls=len(stats.upstream_calls),
        upstream_milliseconds=round(sum(each.seconds for each in stats.upstream_calls) * 1000, 1),
        **trace,
    )
    if result.replaced:
        log.warning(
            "characters_replaced", request_id=result.context.request_id, count=result.replaced
        )


def _build_entry(result: CallResult, stats: CallStats, seconds: float) -> HistoryEntry:
    envelope = result.envelope
    secrets = envelope.claims.secrets if envelope else ()
    redactor = Redactor(secrets)
    parameters = (
        tuple(_redact_parameters(call, redactor) for call in envelope.calls) if envelope else ()
    )
    upstream_calls = tuple(_redact_call(each, redactor) for each in stats.upstream_calls)
    body = result.response.body
    start = body[: 2 * MAX_ANSWER].decode(errors="replace")  # up to the end of a secret there
    answer = Redactor(_escape(secrets)).text(start, MAX_ANSWER)
    return HistoryEntry(
        when=result.context.now,
        request_id=result.context.request_id,
        operation=shorten(result.operation),
        account=shorten(result.account),
        parameters=parameters,
        upstream_calls=upstream_calls,
        outcomes=result.outcomes,
        status=result.response.status,
        weight=_estimate_weight(parameters, upstream_calls) + len(answer),
        api=result.api,
        fidelity=result.fidelity,
        losses=result.losses,
        answer=answer,
        answer_bytes=len(body),
        seconds=seconds,
        steps=tuple(stats.steps.items()),
    )


def _build_used_call(operation: str, entry: HistoryEntry) -> UsedCall:
    return UsedCall(operation, entry.when, entry.parameters, entry.outcomes, entry.losses)


def _escape(secrets: Iterable[str]) -> Iterable[str]:
    """Return the secrets as they stand in XML and in other texts."""
    return {each for secret in secrets for each in (secret, escape(secret, quote=False))}


def _redact_parameters(call: LegacyCall, redactor: Redactor) -> Pairs:
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


def _redact_call(made: UpstreamCall, redactor: Redactor) -> UpstreamCall:
    return replace(
        made,
        call=replace(made.call, params=map_texts(made.call.params, redactor.text)),
        answer=redactor.text(made.answer),
        differences=redactor.text(made.differences),
    )


def _estimate_weight(parameters: Sequence[Pairs], upstream_calls: Sequence[UpstreamCall]) -> int:
    pairs = [pair for use in parameters for pair in use]
    texts = sum(len(name) + len(value) + _PAIR_BYTES for name, value in pairs)
    return texts + sum(
        len(str(each.call.params)) + len(each.answer) + len(each.differences) + _CALL_BYTES
        for each in upstream_calls
    )
