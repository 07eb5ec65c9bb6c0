"""What fits a shape of the current API, and what is said of everything else."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adapter.current_api.model import Shape, load
from adapter.current_api.times import read_times, write_times
from adapter.current_api.violations import describe, find_violations

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
TIME = Shape("Timestamp", "timestamp")
LISTING = load().find_output("ListQualificationRequests")
BONUS = load().find_input("SendBonus")
# The strategy of an operation is built when it is first drawn, which takes longer than a test may.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOOD_BONUS = {"WorkerId": "A1", "BonusAmount": "0.05", "AssignmentId": "B2", "Reason": "Thanks"}


def problems(shape, value, *path):
    found = (each.prefix(*path) for each in find_violations(shape, value))
    return tuple(map(describe, found))


@functools.cache
def values(shape: Shape) -> some.SearchStrategy[Any]:
    """Plain values that fit the shape."""
    if shape.type == "structure":
        members = {name: values(member) for name, member in shape.members.items()}
        required = {name: members.pop(name) for name in shape.required}
        return some.fixed_dictionaries(required, optional=members)
    if shape.item is not None:
        return some.lists(values(shape.item), max_size=2)
    if shape.type == "timestamp":
        return some.datetimes(timezones=some.just(UTC))
    if shape.type == "boolean":
        return some.booleans()
    if shape.type in {"integer", "long"}:
        low = -(2**31) if shape.min is None else shape.min
        return some.integers(low, 2**31 - 1 if shape.max is None else shape.max)
    return texts(shape)


@functools.cache
def texts(shape: Shape) -> some.SearchStrategy[str]:
    """Texts that fit the shape."""
    if shape.enum:
        return some.sampled_from(shape.enum)
    longest = 20 if shape.max is None else shape.max
    if shape.pattern is not None:
        plain = some.from_regex(shape.pattern, fullmatch=True)
        return plain.filter(lambda text: len(text) <= longest)
    letters = some.characters(exclude_characters="\0", exclude_categories=["Cs"])
    return some.text(letters, min_size=shape.min or 0, max_size=longest)


@UNHURRIED
@given(some.data())
def test_any_answer_survives_being_written_and_read(data):
    shape = load().find_output(data.draw(some.sampled_from(load().operations)))
    answer = data.draw(values(shape))
    assert read_times(shape, write_times(answer)) == answer


@UNHURRIED
@given(some.data())
def test_what_fits_has_no_problems(data):
    shape = load().find_input(data.draw(some.sampled_from(load().operations)))
    parameters = data.draw(values(shape))
    assert problems(shape, parameters) == ()
    assert problems(shape, write_times(parameters)) == ()


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"Reason": 5}, "$.Reason: expected a text, found 5"),
        ({"Reason": None}, "$.Reason: expected a text, found None"),
        (
            {"WorkerID": "A1"},
            "$.WorkerID: no member of SendBonusRequest; did you mean WorkerId?",
        ),
        ({"@": 1}, "$.@: no member of SendBonusRequest"),
        ({7: 1}, "$.7: no member of SendBonusRequest"),
        (
            {"UniqueRequestToken": ""},
            "$.UniqueRequestToken: expected at least 1 characters, found 0",
        ),
        (
            {"UniqueRequestToken": "t" * 65},
            "$.UniqueRequestToken: expected at most 64 characters, found 65",
        ),
        (
            {"WorkerId": "A1\n"},
            r"$.WorkerId: expected text that matches ^A[A-Z0-9]+$, found 'A1\n'",
        ),
        (
            {"BonusAmount": "1.005"},
            r"$.BonusAmount: expected text that matches ^[0-9]+(\.)?[0-9]{0,2}$, found '1.005'",
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_path(parameters, problem):
    assert problems(BONUS, GOOD_BONUS | parameters) == (problem,)


def test_a_missing_member_is_said():
    without = {name: value for name, value in GOOD_BONUS.items() if name != "Reason"}
    assert problems(BONUS, without) == ("$.Reason: required, but missing",)


def test_every_problem_is_said_at_once():
    assert problems(BONUS, {"WorkerId": "", "@": 1}) == (
        "$.@: no member of SendBonusRequest",
        "$.WorkerId: expected at least 1 characters, found 0",
        "$.WorkerId: expected text that matches ^A[A-Z0-9]+$, found ''",
        "$.BonusAmount: required, but missing",
        "$.AssignmentId: required, but missing",
        "$.Reason: required, but missing",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$.MaxResults: expected at least 1, found 0"),
        (101, "$.MaxResults: expected at most 100, found 101"),
        (True, "$.MaxResults: expected an integer, found True"),
        (1.0, "$.MaxResults: expected an integer, found 1.0"),
        ("1", "$.MaxResults: expected an integer, found '1'"),
        (2**31, "$.MaxResults: expected an integer of 32 bits, found 2147483648"),
    ],
)
def test_a_number_out_of_range_or_none_at_all_is_said(value, text):
    assert problems(load().find_input("ListHITs"), {"MaxResults": value}) == (text,)


def test_a_long_has_64_bits():
    duration = load().find_input("CreateHITType").members["AssignmentDurationInSeconds"]
    assert duration.type == "long"
    assert problems(duration, 2**63 - 1) == ()
    assert problems(duration, -(2**63)) == ()
    assert problems(duration, 2**63) == (
        "$: expected an integer of 64 bits, found 9223372036854775808",
    )


def test_a_text_outside_its_enumeration_is_said_with_what_is_allowed():
    assert problems(load().find_input("ListReviewableHITs"), {"Status": "Open"}) == (
        "$.Status: expected one of Reviewable, Reviewing, found 'Open'",
    )


def test_a_number_is_not_true_or_false():
    assert problems(load().find_input("ListQualificationTypes"), {"MustBeRequestable": 1}) == (
        "$.MustBeRequestable: expected true or false, found 1",
    )


def test_items_are_checked_one_by_one():
    workers = {"Subject": "s", "MessageText": "m", "WorkerIds": ["A1", "b", "A3", ""]}
    assert problems(load().find_input("NotifyWorkers"), workers) == (
        "$.WorkerIds[1]: expected text that matches ^A[A-Z0-9]+$, found 'b'",
        "$.WorkerIds[3]: expected at least 1 characters, found 0",
        "$.WorkerIds[3]: expected text that matches ^A[A-Z0-9]+$, found ''",
    )


def test_the_length_of_a_list_is_checked():
    pair = Shape("Pair", "list", item=Shape("Text", "string"), min=2, max=2)
    assert problems(pair, ["a", "b"]) == ()
    assert problems(pair, ("a",)) == ("$: expected at least 2 items, found 1",)
    assert problems(pair, ["a", "b", "c"]) == ("$: expected at most 2 items, found 3",)


def test_a_value_of_another_kind_is_said():
    assert problems(BONUS, "text") == ("$: expected an object, found 'text'",)
    assert problems(LISTING, {"QualificationRequests": "none"}) == (
        "$.QualificationRequests: expected a list, found 'none'",
    )


@pytest.mark.parametrize("value", [NOON, "2018-06-01T12:00:00Z", 0, 1527854400.5])
def test_a_time_may_be_a_datetime_a_text_or_a_number(value):
    assert problems(TIME, value) == ()


def test_a_time_without_its_zone_does_not_fit():
    (problem,) = problems(TIME, "2018-06-01T12:00:00", "ExpireAt")
    assert problem == (
        "$.ExpireAt: expected a time with its zone, such as 2018-06-01T12:00:00Z, "
        "or seconds since 1970, found '2018-06-01T12:00:00'"
    )
