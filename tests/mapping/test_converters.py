from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapter.mapping import converters as convert


def test_time_is_utc_to_the_second_with_z():
    pacific = timezone(timedelta(hours=-7))
    moment = datetime(2015, 7, 8, 21, 16, 39, 999_000, tzinfo=pacific)
    assert convert.write_time(moment) == "2015-07-09T04:16:39Z"


def test_time_of_an_early_year_keeps_four_digits():
    assert convert.write_time(datetime(900, 1, 2, tzinfo=UTC)) == "0900-01-02T00:00:00Z"


@pytest.mark.parametrize(
    ("value", "amount", "formatted"),
    [
        ("0.04", "0.04", "$0.04"),
        ("5", "5.00", "$5.00"),
        ("15555.55", "15555.55", "$15,555.55"),
        ("10000.000", "10000.00", "$10,000.00"),
        ("-3.5", "-3.50", "-$3.50"),
        ("0.125", "0.125", "$0.12"),
    ],
)
def test_money_is_printed_as_captured(value, amount, formatted):
    assert convert.write_amount(value) == amount
    assert convert.write_price(value) == formatted


def test_flags_are_one_and_zero():
    assert (convert.write_flag(True), convert.write_flag(False)) == ("1", "0")


@pytest.mark.parametrize("value", ["true", 1, None])
def test_a_flag_is_made_of_a_boolean_only(value):
    with pytest.raises(TypeError):
        convert.write_flag(value)


@pytest.mark.parametrize("value", [True, 1.5, {"a": 1}])
def test_text_is_made_of_text_and_whole_numbers_only(value):
    with pytest.raises(TypeError):
        convert.write_text(value)


def test_the_time_that_expires_a_hit_is_another_one_within_the_same_second():
    moments = [datetime(2018, 6, 1, 12, 0, 0, micro, tzinfo=UTC) for micro in (0, 1, 2, 999_999)]
    times = [convert.compute_long_past(each) for each in moments]
    assert len({each.replace(microsecond=0) for each in times}) == len(times)
    assert all(each.microsecond == 0 for each in times)
    assert max(times) == datetime(2008, 6, 1, 12, tzinfo=UTC)
