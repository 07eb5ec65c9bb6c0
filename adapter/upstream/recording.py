"""Record the current calls of each legacy call, with their answers or errors, as a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from adapter.errors import FixtureError, UpstreamError
from adapter.recordings import Exchange, RecordedCall, convert_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.model import AnsweredRequest, ModernCall, Upstream
    from adapter.recordings.recorder import Recorder

    Answer = Mapping[str, Any]

log = structlog.get_logger()


class Recording:
    """Writes a case for each legacy call after it is answered.

    Args:
        recorder: writes the cases.
        is_recorded: returns whether there is a recording of a current call already. A legacy call
            with such calls only is not recorded again. None: every legacy call is recorded.
    """

    def __init__(
        self, recorder: Recorder, is_recorded: Callable[[ModernCall], bool] | None = None
    ) -> None:
        self._recorder = recorder
        self._is_recorded = is_recorded

    def wrap(self, upstream: Upstream) -> RecordingUpstream:
        """Return the upstream of one legacy call, which records its calls."""
        return RecordingUpstream(upstream, self._is_recorded)

    def record(self, upstream: RecordingUpstream, answered: AnsweredRequest) -> None:
        """Write the case of a legacy call; log a failure, as the call is answered already.

        Args:
            upstream: the upstream of the legacy call.
            answered: the request and its response.
        """
        request_id = answered.context.request_id
        exchange = _build_exchange(answered, upstream.list_calls())
        # A logged traceback would show the parameters of the call.
        try:
            case = self._recorder.record(exchange)
        except FixtureError as error:
            log.warning("recording_refused", request_id=request_id, reason=str(error))
        except OSError as error:
            log.error("recording_failed", request_id=request_id, reason=str(error))  # noqa: TRY400
        else:
            if case is not None:
                log.info("call_recorded", request_id=request_id, case=case)


def _build_exchange(answered: AnsweredRequest, calls: tuple[RecordedCall, ...]) -> Exchange:
    return Exchange(
        operation=answered.operation,
        parameters=tuple(pair for call in answered.calls for pair in call.parameters),
        account=answered.account,
        request=answered.request,
        calls=calls,
        response=answered.response,
        context=answered.context,
    )


class RecordingUpstream:
    """The upstream of one legacy call, which records the calls and their answers."""

    def __init__(
        self, inner: Upstream, is_recorded: Callable[[ModernCall], bool] | None = None
    ) -> None:
        self._inner = inner
        self._is_recorded = is_recorded
        self._calls: list[RecordedCall] = []
        self._missed = False

    def send(self, call: ModernCall) -> Answer:
        """Return the inner answer; raise the inner UpstreamError."""
        try:
            answer = self._inner.send(call)
        except UpstreamError as error:
            failure = convert_error(error)
            if failure is None:
                self._missed = True
            else:
                self._calls.append(RecordedCall(call, failure))
            raise
        self._calls.append(RecordedCall(call, answer))
        return answer

    def list_calls(self) -> tuple[RecordedCall, ...]:
        """Return the calls in the order in which they were sent; none if no case is to be written.

        No case is written if all calls are recorded already, or if a replay missed one.
        """
        known = self._is_recorded is not None and all(
            self._is_recorded(each.call) for each in self._calls
        )
        return () if known or self._missed else tuple(self._calls)
