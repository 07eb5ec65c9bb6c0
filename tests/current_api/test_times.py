"""Times in plain values, read and written."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapter.current_api.model import Shape, load
from adapter.current_api.times import read_times, write_times

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
TIME = Shape("Timestamp", "timestamp")
LISTING = load().find_output("ListQualificationRequests")


@pytest.mark.parametrize(
    "value",
    [
        "2018-06-01T12:00:00Z",
        "2018-06-01T14:00:00+02:00",
        "2018-06-01T12:00:00.000Z",
        1527854400,
        1527854400.0,
        NOON,
        NOON.astimezone(timezone(timedelta(hours=-7))),
    ],
)
def test_a_time_is_read_as_a_datetime_in_utc(value):
    read = read_times(TIME, value)
    assert read == NOON
    assert read.tzinfo is UTC


def test_parts_of_a_second_are_kept():
    assert read_times(TIME, "2018-06-01T12:00:00.25Z").microsecond == 250_000
    assert read_times(TIME, 1527854400.25).microsecond == 250_000


def test_times_are_read_wherever_the_shape_has_them_and_nowhere_else():
    value = {
        "NumResults": 1,
        "QualificationRequests": [{"WorkerId": "A1", "SubmitTime": 1527854400}],
        "Unknown": {"SubmitTime": 1527854400},
    }
    assert read_times(LISTING, value) == {
        "NumResults": 1,
        "QualificationRequests": [{"WorkerId": "A1", "SubmitTime": NOON}],
        "Unknown": {"SubmitTime": 1527854400},
    }


def test_reading_and_writing_leave_what_they_are_given_alone():
    value = {"QualificationRequests": [{"SubmitTime": 1527854400}]}
    before = deepcopy(value)
    read = read_times(LISTING, value)
    assert value == before
    write_times(read)
    assert read["QualificationRequests"][0]["SubmitTime"] == NOON


@pytest.mark.parametrize(
    "value",
    [
        "noon",
        "",
        "2018-06-01",
        "2018-06-01T12:00:00",
        "0001-01-01T00:00:00+01:00",
        datetime(2018, 6, 1),  # noqa: DTZ001
        True,
        None,
        float("nan"),
        float("inf"),
        10**15,
        [],
    ],
)
def test_what_is_no_time_or_has_no_zone_is_refused_with_its_path(value):
    listing = {"QualificationRequests": [{}, {}, {"SubmitTime": value}]}
    text = (
        "$.QualificationRequests[2].SubmitTime: expected a time with its zone, "
        "such as 2018-06-01T12:00:00Z, or seconds since 1970, found "
    )
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        read_times(LISTING, listing)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "$: expected an object, found []"),
        (
            {"QualificationRequests": {}},
            "$.QualificationRequests: expected a list, found {}",
        ),
        (
            {"QualificationRequests": ["x"]},
            "$.QualificationRequests[0]: expected an object, found 'x'",
        ),
    ],
)
def test_a_value_that_cannot_be_walked_is_refused_with_its_path(value, text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_times(LISTING, value)


def test_a_long_value_is_shortened_in_the_error():
    with pytest.raises(ValueError, match=r"found 'x{59}$"):
        read_times(TIME, "x" * 5000)


def test_times_are_written_in_utc_with_z_and_parts_only_where_there_are_some():
    tree = {"a": [NOON, (NOON + timedelta(microseconds=5),)], "b": {"c": "text", "d": 1}}
    assert write_times(tree) == {
        "a": ["2018-06-01T12:00:00Z", ["2018-06-01T12:00:00.000005Z"]],
        "b": {"c": "text", "d": 1},
    }


def test_a_time_before_the_year_1000_keeps_its_four_digits():
    assert write_times(datetime(987, 1, 1, tzinfo=UTC)) == "0987-01-01T00:00:00Z"


def test_a_datetime_without_a_zone_is_not_written():
    with pytest.raises(ValueError, match=r"^\$\.a\[0\]: expected a datetime with its zone, found"):
        write_times({"a": [datetime(2018, 6, 1)]})  # noqa: DTZ001


# One day from both ends, so that every zone has the time.
MOMENTS = some.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=some.timezones(),
    allow_imaginary=False,
)


@given(MOMENTS)
def test_a_time_that_is_written_is_read_again(moment):
    text = write_times(moment)
    assert text.endswith("Z")
    assert read_times(TIME, text) == moment.astimezone(UTC)


@given(some.integers(0, 4_102_444_800))
def test_whole_epoch_seconds_are_read_exactly(seconds):
    assert read_times(TIME, seconds).timestamp() == seconds
