"""Calls of the current API out of requests, and what is said of those that are none."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapter.current_api import wire as aws_json
from adapter.current_api.model import load
from adapter.errors import ProtocolError
from adapter.model import HttpRequest, ModernCall

PREFIX = "MTurkRequesterServiceV20170117"
JSON = "application/x-amz-json-1.1"


def request(body=b"{}", operation="GetHIT", method="POST", path="/", **headers):
    target = {"x-amz-target": f"{PREFIX}.{operation}"} if operation else {}
    return HttpRequest(
        method, "127.0.0.1", path, b"", {"content-type": JSON} | target | headers, body
    )


def call(body, operation="GetHIT"):
    return aws_json.read(request(json.dumps(body).encode(), operation)).call


def problem(http):
    with pytest.raises(ProtocolError) as caught:
        aws_json.read(http)
    [problem] = caught.value.problems
    assert caught.value.status == 400
    return problem


def serialization(body, operation="GetHIT"):
    found = problem(request(body, operation))
    assert found.code == "SerializationException"
    return found.message


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"x-amz-target": "x"}, True),
        ({"content-type": JSON}, True),
        ({"content-type": "application/x-amz-json-1.0; charset=utf-8"}, True),
        ({"content-type": " Application/X-Amz-Json-1.1;x=y"}, True),
        ({"content-type": "application/json"}, False),
        ({"content-type": "application/x-www-form-urlencoded"}, False),
        ({"content-type": "text/xml", "soapaction": ""}, False),
        ({}, False),
    ],
)
def test_it_is_known_by_its_target_or_its_label(headers, ours):
    assert aws_json.can_read(HttpRequest("POST", "", "/", b"", headers, b"")) is ours


def test_a_call_is_the_target_and_the_body():
    assert call({"HITId": "3H"}) == ModernCall("GetHIT", {"HITId": "3H"})
    assert call({}, "GetAccountBalance") == ModernCall("GetAccountBalance", {})


def test_values_have_the_types_of_the_operation():
    read = call(
        {
            "Title": "t", "MaxAssignments": 3, "LifetimeInSeconds": 2**40,
            "QualificationRequirements": [
                {"QualificationTypeId": "3Q", "Comparator": "In", "IntegerValues": [1, 2],
                 "LocaleValues": [{"Country": "US"}], "RequiredToPreview": True}
            ],
        },
        "CreateHIT",
    )  # fmt: skip
    assert read.params["LifetimeInSeconds"] == 2**40
    assert read.params["QualificationRequirements"][0]["LocaleValues"] == [{"Country": "US"}]


@pytest.mark.parametrize(
    "written",
    [1527854400, 1527854400.0, "2018-06-01T12:00:00Z", "2018-06-01T14:00:00+02:00"],
)
def test_a_time_is_a_number_or_text_with_its_zone(written):
    read = call({"HITId": "3H", "ExpireAt": written}, "UpdateExpirationForHIT")
    assert read.params["ExpireAt"] == datetime(2018, 6, 1, 12, tzinfo=UTC)


def test_null_is_as_good_as_left_out():
    assert call({"HITId": "3H", "NextToken": None}, "ListAssignmentsForHIT").params == {
        "HITId": "3H"
    }


def test_members_that_the_operation_does_not_have_are_named_by_their_path():
    read = aws_json.read(request(b'{"HITId": "3H", "Hitid": {"a": [1]}}'))
    assert (read.call.params, read.ignored) == ({"HITId": "3H"}, ("$.Hitid",))
    inner = b'{"QualificationRequirements": [{"Comparator": "In", "Comperator": 1}]}'
    assert aws_json.read(request(inner, "CreateHIT")).ignored == (
        "$.QualificationRequirements[0].Comperator",
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "it is empty; send {} for a call without parameters"),
        (b" \n", "it is empty"),
        (b"{", "it is not JSON, from character 1 on"),
        (b"{}{}", "it is not JSON, from character 2 on"),
        (b"\xef\xbb\xbf{}", "it is not JSON, from character 0 on"),
        (b"Operation=GetHIT", "it is not JSON"),
        (b"\x1f\x8b\x08\x00", "it is not UTF-8"),
        (b'{"HITId": "\xff"}', "it is not UTF-8"),
        (b'{"HITId": "\xed\xa0\x80"}', "it is not UTF-8"),
        ("{}".encode("utf-16"), "it is not UTF-8"),
        (b"[]", "$: expected an object, found a list"),
        (b"null", "$: expected an object, found null"),
        (b"1", "$: expected an object, found an integer"),
        (b"true", "$: expected an object, found true or false"),
        (b'"{}"', '$: expected an object, found "{}"'),
        (b'{"HITId": "a", "HITId": "b"}', 'it has the member "HITId" twice in one object'),
        (b'{"x": {"a": 1, "b": 2, "a": 3}}', 'it has the member "a" twice in one object'),
        (b'{"HITId": NaN}', "NaN is not JSON"),
        (b'{"x": [Infinity]}', "Infinity is not JSON"),
        (b'{"HITId": -Infinity}', "-Infinity is not JSON"),
        (b'{"HITId": "\\ud800"}', "$.HITId: there is half a surrogate pair in the text"),
        (b'{"HITId": "a\\u0000"}', "$.HITId: there is a NUL character in the text; leave it out"),
        (b'{"HITId": 1}', "$.HITId: expected a text, found an integer"),
        (b'{"HITId": ["a"]}', "$.HITId: expected a text, found a list"),
        (b'{"HITId": {"a": 1}}', "$.HITId: expected a text, found an object"),
        (b'{"HITId": 1.5}', "$.HITId: expected a text, found a number"),
        (b'{"HITId": ' + b"1" * 5000 + b"}", "it has a number of more than 100 digits"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"a":' * 100_000, "it is nested too deeply"),
    ],
)
def test_a_body_that_is_no_object_of_the_operation_is_refused(body, told):
    assert serialization(body).startswith(f"The body of GetHIT cannot be taken: {told}")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("10", 'expected an integer, found "10"'),
        (True, "expected an integer, found true or false"),
        (10.0, "expected an integer, found a number"),
        (2**31, "the integer has more than 32 bits"),
        (-(2**31) - 1, "the integer has more than 32 bits"),
    ],
)
def test_an_integer_is_one(value, told):
    body = json.dumps({"MaxResults": value}).encode()
    assert f"$.MaxResults: {told}" in serialization(body, "ListHITs")


@pytest.mark.parametrize("value", ["soon", "2018-06-01T12:00:00", True, [], 1e300, -1e300])
def test_a_time_that_is_none_is_refused(value):
    body = json.dumps({"HITId": "3H", "ExpireAt": value}).encode()
    assert "$.ExpireAt: expected a time" in serialization(body, "UpdateExpirationForHIT")


def test_too_great_a_number_is_no_time():
    body = b'{"HITId": "3H", "ExpireAt": 1e999}'
    assert "$.ExpireAt: expected a time" in serialization(body, "UpdateExpirationForHIT")


def test_null_in_a_list_is_refused():
    body = b'{"HITId": "3H", "AssignmentStatuses": ["Approved", null]}'
    told = "$.AssignmentStatuses[1]: expected a text, found null"
    assert told in serialization(body, "ListAssignmentsForHIT")


def test_what_is_repeated_is_short_and_has_no_control_characters():
    message = serialization(b'{"MaxResults": "\\n' + b"x" * 10_000 + b'"}', "ListHITs")
    assert len(message) < 300
    assert "\n" not in message


@pytest.mark.parametrize(
    ("http", "told"),
    [
        (request(operation=""), "No X-Amz-Target came; send one such as "),
        (request(operation="GetHit"), "did you mean GetHIT?"),
        (request(operation="DropTable"), "the current API has no operation 'DropTable'"),
        (request(operation=""), f"{PREFIX}.GetAccountBalance"),
        (request(**{"x-amz-target": "DynamoDB_20120810.GetItem"}), '"DynamoDB_20120810.GetItem"'),
        (request(**{"x-amz-target": "GetHIT"}), 'X-Amz-Target is "GetHIT"'),
        (request(**{"x-amz-target": ""}), 'X-Amz-Target is ""'),
        (request(method="GET"), 'The method "GET" carries no calls'),
        (request(path="/onca/xml"), 'The address "/onca/xml" is not valid'),
    ],
)
def test_what_is_no_call_of_this_service_is_an_unknown_operation(http, told):
    found = problem(http)
    assert found.code == "UnknownOperationException"
    assert told in found.message


def test_a_long_target_is_not_repeated_whole():
    assert len(problem(request(operation="x" * 100_000)).message) < 300
    assert len(problem(request(**{"x-amz-target": "x" * 100_000})).message) < 300


def refusal(http):
    """The code of the refusal; None for what was read."""
    try:
        aws_json.read(http)
    except ProtocolError as error:
        return error.problems[0].code
    return None


def objects(inner):
    return some.dictionaries(some.text(max_size=5), inner, max_size=3)


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | objects(inner),
    max_leaves=10,
)


@given(some.sampled_from(load().operations), some.data())
def test_any_value_anywhere_is_read_or_refused(operation, data):
    members = some.sampled_from([*load().find_input(operation).members, "Other"])
    body = json.dumps(data.draw(some.dictionaries(members, json_values) | json_values)).encode()
    assert refusal(request(body, operation)) in {None, "SerializationException"}


@given(some.binary(max_size=40))
def test_any_bytes_are_read_or_refused(body):
    assert refusal(request(body)) in {None, "SerializationException"}
