"""What is recorded of a call once it is answered: a line of the access log, metrics, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from adapter.model import Fault
from adapter.observability.history import MOST_CHARACTERS, Entry
from adapter.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.model import Envelope, HttpResponse, Reply, RequestContext
    from adapter.observability.history import Journal
    from adapter.observability.metrics import Metrics, Tally

log = structlog.get_logger()

_SUCCESS = "success"
UNKNOWN = "unknown"
_REDACTED = "REDACTED"
_PAIR_BYTES = 200
"""About what two texts and their tuple need beside their characters."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and what the access log says about it.

    Attributes:
        outcomes: `success` or an error code, one for each use of the operation.
        context: when the call came.
        operation: as the caller spelled it; empty when none could be read.
        counted: the operation's name in the metrics, so that callers cannot make up labels.
        account: the access key that was admitted; empty when none was.
        replaced: how many characters XML cannot carry were replaced.
        envelope: what was read; None when nothing could be, and for a current call.
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
        """The first error code; success when there is none, even where nothing was asked."""
        return next((each for each in self.outcomes if each != _SUCCESS), _SUCCESS)


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Records every answer.

    Attributes:
        metrics: counts all of them.
        journal: keeps the last ones; None: they are not kept.
    """

    metrics: Metrics
    journal: Journal | None = None

    def record(self, answered: Answered, tally: Tally) -> None:
        """Count the answer, log its line, and keep the call.

        Args:
            answered: the answer.
            tally: what it asked of upstream.
        """
        seconds = self.metrics.answered(answered.counted, answered.outcome, tally)
        _log(answered, tally, seconds)
        if self.journal is not None:
            self.journal.add(_entry(answered, tally))


def named(outcomes: Sequence[Reply | Fault]) -> tuple[str, ...]:
    """The outcomes in one word each."""
    return tuple(
        each.problems[0].code if isinstance(each, Fault) else _SUCCESS for each in outcomes
    )


def _log(answered: Answered, tally: Tally, seconds: float) -> None:
    log.info(
        "answered",
        api=answered.api,
        request_id=answered.context.request_id,
        operation=shown(answered.operation),
        account=shown(answered.account),
        outcome=", ".join(answered.outcomes),
        status=answered.response.status,
        milliseconds=round(seconds * 1000, 1),
        upstream_calls=len(tally.asked),
        upstream_milliseconds=round(sum(each.seconds for each in tally.asked) * 1000, 1),
    )
    if answered.replaced:
        log.warning(
            "characters XML cannot carry",
            request_id=answered.context.request_id,
            count=answered.replaced,
        )


def _entry(answered: Answered, tally: Tally) -> Entry:
    uses = _uses(answered.envelope) if answered.envelope is not None else ()
    return Entry(
        when=answered.context.now,
        request_id=answered.context.request_id,
        operation=answered.operation,
        account=answered.account,
        uses=uses,
        asked=tuple(tally.asked),
        outcomes=answered.outcomes,
        status=answered.response.status,
        weight=_weight(uses, tally),
    )


def _weight(uses: Sequence[Sequence[tuple[str, str]]], tally: Tally) -> int:
    sent = [pair for use in uses for pair in use]
    asked = sum(len(str(each.call.params)) for each in tally.asked)
    return asked + sum(len(name) + len(value) + _PAIR_BYTES for name, value in sent)


def _uses(envelope: Envelope) -> tuple[tuple[tuple[str, str], ...], ...]:
    secrets = [each for each in envelope.claims.secrets if each]
    return tuple(
        tuple((name, _kept(value, secrets)) for name, value in call.parameters)
        for call in envelope.calls
    )


def _kept(value: str, secrets: Sequence[str]) -> str:
    """The value, short enough to be kept, without any secret in it."""
    for secret in secrets:
        value = value.replace(secret, _REDACTED)
    return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]}…"
