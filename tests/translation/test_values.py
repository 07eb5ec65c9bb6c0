import math
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import OperationError
from adapter.mapping.request import Parameter
from adapter.translation.values import parse_dollars, parse_value

SIZE = Parameter(name="PageSize", type="integer", minimum=1, maximum=100)
ANY = Parameter(name="IntegerValue", type="integer")
FLAG = Parameter(name="MustBeRequestable", type="boolean")
TITLE = Parameter(name="Title", type="string", max_length=128)
SORT = Parameter(
    name="SortProperty",
    type="enum",
    of=("QualificationTypeId", "SubmitTime"),
    synonyms={"Expiration": "SubmitTime"},
    refused={"Enabled": "Sorting by Enabled cannot be carried; sort by SubmitTime."},
)
INVALID = "AWS.MechanicalTurk.InvalidParameterValue"


def refusal(parameter, text, place="Place.2.Here"):
    with pytest.raises(OperationError) as refused:
        parse_value(parameter, place, text)
    [problem] = refused.value.problems
    return problem.code, problem.message


def refused_amount(text):
    with pytest.raises(OperationError) as refused:
        parse_dollars("Reward.1.Amount", text)
    [problem] = refused.value.problems
    assert problem.code == INVALID
    return problem.message


@pytest.mark.parametrize("text", [" 25 ", "+25", "025", "25\r\n"])
def test_an_integer_may_be_spelled_as_xml_schema_allows(text):
    assert parse_value(SIZE, "PageSize", text) == 25


@pytest.mark.parametrize("text", ["ten", "1_0", "1e1", "²", "٣", "1.0", "0x10", "1 0", "--1", " "])
def test_what_is_no_integer_is_refused_at_its_place(text):
    code, message = refusal(SIZE, text)
    assert code == INVALID
    assert "for the parameter Place.2.Here. Place.2.Here takes a whole number" in message


@pytest.mark.parametrize("text", ["0", "101", "-1", "9" * 400, "-" + "9" * 400, "9" * 1_000_000])
def test_an_integer_out_of_range_is_refused_with_its_range(text):
    code, message = refusal(SIZE, text)
    assert code == "AWS.ParameterOutOfRange"
    assert "invalid for Place.2.Here. Valid values range from 1 to 100." in message
    assert len(message) < 400


def test_an_integer_may_be_negative():
    assert parse_value(ANY, "IntegerValue", "-5") == -5


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", True),
        ("True", True),  # boto, mturk-python
        ("1", True),  # MTurkR, laraturk
        ("T", True),
        ("false", False),
        ("False", False),
        ("0", False),
        ("F", False),
    ],
)
def test_booleans_are_read_in_every_spelling_seen(text, meant):
    assert parse_value(FLAG, "MustBeRequestable", text) is meant


def test_what_is_no_boolean_is_refused():
    assert refusal(FLAG, "yes")[0] == INVALID


def test_a_text_that_is_too_long_is_refused_with_both_lengths():
    code, message = refusal(TITLE, "d" * 129)
    assert code == INVALID
    assert "may have 128 characters, not 129" in message
    assert len(message) < 400


def test_a_text_is_taken_as_it_is():
    assert parse_value(TITLE, "Title", "  a,b\r\n") == "  a,b\r\n"


def test_botos_expiration_is_taken_as_submit_time():
    assert parse_value(SORT, "SortProperty", "Expiration") == "SubmitTime"


def test_blanks_around_a_word_of_an_enumeration_mean_nothing():
    assert parse_value(SORT, "SortProperty", "SubmitTime\r\n") == "SubmitTime"


def test_a_value_outside_its_enumeration_is_refused_with_those_inside():
    code, message = refusal(SORT, "WorkerId")
    assert code == "AWS.InvalidEnumeratedParameter"
    assert message == (
        'The value "WorkerId" you specified for enumeration is invalid. '
        "Place.2.Here takes one of: QualificationTypeId, SubmitTime."
    )


def test_a_documented_value_that_cannot_be_carried_is_refused_with_the_reason():
    assert refusal(SORT, "Enabled") == (
        "AWS.InvalidEnumeratedParameter",
        "Sorting by Enabled cannot be carried; sort by SubmitTime.",
    )


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("0.05", "0.05"),
        (".20", "0.20"),  # MTurkR's own tests
        ("5", "5.00"),
        ("5.", "5.00"),
        ("1.5", "1.50"),
        ("1.50", "1.50"),
        ("1.500000", "1.50"),
        (" 0.05\r\n", "0.05"),
        ("+0.05", "0.05"),
        ("0", "0.00"),
        ("007", "7.00"),
        ("15555.55", "15555.55"),
        ("0.05000000000000000277555756156289135105907917022705078125", "0.05"),  # Java
        ("0.30000000000000004", "0.30"),
        ("0.29999999999999998889776975", "0.30"),
        ("0.999999999", "1.00"),
        ("0.0500000001", "0.05"),
    ],
)
def test_an_amount_is_sent_as_dollars_with_two_decimals(text, paid):
    assert parse_dollars("Reward.1.Amount", text) == paid


@pytest.mark.parametrize("text", ["0.055", "0.005", "1.234", "0.050001", "0.001", "0.00001"])
def test_an_amount_that_would_have_to_be_rounded_is_refused(text):
    assert "at most two decimals" in refused_amount(text)


@pytest.mark.parametrize(
    "text",
    ["-1", "-0.00", "NaN", "nan", "Infinity", "inf", "sNaN", "1e2", "5E-2", "$0.05", "0,05",
     "1,000", "1_0", "٣", "²", ".", "", " ", "+", "0x1", "1 0", "1/2", "five", "1" * 201,
     "9" * 1_000_000],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    message = refused_amount(text)
    assert "Reward.1.Amount takes dollars in the digits 0 to 9, such as 0.05." in message
    assert len(message) < 400


@given(st.integers(0, 10**9))
def test_every_amount_of_cents_survives_becoming_a_double_and_its_expansion(cents):
    paid = f"{cents // 100}.{cents % 100:02}"
    assert parse_dollars("Amount", paid) == paid
    assert parse_dollars("Amount", format(Decimal(float(paid)), "f")) == paid


@given(st.floats(0, 10**6).map(Decimal))
def test_an_amount_is_never_paid_as_a_different_one(amount):
    with suppress(OperationError):
        assert math.isclose(Decimal(parse_dollars("Amount", f"{amount:f}")), amount, abs_tol=1e-6)


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    with suppress(OperationError):
        parse_dollars("Amount", text)
