"""Answers and errors of the current API in bytes."""

import json
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from adapter.current_api import wire as aws_json
from adapter.errors import Problem
from adapter.legacy_api.wires import write_refusal
from adapter.model import Fault, FaultPlace, HttpRequest, RequestContext

CONTEXT = RequestContext(datetime(2018, 6, 1, 12, tzinfo=UTC), "an-id")


def written(answer):
    response = aws_json.write(answer, CONTEXT)
    assert (response.status, response.content_type) == (200, "application/x-amz-json-1.1")
    assert response.headers == (("x-amzn-RequestId", "an-id"),)
    return response.body


def fault(place, code, text="No.", status=200, context=CONTEXT):
    response = aws_json.write_fault(Fault(place, (Problem(code, text),), status), context)
    return response.status, json.loads(response.body)


def test_an_answer_is_one_object():
    assert written({}) == b"{}"
    assert written({"NumResults": 0, "HITs": []}) == b'{"NumResults":0,"HITs":[]}'


@pytest.mark.parametrize(
    ("time", "number"),
    [
        (datetime(2018, 6, 1, 12, tzinfo=UTC), b"1527854400.0"),
        (datetime(2018, 6, 1, 12, 0, 0, 123456, tzinfo=UTC), b"1527854400.123"),
        (datetime(2018, 6, 1, 14, tzinfo=timezone(timedelta(hours=2))), b"1527854400.0"),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), b"-1.0"),
    ],
)
def test_a_time_is_seconds_since_1970_to_the_millisecond(time, number):
    assert written({"CreationTime": time}) == b'{"CreationTime":' + number + b"}"


def test_a_time_without_a_zone_is_no_answer():
    with pytest.raises(TypeError):
        aws_json.write({"CreationTime": datetime(2018, 6, 1, 12)}, CONTEXT)  # noqa: DTZ001


def test_texts_are_utf_8_and_half_a_surrogate_pair_stays_json():
    assert written({"Title": "é☃"}) == '{"Title":"é☃"}'.encode()
    assert json.loads(written({"Title": "a\ud800b"})) == {"Title": "a\ud800b"}


def test_frozen_dictionaries_are_written_too():
    frozen = MappingProxyType({"HIT": MappingProxyType({"HITId": "3H"})})
    assert written(frozen) == b'{"HIT":{"HITId":"3H"}}'


def test_what_the_operation_refuses_is_a_request_error_with_its_code():
    assert fault(FaultPlace.RESULT, "AWS.MechanicalTurk.HITDoesNotExist") == (
        400,
        {
            "__type": "RequestError",
            "Message": "No. (1527854400000)",
            "TurkErrorCode": "AWS.MechanicalTurk.HITDoesNotExist",
        },
    )


def test_what_it_refuses_of_a_parameter_is_called_otherwise():
    _, said = fault(FaultPlace.RESULT, "AWS.ParameterOutOfRange", "No. (1527854400001 s)")
    assert said["__type"] == "ParameterValidationError"
    assert said["Message"] == "No. (1527854400001 s)"


def test_the_sandbox_is_marked():
    context = RequestContext(CONTEXT.now, "an-id", sandbox=True)
    assert (
        fault(FaultPlace.RESULT, "AWS.X", context=context)[1]["Message"] == "No. (1527854400000 s)"
    )


def test_everything_else_is_named_by_its_code():
    said = {"__type": "SerializationException", "message": "No."}
    assert fault(FaultPlace.ROOT, "SerializationException", status=400) == (400, said)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("Forbidden", "AccessDeniedException"), ("InternalError", "InternalFailure")],
)
def test_codes_that_both_apis_share_are_spelled_as_aws_does(ours, theirs):
    assert fault(FaultPlace.ROOT, ours, status=403) == (403, {"__type": theirs, "message": "No."})


def test_no_refusal_is_a_success():
    assert fault(FaultPlace.ROOT, "InternalError", status=200)[0] == 400
    assert fault(FaultPlace.ROOT, "ServiceFault", status=500)[0] == 500


def test_a_refusal_goes_back_on_the_wire_that_the_request_came_by():
    said = Fault(FaultPlace.ROOT, (Problem("InternalError", "No."),))
    current = HttpRequest("POST", "", "/", b"", {"x-amz-target": "x"}, b"{}")
    legacy = HttpRequest("GET", "", "/", b"Operation=GetHIT", {}, b"")
    soap = HttpRequest("POST", "", "/", b"", {"soapaction": ""}, b"<a/>")
    assert write_refusal(current, said, CONTEXT).content_type == "application/x-amz-json-1.1"
    start = b'<?xml version="1.0"?>\n<Response>'
    assert write_refusal(legacy, said, CONTEXT).body.startswith(start)
    assert b"Envelope" in write_refusal(soap, said, CONTEXT).body
