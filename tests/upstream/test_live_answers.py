"""What is taken for an answer, through boto over HTTP, and what is not."""

import json

import pytest
from support.current_stub import closed_after, current_stub, cut, giving, raw
from support.live import ACCOUNT, live

from adapter.current_api.model import load
from adapter.errors import UnavailableError
from adapter.model import ModernCall
from adapter.upstream.live.vital import VITAL

LIST = ModernCall("ListQualificationRequests", {"MaxResults": 100})
WHOLE = {"NumResults": 1, "QualificationRequests": [{"QualificationRequestId": "R", "Answer": "é"}]}
BYTES = json.dumps(WHOLE).encode()


def send(url, call=LIST):
    with live(url) as upstreams:
        return upstreams.open(ACCOUNT).send(call)


BROKEN = {
    "empty": raw(b""),
    "html": raw(b"<html><body>Welcome to the hotel</body></html>"),
    "null": raw(b"null"),
    "array": raw(b"[]"),
    "text": raw(b'"QualificationRequests"'),
    "number": raw(b"1"),
    "object without its list": raw(b'{"NumResults":0}'),
    "its list null": raw(b'{"QualificationRequests":null}'),
    "its list an object": raw(b'{"QualificationRequests":{}}'),
    "its list a text": raw(b'{"QualificationRequests":"none"}'),
    "an item null": raw(b'{"QualificationRequests":[null]}'),
    "an item a text": raw(b'{"QualificationRequests":["R"]}'),
    "a number for a text": raw(b'{"QualificationRequests":[{"WorkerId":7}]}'),
    "a text for a number": raw(b'{"NumResults":"1","QualificationRequests":[]}'),
    "a flag for a number": raw(b'{"NumResults":true,"QualificationRequests":[]}'),
    "a bad time": raw(b'{"QualificationRequests":[{"SubmitTime":"yesterday"}]}'),
    "an endless time": raw(b'{"QualificationRequests":[{"SubmitTime":1e999}]}'),
    "a far time": raw(b'{"QualificationRequests":[{"SubmitTime":1e18}]}'),
    "not a number": raw(b'{"QualificationRequests":[{"SubmitTime":NaN}]}'),
    "bad UTF-8": raw(b'{"QualificationRequests":[{"Answer":"\xff"}]}'),
    "UTF-16": raw(BYTES.decode().encode("utf-16")),
    "nested deeply": raw(b'{"QualificationRequests":[],"x":' + b"[" * 200_000),
    "nested deeply and whole": raw(b'{"x":' * 100_000 + b"1" + b"}" * 100_000),
    "truncated JSON": raw(BYTES[:-3]),
    "more behind it": raw(BYTES + b"{}"),
    "cut, the whole length announced": cut(WHOLE, 40),
    "nothing, the whole length announced": cut(WHOLE, 0),
    "cut to JSON": lambda call: giving(WHOLE)(call).__class__(
        BYTES, length=len(BYTES) + 1, close=True
    ),
    "another success": raw(BYTES, status=202),
    "no content": raw(b"", status=204),
}


@pytest.mark.parametrize("step", BROKEN.values(), ids=BROKEN)
def test_a_200_that_is_not_the_whole_answer_is_never_an_empty_list(step):
    with (
        current_stub(step) as stub,
        pytest.raises(UnavailableError, match=r"ListQualificationRequests.*Try again later"),
    ):
        send(stub.url)
    assert len(stub.calls) == 5


@pytest.mark.parametrize("step", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_to_a_list_call_is_asked_for_again(step):
    with current_stub(step, giving(WHOLE)) as stub:
        assert send(stub.url) == WHOLE
    assert len(stub.calls) == 2


def test_an_error_that_is_cut_is_no_answer_either():
    throttling = {"__type": "ThrottlingException", "Message": "Rate exceeded"}
    with current_stub(cut(throttling, 30, 400), giving(WHOLE)) as stub:
        assert send(stub.url) == WHOLE
    assert len(stub.calls) == 2


def test_a_connection_that_ends_behind_a_whole_answer_is_no_trouble():
    with current_stub(closed_after(WHOLE)) as stub, live(stub.url) as upstreams:
        upstream = upstreams.open(ACCOUNT)
        assert upstream.send(LIST) == upstream.send(LIST) == WHOLE
    assert len(stub.calls) == 2


def test_members_that_the_api_does_not_have_are_left_out_and_nulls_too():
    answer = {"QualificationRequests": [{"Answer": None, "Mood": "good"}], "New": [[]]}
    with current_stub(giving(answer)) as stub:
        assert send(stub.url) == {"QualificationRequests": [{}]}


def test_a_lone_surrogate_of_one_worker_does_not_hide_the_list():
    body = rb'{"QualificationRequests":[{"Answer":"a\ud83d!"},{"Answer":"\ud83d\ude00"}]}'
    with current_stub(raw(body)) as stub:
        answer = send(stub.url)
    assert [item["Answer"] for item in answer["QualificationRequests"]] == [
        "a\ufffd!",
        "\U0001f600",
    ]


def test_every_operation_has_its_vital_member_from_its_own_answer():
    api = load()
    assert tuple(sorted(VITAL)) == tuple(sorted(api.operations))
    for operation, path in VITAL.items():
        shape = api.output(operation)
        for step in path.split(".") if path else ():
            shape = shape.members[step]


def test_every_list_operation_is_held_to_its_list():
    api = load()
    paged = {name: api.paged_list(name) for name in api.operations if api.paged_list(name)}
    assert len(paged) == 9
    assert {name: VITAL[name] for name in paged} == paged


def test_a_change_that_answers_nothing_else_answers_an_object():
    call = ModernCall("AcceptQualificationRequest", {"QualificationRequestId": "R"})
    with current_stub(giving({})) as stub:
        assert send(stub.url, call) == {}
    for step in (raw(b""), raw(b"[]"), raw(b"null")):
        with current_stub(step) as stub, pytest.raises(UnavailableError, match="not known: look"):
            send(stub.url, call)
        assert len(stub.calls) == 1
