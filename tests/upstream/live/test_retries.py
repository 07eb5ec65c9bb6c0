"""What is sent again, how often, and for how long."""

import itertools

import pytest
from support.backends import read_all
from support.current_stub import (
    answer_bytes,
    answer_with,
    current_stub,
    cut_short,
    delay,
    drip_body,
    drip_headers,
    drop,
    fault,
    throttle,
)
from support.live import ACCOUNT, live

from adapter.errors import RefusedError, SettingError, UnavailableError
from adapter.model import ModernCall
from adapter.queries import Walk
from adapter.upstream.live import LiveLimits, LiveUpstreams

READ = ModernCall("GetHIT", {"HITId": "H"})
CHANGE = ModernCall("DeleteHIT", {"HITId": "H"})
PAY = ModernCall(
    "SendBonus",
    {"WorkerId": "A", "BonusAmount": "1.00", "AssignmentId": "B", "Reason": "Thanks"},
)
TOKENED = ModernCall("SendBonus", {**PAY.params, "UniqueRequestToken": "once"})
HIT = {"HIT": {"HITId": "H"}}
LOST = {
    "dropped": drop(),
    "cut": cut_short({}, 1),
    "empty": answer_bytes(b""),
    "500": answer_bytes(b"", 500),
    "fault": fault("ServiceFault", status=500),
}


def send(stub, call, **limits):
    with live(stub.url, **limits) as upstreams:
        return upstreams.open(ACCOUNT).send(call)


@pytest.mark.parametrize("call", [READ, CHANGE, PAY, TOKENED], ids=lambda call: call.operation)
def test_a_throttled_call_is_sent_again(call):
    with current_stub(*[throttle()] * 4, answer_with(HIT)) as stub:
        send(stub, call)
    assert len(stub.calls) == 5


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_change_whose_answer_is_lost_is_sent_exactly_once(lost):
    for call in (CHANGE, PAY):
        with (
            current_stub(lost, answer_with({})) as stub,
            pytest.raises(UnavailableError, match="not known: look before"),
        ):
            send(stub, call)
        assert [each.operation for each in stub.calls] == [call.operation]


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_change_with_a_token_is_sent_again_with_the_same_token(lost):
    with current_stub(lost, answer_with({})) as stub:
        assert send(stub, TOKENED) == {}
    assert [call.params["UniqueRequestToken"] for call in stub.calls] == ["once", "once"]


def test_a_lost_change_that_is_throttled_ever_after_is_still_not_known():
    with (
        current_stub(drop(), throttle()) as stub,
        pytest.raises(UnavailableError, match="not known"),
    ):
        send(stub, TOKENED)
    assert len(stub.calls) == 5


def test_a_lost_change_that_is_then_refused_is_refused():
    with (
        current_stub(drop(), fault("RequestError", "Already.", "AWS.Done")) as stub,
        pytest.raises(RefusedError, match=r"AWS\.Done: Already\.") as refused,
    ):
        send(stub, TOKENED)
    assert len(stub.calls) == 2
    assert refused.value.after_lost_answer


@pytest.mark.parametrize(
    ("before", "call"),
    [([throttle()], TOKENED), ([], TOKENED), ([drop()], READ)],
    ids=["throttled", "at-once", "lost-reading"],
)
def test_a_refusal_of_what_cannot_have_been_carried_out_is_just_that(before, call):
    refusal = fault("RequestError", "No.", "AWS.No")
    with current_stub(*before, refusal) as stub, pytest.raises(RefusedError) as refused:
        send(stub, call)
    assert not refused.value.after_lost_answer


def test_a_throttled_change_whose_next_answer_is_lost_is_not_sent_a_third_time():
    with (
        current_stub(throttle(), drop(), answer_with({})) as stub,
        pytest.raises(UnavailableError, match="not known"),
    ):
        send(stub, CHANGE)
    assert len(stub.calls) == 2


def test_waits_grow_and_stay_bounded():
    waits = []
    with current_stub(throttle()) as stub, pytest.raises(Exception, match="asked too often"):
        send(stub, READ, sleep=waits.append, attempts=9, call_seconds=1000)
    assert len(waits) == 8
    assert all(0 <= wait <= min(2**n / 2, 8) for n, wait in enumerate(waits))


def test_the_environment_cannot_bring_botos_own_retries_back(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    with current_stub(drop()) as stub, pytest.raises(UnavailableError):
        send(stub, CHANGE)
    assert len(stub.calls) == 1


def test_no_attempt_starts_that_could_end_too_late():
    looks = itertools.count(0, 12)  # every look at the clock finds it twelve seconds on
    with current_stub(drop()) as stub, pytest.raises(UnavailableError, match="did not arrive"):
        send(stub, READ, monotonic=lambda: next(looks), attempts=50)
    # It began at 0, and looks before each attempt: from 72 on, 25 seconds more are too many.
    assert len(stub.calls) == 5


class Clock:
    """A clock for time limits, which stands until it is moved."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_walk_as_a_whole_ends_in_time():
    clock = Clock()

    def turning(call):
        clock.now += 10
        token = int(call.params.get("NextToken", "0")) + 1
        return answer_with({"HITs": [{"HITId": str(token)}], "NextToken": str(token)})(call)

    with current_stub(turning) as stub, live(stub.url, monotonic=clock) as upstreams:
        upstream = upstreams.open(ACCOUNT)
        with pytest.raises(UnavailableError, match="a call has 90 seconds"):
            read_all(upstream, Walk("ListHITs", {}, "HITs", "HITId"))
    # Ten seconds each: what begins after 70 could end 25 seconds later, which is too late.
    assert len(stub.calls) == 7


@pytest.mark.parametrize(
    "slow",
    [
        delay(9, answer_with(HIT)),
        drip_body(0.28, answer_with(HIT)),
        drip_headers(0.28, answer_with(HIT)),
    ],
    ids=["late", "dripping body", "dripping head"],
)
def test_a_slow_or_dripping_upstream_holds_a_call_no_longer_than_allowed(slow):
    limits = {"connect_seconds": 0.3, "read_seconds": 0.3, "call_seconds": 1.5}
    late_answer = pytest.raises(UnavailableError, match="did not answer GetHIT in time")
    with current_stub(slow) as stub, late_answer:
        send(stub, READ, **limits)
    assert 1 <= len(stub.calls) <= 5


def test_an_upstream_that_drips_within_the_time_is_heard_out():
    with current_stub(drip_body(0.001, answer_with(HIT))) as stub:
        assert send(stub, READ) == HIT


def test_a_time_limit_starts_with_its_own_legacy_call():
    clock = Clock()
    with current_stub(answer_with(HIT)) as stub, live(stub.url, monotonic=clock) as upstreams:
        first = upstreams.open(ACCOUNT)
        clock.now += 66
        with pytest.raises(UnavailableError, match="GetHIT was not sent"):
            first.send(READ)
        assert upstreams.open(ACCOUNT).send(READ) == HIT
    assert len(stub.calls) == 1


def test_limits_that_no_call_could_keep_are_refused():
    for wrong in ({"read_seconds": 0}, {"call_seconds": 24}):
        with pytest.raises(SettingError):
            LiveLimits(**wrong)


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://x", "http://", "http://a b", "sandbox"])
def test_what_is_no_address_is_refused_at_the_start(url):
    with pytest.raises(SettingError):
        LiveUpstreams(url, limits=LiveLimits())
