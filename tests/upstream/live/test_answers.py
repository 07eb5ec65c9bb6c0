"""What is taken for an answer, through boto over HTTP, and what is not."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.current_stub import answer_bytes, answer_with, close_after, current_stub, cut_short
from support.live import ACCOUNT, live

from adapter.current_api.model import load
from adapter.errors import UnavailableError
from adapter.model import ModernCall
from adapter.upstream.live.answers import REQUIRED, read_answer

LIST = ModernCall("ListQualificationRequests", {"MaxResults": 100})
WHOLE = {"NumResults": 1, "QualificationRequests": [{"QualificationRequestId": "R", "Answer": "é"}]}
BYTES = json.dumps(WHOLE).encode()


def send(url, call=LIST):
    with live(url) as upstreams:
        return upstreams.open(ACCOUNT).send(call)


BROKEN = {
    "empty": answer_bytes(b""),
    "html": answer_bytes(b"<html><body>Welcome to the hotel</body></html>"),
    "null": answer_bytes(b"null"),
    "array": answer_bytes(b"[]"),
    "text": answer_bytes(b'"QualificationRequests"'),
    "number": answer_bytes(b"1"),
    "object without its list": answer_bytes(b'{"NumResults":0}'),
    "its list null": answer_bytes(b'{"QualificationRequests":null}'),
    "its list an object": answer_bytes(b'{"QualificationRequests":{}}'),
    "its list a text": answer_bytes(b'{"QualificationRequests":"none"}'),
    "an item null": answer_bytes(b'{"QualificationRequests":[null]}'),
    "an item a text": answer_bytes(b'{"QualificationRequests":["R"]}'),
    "a number for a text": answer_bytes(b'{"QualificationRequests":[{"WorkerId":7}]}'),
    "a text for a number": answer_bytes(b'{"NumResults":"1","QualificationRequests":[]}'),
    "a flag for a number": answer_bytes(b'{"NumResults":true,"QualificationRequests":[]}'),
    "a bad time": answer_bytes(b'{"QualificationRequests":[{"SubmitTime":"yesterday"}]}'),
    "an endless time": answer_bytes(b'{"QualificationRequests":[{"SubmitTime":1e999}]}'),
    "a far time": answer_bytes(b'{"QualificationRequests":[{"SubmitTime":1e18}]}'),
    "not a number": answer_bytes(b'{"QualificationRequests":[{"SubmitTime":NaN}]}'),
    "bad UTF-8": answer_bytes(b'{"QualificationRequests":[{"Answer":"\xff"}]}'),
    "UTF-16": answer_bytes(BYTES.decode().encode("utf-16")),
    "nested deeply": answer_bytes(b'{"QualificationRequests":[],"x":' + b"[" * 200_000),
    "nested deeply and whole": answer_bytes(b'{"x":' * 100_000 + b"1" + b"}" * 100_000),
    "truncated JSON": answer_bytes(BYTES[:-3]),
    "more behind it": answer_bytes(BYTES + b"{}"),
    "cut, the whole length announced": cut_short(WHOLE, 40),
    "nothing, the whole length announced": cut_short(WHOLE, 0),
    "cut to JSON": lambda call: answer_with(WHOLE)(call).__class__(
        BYTES, length=len(BYTES) + 1, close=True
    ),
    "another success": answer_bytes(BYTES, status=202),
    "no content": answer_bytes(b"", status=204),
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
    with current_stub(step, answer_with(WHOLE)) as stub:
        assert send(stub.url) == WHOLE
    assert len(stub.calls) == 2


def test_an_error_that_is_cut_is_no_answer_either():
    throttling = {"__type": "ThrottlingException", "Message": "Rate exceeded"}
    with current_stub(cut_short(throttling, 30, 400), answer_with(WHOLE)) as stub:
        assert send(stub.url) == WHOLE
    assert len(stub.calls) == 2


def test_a_connection_that_ends_behind_a_whole_answer_is_no_trouble():
    with current_stub(close_after(WHOLE)) as stub, live(stub.url) as upstreams:
        upstream = upstreams.open(ACCOUNT)
        assert upstream.send(LIST) == upstream.send(LIST) == WHOLE
    assert len(stub.calls) == 2


def test_members_that_the_api_does_not_have_are_left_out_and_nulls_too():
    answer = {"QualificationRequests": [{"Answer": None, "Mood": "good"}], "New": [[]]}
    with current_stub(answer_with(answer)) as stub:
        assert send(stub.url) == {"QualificationRequests": [{}]}


def test_a_lone_surrogate_of_one_worker_does_not_hide_the_list():
    body = rb'{"QualificationRequests":[{"Answer":"a\ud83d!"},{"Answer":"\ud83d\ude00"}]}'
    with current_stub(answer_bytes(body)) as stub:
        answer = send(stub.url)
    assert [item["Answer"] for item in answer["QualificationRequests"]] == [
        "a\ufffd!",
        "\U0001f600",
    ]


def test_every_answer_that_says_something_is_held_to_a_member_of_its_form():
    api = load()
    silent = {name for name in api.operations if not api.find_output(name).members}
    lists = {name for name in api.operations if api.find_paged_list(name)}
    assert len(lists) == 9
    assert {*api.operations} - silent - lists - {*REQUIRED} == {"NotifyWorkers"}
    for operation, path in REQUIRED.items():
        shape = api.find_output(operation)
        for step in path.split("."):
            shape = shape.members[step]


@pytest.mark.parametrize("operation", REQUIRED)
def test_an_answer_without_what_it_is_about_is_none(operation):
    top = REQUIRED[operation].partition(".")[0]
    for answer in ({}, {top: {}}, {top: ""}, {top: None}):
        with pytest.raises(ValueError, match=r"missing|not a"):
            read_answer(operation, 200, json.dumps(answer).encode())


def ordinary(shape):
    """A value of the shape with every member there is."""
    if shape.type == "structure":
        return {name: ordinary(member) for name, member in shape.members.items()}
    if shape.item is not None:
        return [ordinary(shape.item)] * 2
    return {"string": "é\U0001f600", "boolean": True, "timestamp": 1.5e9}.get(shape.type, 7)


def with_times(shape, value):
    """The value with each time in it as a datetime."""
    if shape.type == "structure":
        return {name: with_times(shape.members[name], inner) for name, inner in value.items()}
    if shape.item is not None:
        return [with_times(shape.item, inner) for inner in value]
    return datetime.fromtimestamp(value, UTC) if shape.type == "timestamp" else value


@pytest.mark.parametrize("operation", load().operations)
def test_an_ordinary_answer_of_every_operation_is_read_whole(operation):
    shape = load().find_output(operation)
    value = ordinary(shape)
    body = json.dumps(value).encode()
    assert read_answer(operation, 200, body) == with_times(shape, value)


def test_of_a_member_sent_twice_the_last_one_counts():
    body = b'{"HIT":{"HITId":"A"},"HIT":{"HITId":"B"}}'
    assert read_answer("GetHIT", 200, body) == {"HIT": {"HITId": "B"}}


def test_a_number_of_any_size_stays_itself():
    body = b'{"NumResults":123456789012345678901234567890,"HITs":[]}'
    assert read_answer("ListHITs", 200, body)["NumResults"] == 123456789012345678901234567890


@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
def test_other_bytes_are_a_value_error_and_nothing_else(body):
    with pytest.raises(ValueError, match=r"JSON|UTF-8|not a|missing"):
        read_answer("ListHITs", 200, body)


def test_a_change_that_answers_nothing_else_answers_an_object():
    call = ModernCall("AcceptQualificationRequest", {"QualificationRequestId": "R"})
    with current_stub(answer_with({})) as stub:
        assert send(stub.url, call) == {}
    for step in (answer_bytes(b""), answer_bytes(b"[]"), answer_bytes(b"null")):
        with current_stub(step) as stub, pytest.raises(UnavailableError, match="not known: look"):
            send(stub.url, call)
        assert len(stub.calls) == 1
