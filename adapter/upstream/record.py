"""Notes every current call of a legacy call, with its answer or error, on the way through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import UpstreamError
from adapter.exchange import RecordedCall, failure
from adapter.upstream.replay import ForwardingUpstream
from adapter.upstream.walking import collect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.messages import Account, ModernCall, Upstream, Upstreams, Walk

    Answer = Mapping[str, Any]


class RecordUpstreams:
    """Wraps any upstreams; put it outermost, so that an exchange is noted whole.

    Args:
        inner: who answers.
        ceiling: the most items that a walk may find.
    """

    def __init__(self, inner: Upstreams, ceiling: int) -> None:
        self._inner = inner
        self._ceiling = ceiling

    def open(self, account: Account) -> RecordUpstream:
        """The inner upstream for this account, with a note of this legacy call only."""
        return RecordUpstream(self._inner.open(account), self._ceiling)


class RecordUpstream:
    """One legacy call's upstream that remembers what was said."""

    def __init__(self, inner: Upstream, ceiling: int) -> None:
        self._inner = inner
        self._ceiling = ceiling
        self._calls: list[RecordedCall] = []
        self._whole = True

    def send(self, call: ModernCall) -> Answer:
        """The inner answer; raises the inner UpstreamError."""
        try:
            answer = self._inner.send(call)
        except UpstreamError as error:
            self._note_failure(call, error)
            raise
        self._calls.append(RecordedCall(call, answer))
        return answer

    def walk(self, walk: Walk) -> Sequence[Answer]:
        """Every item once, each page a call of its own; raises an UpstreamError."""
        return collect(self.send, walk, self._ceiling)

    def exchange(self) -> tuple[RecordedCall, ...]:
        """The calls in the order they were made.

        Empty when they are not worth a case: all of them came out of recordings, or one of them
        was in no recording and so has no answer to keep.
        """
        replayed = isinstance(self._inner, ForwardingUpstream) and not self._inner.forwarded
        return tuple(self._calls) if self._whole and not replayed else ()

    def _note_failure(self, call: ModernCall, error: UpstreamError) -> None:
        noted = failure(error)
        if noted is None:
            self._whole = False
        else:
            self._calls.append(RecordedCall(call, noted))
