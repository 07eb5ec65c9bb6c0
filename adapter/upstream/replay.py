"""Upstreams that answer from recorded cases: in any order, or strictly in golden tests."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from adapter.errors import UnmatchedError
from adapter.recordings.compare import (
    Recording,
    build_key,
    describe_differences,
    drop_volatile,
    find_nearest,
    render_columns,
    summarize,
)
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.model import Account, ModernCall, Upstream, Upstreams
    from adapter.recordings import Case

    Answer = Mapping[str, Any]

# A message names at most so many recorded operations.
_NAMED = 10
_MOST_MISSES = 100


class ReplayUpstreams:
    """Answers from recordings, in any order and any number of times, for any account.

    Several recordings of one call are played in the order of the cases, and then the last one again
    and again. A call with a NextToken is answered from the case that the token is from, if that
    case has such a call.

    Args:
        cases: the recorded cases; without any, every call is a miss.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self._recordings = tuple(
            Recording(case.name, position, replace(recorded, call=drop_volatile(recorded.call)))
            for case in cases
            if not case.golden_only
            for position, recorded in enumerate(case.calls)
        )
        self._by_key: defaultdict[str, list[Recording]] = defaultdict(list)
        for each in self._recordings:
            self._by_key[build_key(each.recorded.call)].append(each)
        self._answered: Counter[str] = Counter()
        self._played: set[tuple[str, int]] = set()
        self._misses: deque[UnmatchedError] = deque(maxlen=_MOST_MISSES)
        self._lock = threading.Lock()

    @property
    def misses(self) -> Sequence[UnmatchedError]:
        """Return the last calls that no recording answered."""
        return tuple(self._misses)

    @property
    def unplayed(self) -> Sequence[Recording]:
        """Return the recordings that have not been played yet."""
        with self._lock:
            return [each for each in self._recordings if _locate(each) not in self._played]

    def rewind(self) -> None:
        """Forget which recordings were played, and every miss."""
        with self._lock:
            self._answered.clear()
            self._played.clear()
            self._misses.clear()

    def has(self, call: ModernCall) -> bool:
        """Return whether there is a recording of the call."""
        return build_key(drop_volatile(call)) in self._by_key

    def open(self, account: Account) -> Upstream:  # noqa: ARG002
        """Return the upstream of one legacy call; every account has the same recordings."""
        return _ReplayUpstream(self)

    def find(self, call: ModernCall, page: Recording | None) -> Recording:
        """Return the recording that answers the call, and mark it as played.

        Args:
            call: the call without the parameters that are new every time.
            page: the recording that the call's NextToken is from; None without one.

        Raises:
            UnmatchedError: there is no recording of the call.
        """
        asked = build_key(call)
        recordings = self._by_key.get(asked, ())
        if not recordings:
            miss = _build_miss(call, self._recordings)
            self._misses.append(miss)
            raise miss
        found = _find_next(page, recordings)
        with self._lock:
            if found is None:
                found = recordings[min(self._answered[asked], len(recordings) - 1)]
                self._answered[asked] += 1
            self._played.add(_locate(found))
        return found


def _locate(recording: Recording) -> tuple[str, int]:
    return recording.case, recording.position


def _find_next(page: Recording | None, recordings: Sequence[Recording]) -> Recording | None:
    """Return the first of the recordings behind the page in its case, or else the case's last.

    None without a page, or if none of the recordings is from the page's case.
    """
    if page is None:
        return None
    there = [each for each in recordings if each.case == page.case]
    following = (each for each in there if each.position > page.position)
    return next(following, there[-1] if there else None)


class _ReplayUpstream:
    """The upstream of one legacy call, which knows the recording that each NextToken is from."""

    def __init__(self, cases: ReplayUpstreams) -> None:
        self._cases = cases
        self._pages: dict[str, Recording] = {}

    def send(self, call: ModernCall) -> Answer:
        recording = self._cases.find(drop_volatile(call), self._pages.get(_get_token(call)))
        answer = recording.recorded.play()
        if token := answer.get("NextToken"):
            self._pages[token] = recording
        return answer


