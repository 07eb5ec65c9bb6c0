"""The limits of the current API's parameters, in the words of AWS's services."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from support.samples import values

from adapter.current_api import wire as aws_json
from adapter.current_api.model import load
from adapter.current_api.violations import find_violations

API = load()


def told(operation, **params):
    return aws_json.describe_violations(API.find_input(operation), params)


def broken(value, place, rule):
    return f"Value {value} at '{place}' failed to satisfy constraint: Member must {rule}"


def one(value, place, rule):
    return f"1 validation error detected: {broken(value, place, rule)}"


def test_what_keeps_to_all_limits_breaks_none():
    assert told("GetHIT", HITId="3H") == ""
    assert told("ListHITs") == ""


@pytest.mark.parametrize(
    ("operation", "params", "message"),
    [
        ("GetHIT", {}, one("null", "hITId", "not be null")),
        (
            "GetHIT",
            {"HITId": ""},
            "2 validation errors detected: "
            + broken("''", "hITId", "have length greater than or equal to 1")
            + "; "
            + broken("''", "hITId", "satisfy regular expression pattern: ^[A-Z0-9]+$"),
        ),
        (
            "GetHIT",
            {"HITId": "h"},
            one("'h'", "hITId", "satisfy regular expression pattern: ^[A-Z0-9]+$"),
        ),
        (
            "ListHITs",
            {"MaxResults": 101},
            one("'101'", "maxResults", "have value less than or equal to 100"),
        ),
        (
            "ListHITs",
            {"MaxResults": 0},
            one("'0'", "maxResults", "have value greater than or equal to 1"),
        ),
        (
            "ListHITs",
            {"NextToken": "x" * 256},
            one(
                f"'{'x' * 80}… (256 characters)'",
                "nextToken",
                "have length less than or equal to 255",
            ),
        ),
        (
            "ListReviewableHITs",
            {"Status": "Done"},
            one("'Done'", "status", "satisfy enum value set: [Reviewable, Reviewing]"),
        ),
        (
            "ListAssignmentsForHIT",
            {"HITId": "3H", "AssignmentStatuses": ["Approved", "Done"]},
            one(
                "'Done'",
                "assignmentStatuses.2.member",
                "satisfy enum value set: [Submitted, Approved, Rejected]",
            ),
        ),
        (
            "CreateHITType",
            {
                "AssignmentDurationInSeconds": 60, "Reward": "1", "Title": "t", "Description": "d",
                "QualificationRequirements": [{"QualificationTypeId": "3Q"}],
            },
            one("null", "qualificationRequirements.1.member.comparator", "not be null"),
        ),
    ],
)  # fmt: skip
def test_each_limit_has_its_words(operation, params, message):
    assert told(operation, **params) == message


@pytest.mark.parametrize(
    ("count", "start", "end"),
    [
        (20, "20 validation errors detected: ", "Rejected]"),
        (21, "21 validation errors detected: ", "; and 1 more"),
        (1000, "1000 validation errors detected: ", "; and 980 more"),
        (1001, "More than 1000 validation errors detected: ", "; and more"),
        (5000, "More than 1000 validation errors detected: ", "; and more"),
    ],
)
def test_twenty_are_written_out_and_a_thousand_counted(count, start, end):
    message = told("ListAssignmentsForHIT", HITId="3H", AssignmentStatuses=["x"] * count)
    assert message.startswith(start)
    assert message.endswith(end)
    assert message.count("Value 'x' at ") == 20


@given(some.sampled_from(API.operations), some.data())
def test_what_the_description_allows_breaks_no_limit(operation, data):
    params = data.draw(values(API.find_input(operation)))
    assert list(find_violations(API.find_input(operation), params)) == []
    assert told(operation, **params) == ""


@given(some.sampled_from(API.operations), some.data())
def test_limits_and_description_agree(operation, data):
    shape = API.find_input(operation)
    params = data.draw(values(shape))
    names = [name for name in params if shape.members[name].type in {"string", "integer", "long"}]
    if names:
        name = data.draw(some.sampled_from(names))
        odd = {"string": some.text(max_size=3) | some.just("x" * 70_000)}
        kind = shape.members[name].type
        params[name] = data.draw(odd.get(kind, some.integers(-(2**31), 2**31 - 1)))
    assert bool(told(operation, **params)) is any(find_violations(shape, params))
