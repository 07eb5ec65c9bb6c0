"""Recorded cases as an upstream: serving, forwarding, and strictly."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from support.backends import read_all
from support.exchanges import ACCOUNT, NOON, case, listing, page

from adapter.errors import (
    DeniedError,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UnmatchedError,
)
from adapter.model import ModernCall
from adapter.queries import Walk
from adapter.recordings import Failure, FailureKind, RecordedCall
from adapter.recordings.folder import load_cases
from adapter.upstream.replay import ForwardingUpstreams, ReplayUpstreams, StrictReplay

LIST = ModernCall("ListQualificationRequests", {"MaxResults": 100})
SECOND = ModernCall("ListQualificationRequests", {"MaxResults": 100, "NextToken": "t"})
WALK = Walk("ListQualificationRequests", {}, "QualificationRequests", "QualificationRequestId")
HIT = ModernCall("GetHIT", {"HITId": "H"})


def first(*ids, token=None):
    return RecordedCall(LIST, page(*ids, token=token))


def second(*ids, token=None):
    return RecordedCall(SECOND, page(*ids, token=token))


def replaying(*cases):
    return ReplayUpstreams(cases).open(ACCOUNT)


def found(upstream):
    return [each["QualificationRequestId"] for each in read_all(upstream, WALK)]


def answered(upstream, call=LIST):
    return [each["QualificationRequestId"] for each in upstream.send(call)["QualificationRequests"]]


@dataclass
class Beyond:
    """Answers from a table and keeps what was asked."""

    answers: dict
    opened: list = field(default_factory=list)
    seen: list = field(default_factory=list)

    def open(self, account):
        self.opened.append(account)
        return self

    def send(self, call):
        self.seen.append(call)
        return self.answers[call.params.get("NextToken", "")]

    def walk(self, walk):
        raise AssertionError(walk)


def test_calls_are_answered_in_any_order_and_as_often_as_asked():
    hit = RecordedCall(HIT, {"HIT": {"HITId": "H", "CreationTime": NOON}})
    upstream = replaying(case("A/x", first("R1")), case("B/x", hit))
    for _ in range(3):
        assert upstream.send(HIT) == {"HIT": {"HITId": "H", "CreationTime": NOON}}
        assert answered(upstream) == ["R1"]


def test_the_order_of_parameters_does_not_matter():
    upstream = replaying(case("A/x", second("R1")))
    turned = ModernCall(SECOND.operation, dict(reversed(SECOND.params.items())))
    assert answered(upstream, turned) == ["R1"]


def test_a_token_of_ones_own_is_another_every_time():
    def create(token):
        return ModernCall("SendBonus", {"WorkerId": "A", "UniqueRequestToken": token})

    upstream = replaying(case("A/x", RecordedCall(create("recorded"), {})))
    assert upstream.send(create("asked")) == {}


def test_several_recordings_are_played_in_turn_and_the_last_one_stays():
    upstreams = ReplayUpstreams([case("A/x-1", first("R1")), case("A/x-2", first("R2"))])
    assert [answered(upstreams.open(ACCOUNT)) for _ in range(4)] == [["R1"], ["R2"], ["R2"], ["R2"]]


def test_64_threads_get_each_recording_once():
    cases = [case(f"A/x-{n}", first(f"R{n}")) for n in range(500)]
    upstreams = ReplayUpstreams(cases)
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda _: answered(upstreams.open(ACCOUNT))[0], range(500)))
    assert sorted(answers) == sorted(f"R{n}" for n in range(500))


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FailureKind.THROTTLED, ThrottledError), (FailureKind.UNAVAILABLE, UnavailableError)],
)
def test_a_recorded_error_is_raised_again_and_is_new_each_time(kind, error):
    upstream = replaying(case("A/x", RecordedCall(HIT, Failure(kind, "as it was"))))
    raised = []
    for _ in range(2):
        with pytest.raises(error, match="as it was") as caught:
            upstream.send(HIT)
        raised.append(caught.value)
    assert raised[0] is not raised[1]


def test_a_refusal_keeps_code_and_message():
    failure = Failure(FailureKind.REFUSED, "no such HIT", "AWS.MechanicalTurk.HITDoesNotExist")
    with pytest.raises(RefusedError) as caught:
        replaying(case("A/x", RecordedCall(HIT, failure))).send(HIT)
    assert (caught.value.code, caught.value.message) == (failure.code, failure.text)


def test_a_walk_goes_page_by_page():
    upstream = replaying(case("A/x", first("R1", "R2", token="t"), second("R3")))
    assert found(upstream) == ["R1", "R2", "R3"]


def test_walks_at_one_time_each_stay_in_their_recording():
    cases = [case(f"A/x-{n}", first(f"{n}a", token="t"), second(f"{n}b")) for n in range(100)]
    upstreams = ReplayUpstreams(cases)
    with ThreadPoolExecutor(64) as pool:
        walks = list(pool.map(lambda _: found(upstreams.open(ACCOUNT)), range(100)))
    assert sorted(walks) == sorted([f"{n}a", f"{n}b"] for n in range(100))


def test_a_list_that_was_walked_twice_in_one_case_is_played_as_it_went():
    twice = case("A/x", first("a", token="t"), second("b"), first("c", token="t"), second("d"))
    upstreams = ReplayUpstreams([twice])
    assert [found(upstreams.open(ACCOUNT)) for _ in range(2)] == [["a", "b"], ["c", "d"]]
    assert found(upstreams.open(ACCOUNT)) == ["c", "d"]


def test_a_page_that_only_another_case_has():
    upstream = replaying(case("A/x", first("R1", token="t")), case("B/x", second("R2")))
    assert found(upstream) == ["R1", "R2"]


def test_a_miss_names_the_call_the_nearest_recording_and_every_difference():
    upstream = replaying(
        case("GetHIT/other", RecordedCall(HIT, {})),
        case(
            "GetQualificationRequests/one", listing(page(), QualificationTypeId="Q1", MaxResults=9)
        ),
        case(
            "GetQualificationRequests/two",
            listing(page(), QualificationTypeId="Q2", MaxResults=100),
        ),
    )
    asked = ModernCall(
        "ListQualificationRequests", {"QualificationTypeId": "Q\n3", "MaxResults": 100}
    )
    with pytest.raises(UnmatchedError) as caught:
        upstream.send(asked)
    assert str(caught.value) == (
        "Nothing recorded answers ListQualificationRequests"
        ' {"MaxResults": 100, "QualificationTypeId": "Q\\n3"}. The nearest recording is in'
        ' GetQualificationRequests/two: QualificationTypeId is "Q\\n3", recorded "Q2".'
    )
    assert '"QualificationTypeId": "Q2"' in caught.value.columns


def test_a_miss_has_no_control_characters_and_an_end():
    with pytest.raises(UnmatchedError) as caught:
        replaying(case("A/x", first())).send(
            ModernCall(LIST.operation, {"\0\x85": "\u202e\x1b" * 10_000, "MaxResults": 1})
        )
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


def test_a_miss_of_an_operation_that_is_not_recorded():
    with pytest.raises(UnmatchedError, match="but of ListQualificationRequests, GetHIT") as caught:
        replaying(case("A/x", first(), RecordedCall(HIT, {}))).send(
            ModernCall("ListQualificationRequest", {})
        )
    assert "ListQualificationRequest" in caught.value.columns


def test_a_folder_without_cases_says_so(tmp_path):
    upstream = ReplayUpstreams(load_cases(tmp_path)).open(ACCOUNT)
    with pytest.raises(UnmatchedError, match="No call at all is recorded"):
        found(upstream)


def forwarding(replay, beyond):
    return ForwardingUpstreams(ReplayUpstreams(replay), beyond).open(ACCOUNT)


def test_what_is_recorded_never_opens_what_lies_beyond():
    beyond = Beyond({})
    upstream = forwarding([case("A/x", first("R1", token="t"), second("R2"))], beyond)
    assert found(upstream) == ["R1", "R2"]
    assert beyond.opened == []


def test_what_is_not_recorded_is_forwarded_call_by_call():
    beyond = Beyond({"": page("B1")})
    upstream = forwarding([case("A/x", RecordedCall(HIT, {"HIT": {}}))], beyond)
    assert answered(upstream) == ["B1"]
    assert answered(upstream) == ["B1"]
    assert upstream.send(HIT) == {"HIT": {}}
    assert beyond.opened == [ACCOUNT]
    assert beyond.seen == [LIST, LIST]


def test_a_list_is_read_to_its_end_where_it_began():
    beyond = Beyond({"": page("B1", token="t"), "t": page("B2")})
    assert found(forwarding([case("A/x", second("R2"))], beyond)) == ["B1", "B2"]


def test_a_recorded_token_is_never_sent_beyond():
    beyond = Beyond({"t": page("B2")})
    with pytest.raises(UnmatchedError, match="NextToken"):
        found(forwarding([case("A/x", first("R1", token="t"))], beyond))
    assert beyond.seen == []


def test_a_recorded_error_is_an_answer_and_is_not_forwarded():
    beyond = Beyond({})
    failed = RecordedCall(LIST, Failure(FailureKind.THROTTLED, ""))
    with pytest.raises(ThrottledError):
        forwarding([case("A/x", failed)], beyond).send(LIST)
    assert beyond.opened == []


def strict(*calls):
    replay = StrictReplay(case("A/x", *calls))
    return replay, replay.open(ACCOUNT)


def test_a_case_played_strictly_to_its_end():
    failed = RecordedCall(HIT, Failure(FailureKind.DENIED, ""))
    replay, upstream = strict(first("R1", token="t"), second("R2"), failed, first("R3"))
    assert found(upstream) == ["R1", "R2"]
    with pytest.raises(DeniedError):
        upstream.send(HIT)
    assert answered(upstream) == ["R3"]
    replay.finish()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (ModernCall("GetHIT", {"HITId": "I"}), r'A/x: call 1 differs: HITId is "I", recorded "H"'),
        (ModernCall("DeleteHIT", {"HITId": "H"}), "the operation is DeleteHIT, recorded GetHIT"),
        (ModernCall("GetHIT", {"HITId": "H", "UniqueRequestToken": "x"}), "UniqueRequestToken is"),
        (LIST, "the operation is ListQualificationRequests"),
    ],
)
def test_a_call_that_differs_is_told_at_once_and_at_the_end(call, told):
    replay, upstream = strict(RecordedCall(HIT, {}), first())
    with pytest.raises(UnmatchedError, match=told) as caught:
        upstream.send(call)
    assert "GetHIT" in caught.value.columns
    with pytest.raises(UnmatchedError, match=told):
        upstream.send(HIT)
    with pytest.raises(UnmatchedError, match=told):
        replay.finish()


def test_calls_in_the_wrong_order_fail():
    _, upstream = strict(RecordedCall(HIT, {}), first())
    with pytest.raises(UnmatchedError):
        upstream.send(LIST)


def test_a_call_too_many_fails():
    replay, upstream = strict(RecordedCall(HIT, {}))
    upstream.send(HIT)
    with pytest.raises(UnmatchedError, match=r"A/x: call 2, GetHIT .* is one too many"):
        upstream.send(HIT)
    with pytest.raises(UnmatchedError):
        replay.finish()


def test_calls_never_made_fail_at_the_end():
    replay, upstream = strict(RecordedCall(HIT, {}), first(), second())
    upstream.send(HIT)
    with pytest.raises(UnmatchedError, match=r"A/x: never made: List.*; List.*NextToken"):
        replay.finish()


def test_it_tells_what_was_not_played_and_what_was_missed_until_it_is_rewound():
    replay = ReplayUpstreams([case("one", first("A")), case("two", first("B"))])
    upstream = replay.open(ACCOUNT)
    assert answered(upstream) == ["A"]
    assert [each.case for each in replay.unplayed] == ["two"]
    with pytest.raises(UnmatchedError):
        upstream.send(HIT)
    assert [str(each).partition(" {")[0] for each in replay.misses] == [
        "Nothing recorded answers GetHIT"
    ]
    assert (answered(upstream), replay.unplayed) == (["B"], [])
    replay.rewind()
    assert (len(replay.unplayed), replay.misses) == (2, ())
    assert answered(replay.open(ACCOUNT)) == ["A"]
