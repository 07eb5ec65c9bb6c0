"""Record every current call of a legacy call, with its answer or error, on the way through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from adapter.errors import FixtureError, UpstreamError
from adapter.recordings import RecordedCall, describe_failure
from adapter.upstream.replay import ForwardingUpstream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import ModernCall, Upstream
    from adapter.recordings import Exchange
    from adapter.recordings.recorder import Recorder

    Answer = Mapping[str, Any]

log = structlog.get_logger()


class Recording:
    """Records legacy calls: what each asks of its upstream, as a case once it is answered.

    Args:
        recorder: where cases are kept.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def around(self, upstream: Upstream) -> RecordUpstream:
        """Return the upstream of one legacy call, which records its calls."""
        return RecordUpstream(upstream)

    def keep(self, exchange: Exchange) -> None:
        """Write the case; a failure is logged, for the answer must not suffer from it."""
        request_id = exchange.context.request_id
        # Logged without a trace, which would hold what was called.
        try:
            case = self._recorder.keep(exchange)
        except FixtureError as error:
            log.warning("recording_refused", request_id=request_id, reason=str(error))
        except OSError as error:
            log.error("recording_failed", request_id=request_id, reason=str(error))  # noqa: TRY400
        else:
            if case is not None:
                log.info("call_recorded", request_id=request_id, case=case)


class RecordUpstream:
    """One legacy call's upstream, which records the calls and their answers."""

    def __init__(self, inner: Upstream) -> None:
        self._inner = inner
        self._calls: list[RecordedCall] = []
        self._whole = True

    def send(self, call: ModernCall) -> Answer:
        """Return the inner answer; raises the inner UpstreamError."""
        try:
            answer = self._inner.send(call)
        except UpstreamError as error:
            self._record_failure(call, error)
            raise
        self._calls.append(RecordedCall(call, answer))
        return answer

    def exchange(self) -> tuple[RecordedCall, ...]:
        """Return the calls in the order in which they were made.

        Empty when they are not worth a case: all of them came out of recordings, or one of them
        was in no recording and so has no answer to keep.
        """
        replayed = isinstance(self._inner, ForwardingUpstream) and not self._inner.forwarded
        return tuple(self._calls) if self._whole and not replayed else ()

    def _record_failure(self, call: ModernCall, error: UpstreamError) -> None:
        failure = describe_failure(error)
        if failure is None:
            self._whole = False
        else:
            self._calls.append(RecordedCall(call, failure))