class ForwardingUpstreams:
    """Answers from a replay, and forwards every call that is not recorded.

    All pages of a list come from the upstream of its first page, as no other knows its NextToken.

    Args:
        replay: raises an UnmatchedError for a call that is not recorded.
        target: answers such calls; opened at the first of them.
    """

    def __init__(self, replay: Upstreams, target: Upstreams) -> None:
        self._replay = replay
        self._target = target

    def open(self, account: Account) -> ForwardingUpstream:
        """Return the upstream for this account."""
        return ForwardingUpstream(self._replay.open(account), lambda: self._target.open(account))


class ForwardingUpstream:
    """The upstream of one legacy call: a replay, and the upstream to forward calls to."""

    def __init__(self, replay: Upstream, target: Callable[[], Upstream]) -> None:
        self._replay = replay
        self._open_target = target
        self._target: Upstream | None = None
        self._pages: dict[str, Upstream] = {}

    def send(self, call: ModernCall) -> Answer:
        """Return the recorded answer, or that of the target; raise an UpstreamError."""
        source = self._pages.get(_get_token(call))
        if source is not None:
            return self._send_to(source, call)
        with suppress(UnmatchedError):
            return self._send_to(self._replay, call)
        if self._target is None:
            self._target = self._open_target()
        return self._send_to(self._target, call)

    def _send_to(self, source: Upstream, call: ModernCall) -> Answer:
        answer = source.send(call)
        if token := answer.get("NextToken"):
            self._pages[token] = source
        return answer


class StrictReplay:
    """Answers the calls of one case for a golden test, each once, in order and without difference.

    It is both the `Upstreams` and the `Upstream` that they open. After a call that differs, it
    answers no more calls. `finish` raises the error again, since the service answers it as a fault.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._played = 0
        self._miss: UnmatchedError | None = None

    def open(self, account: Account) -> Upstream:  # noqa: ARG002
        """Return itself, for every account."""
        return self

    def send(self, call: ModernCall) -> Answer:
        """Return the answer of the next call; raise its error, or UnmatchedError if it differs."""
        if self._miss is None:
            self._miss = self._find_difference(call)
        if self._miss is not None:
            raise self._miss
        self._played += 1
        return self._case.calls[self._played - 1].play()

    def finish(self) -> None:
        """Raise an UnmatchedError unless exactly the recorded calls were sent."""
        if self._miss is not None:
            raise self._miss
        if left := [each.call for each in self._case.calls[self._played :]]:
            never = "; ".join(summarize(call) for call in left)
            raise UnmatchedError(f"{self._case.name}: never made: {never}", "")

    def _find_difference(self, call: ModernCall) -> UnmatchedError | None:
        number = self._played + 1
        if number > len(self._case.calls):
            text = f"{self._case.name}: call {number}, {summarize(call)}, is one too many"
            return UnmatchedError(text, render_columns(call, None))
        recorded = self._case.calls[self._played].call
        if build_key(call) == build_key(recorded):
            return None
        text = f"{self._case.name}: call {number} differs: {describe_differences(call, recorded)}"
        return UnmatchedError(text, render_columns(call, recorded))


def _build_miss(call: ModernCall, recordings: Sequence[Recording]) -> UnmatchedError:
    found = find_nearest(call, recordings)
    start = f"Nothing recorded answers {summarize(call)}."
    if found is None:
        return UnmatchedError(
            f"{start} {_name_operations(call, recordings)}", render_columns(call, None)
        )
    differences = describe_differences(call, found.recorded.call)
    text = f"{start} The nearest recording is in {shorten(found.case)}: {differences}."
    return UnmatchedError(text, render_columns(call, found.recorded.call))


def _name_operations(call: ModernCall, recordings: Sequence[Recording]) -> str:
    """Return a sentence that names the recorded operations, the most similar first."""

    def compute_likeness(operation: str) -> float:
        return SequenceMatcher(None, call.operation, operation).ratio()

    recorded = {each.recorded.call.operation for each in recordings}
    names = sorted(sorted(recorded), key=compute_likeness, reverse=True)[:_NAMED]
    if not names:
        return "No call at all is recorded."
    return f"No call of this operation is recorded, but of {', '.join(names)}."


def _get_token(call: ModernCall) -> str:
    """Return the NextToken of the call; empty, which no token is, without one."""
    return str(call.params.get("NextToken", ""))
