"""Recording: every current call of one legacy call, beneath its walk."""

import pytest
from support.backends import read_all
from support.exchanges import ACCOUNT, case, exchange, page
from support.scripted import Scripted

from adapter.errors import RefusedError, ThrottledError, UnavailableError, UnmatchedError
from adapter.model import ModernCall
from adapter.queries import Walk
from adapter.recordings import Failure, FailureKind, RecordedCall
from adapter.recordings.folder import load_cases
from adapter.recordings.recorder import Recorder
from adapter.upstream.recording import RecordingUpstream
from adapter.upstream.replay import ForwardingUpstreams, ReplayUpstreams, StrictReplay

LIST = ModernCall("ListQualificationRequests", {"MaxResults": 100})
SECOND = ModernCall("ListQualificationRequests", {"MaxResults": 100, "NextToken": "t"})
WALK = Walk("ListQualificationRequests", {}, "QualificationRequests", "QualificationRequestId")
HIT = ModernCall("GetHIT", {"HITId": "H"})
PAGES = case(
    "A/x",
    RecordedCall(LIST, page("R1", token="t")),
    RecordedCall(SECOND, page("R2")),
    RecordedCall(HIT, {"HIT": {"HITId": "H"}}),
)


def recording(inner, is_recorded=None):
    return RecordingUpstream(inner.open(ACCOUNT), is_recorded)


def test_each_page_of_a_walk_is_a_call_of_its_own():
    upstream = recording(ReplayUpstreams([PAGES]))
    assert [each["QualificationRequestId"] for each in read_all(upstream, WALK)] == ["R1", "R2"]
    assert upstream.send(HIT) == {"HIT": {"HITId": "H"}}
    assert upstream.list_calls() == PAGES.calls


def test_each_legacy_call_has_its_own_note():
    replay = ReplayUpstreams([PAGES])
    one, other = recording(replay), recording(replay)
    one.send(HIT)
    assert len(one.list_calls()) == 1
    assert other.list_calls() == ()


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (RefusedError("AWS.X", "no"), Failure(FailureKind.REFUSED, "no", "AWS.X")),
        (ThrottledError("later"), Failure(FailureKind.THROTTLED, "later")),
        (UnavailableError("gone"), Failure(FailureKind.UNAVAILABLE, "gone")),
    ],
)
def test_an_error_is_noted_and_passes(error, noted):
    upstream = recording(Scripted({"GetHIT": error}))
    with pytest.raises(type(error)) as caught:
        upstream.send(HIT)
    assert caught.value is error
    assert upstream.list_calls() == (RecordedCall(HIT, noted),)


def test_a_walk_that_fails_leaves_its_pages_noted():
    half = case("A/x", PAGES.calls[0], RecordedCall(SECOND, Failure(FailureKind.THROTTLED, "")))
    upstream = recording(ReplayUpstreams([half]))
    with pytest.raises(ThrottledError):
        read_all(upstream, WALK)
    assert upstream.list_calls() == half.calls


def test_an_exchange_with_a_miss_is_not_worth_a_case():
    upstream = recording(ReplayUpstreams([PAGES]))
    upstream.send(HIT)
    with pytest.raises(UnmatchedError):
        upstream.send(ModernCall("GetHIT", {}))
    assert upstream.list_calls() == ()


def forwarding(*cases):
    beyond = Scripted({"GetHIT": {"HIT": {"HITId": "live"}}})
    replay = ReplayUpstreams(cases)
    return recording(ForwardingUpstreams(replay, beyond), replay.has)


def test_forward_and_record_keeps_nothing_that_was_recorded_before():
    upstream = forwarding(PAGES)
    read_all(upstream, WALK)
    upstream.send(HIT)
    assert upstream.list_calls() == ()


def test_forward_and_record_keeps_an_exchange_whole():
    upstream = forwarding(case("A/x", *PAGES.calls[:2]))
    read_all(upstream, WALK)
    upstream.send(HIT)
    live = RecordedCall(HIT, {"HIT": {"HITId": "live"}})
    assert upstream.list_calls() == (*PAGES.calls[:2], live)


def test_what_was_recorded_plays_again_strictly_and_freely(tmp_path):
    upstream = recording(ReplayUpstreams([PAGES]))
    items, hit = read_all(upstream, WALK), upstream.send(HIT)
    Recorder(tmp_path).record(exchange(calls=upstream.list_calls()))
    [kept] = load_cases(tmp_path)
    strict = StrictReplay(kept)
    for again in (strict.open(ACCOUNT), ReplayUpstreams([kept]).open(ACCOUNT)):
        assert read_all(again, WALK) == items
        assert again.send(HIT) == hit
    strict.finish()
