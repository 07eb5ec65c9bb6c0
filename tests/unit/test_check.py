from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import OperationError
from adapter.mapping.loader import load
from adapter.messages import LegacyCall
from adapter.resources import folder
from adapter.translate.check import check, unknown

CATALOGUE = load(folder("mappings"))


def checked(operation, *pairs):
    return check(LegacyCall(operation, pairs), CATALOGUE.find(operation))


def problems(operation, *pairs):
    with pytest.raises(OperationError) as refused:
        checked(operation, *pairs)
    return [(each.code, each.message) for each in refused.value.problems]


def listing(*pairs):
    return checked("GetQualificationRequests", *pairs)


def test_the_defaults_are_the_documented_ones():
    assert listing() == {
        "SortProperty": "SubmitTime",
        "SortDirection": "Ascending",
        "PageNumber": 1,
        "PageSize": 10,
    }


@pytest.mark.parametrize("text", ["", "None"])
def test_empty_text_and_botos_none_count_as_absent(text):
    assert "QualificationTypeId" not in listing(("QualificationTypeId", text))


def test_botos_expiration_is_taken_as_submit_time():
    assert listing(("SortProperty", "Expiration"))["SortProperty"] == "SubmitTime"


@pytest.mark.parametrize("name", ["PageSize", "PageSize.1", "PageSize.0", "PageSize1"])
def test_a_single_value_may_be_numbered(name):
    assert listing((name, "7"))["PageSize"] == 7


@pytest.mark.parametrize("text", [" 25 ", "+25", "025", "25\r\n"])
def test_an_integer_may_be_spelled_as_xml_schema_allows(text):
    assert listing(("PageSize", text))["PageSize"] == 25


@pytest.mark.parametrize("text", ["ten", "1_0", "1e1", "²", "٣", "1.0", "0x10", "1 0", "--1"])
def test_what_is_no_integer_is_refused(text):
    [(code, message)] = problems("GetQualificationRequests", ("PageSize", text))
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"
    assert "PageSize" in message


@pytest.mark.parametrize("text", ["0", "101", "-1", "9" * 400, "-" + "9" * 400, "9" * 1_000_000])
def test_an_integer_out_of_range_is_refused_with_its_range(text):
    [(code, message)] = problems("GetQualificationRequests", ("PageSize", text))
    assert code == "AWS.ParameterOutOfRange"
    assert "1 to 100" in message
    assert len(message) < 400


def test_a_value_outside_its_enumeration_is_refused_with_those_inside():
    [(code, message)] = problems("GetQualificationRequests", ("SortProperty", "WorkerId"))
    assert code == "AWS.InvalidEnumeratedParameter"
    assert "you specified for enumeration is invalid" in message
    assert "QualificationTypeId, SubmitTime" in message


def test_every_problem_is_named_at_once():
    found = problems(
        "GetQualificationRequests",
        ("PageSize", "0"),
        ("PageNumber", "0"),
        ("SortDirection", "Up"),
    )
    assert [code for code, _ in found] == [
        "AWS.InvalidEnumeratedParameter",
        "AWS.ParameterOutOfRange",
        "AWS.ParameterOutOfRange",
    ]


def test_missing_parameters_are_named_together():
    [(code, message)] = problems("CreateQualificationType", ("Name", "None"))
    assert code == "AWS.MissingParameters"
    assert "include Name, Description, QualificationTypeStatus." in message


def test_two_different_values_are_refused_and_two_equal_ones_are_one():
    [(code, message)] = problems("GrantQualification", ("QualificationRequestId", "A"),
                                 ("QualificationRequestId", "B"))  # fmt: skip
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"
    assert "2 different values" in message
    same = checked("GrantQualification", ("QualificationRequestId", "A"),
                   ("QualificationRequestId", "A"))  # fmt: skip
    assert same == {"QualificationRequestId": "A", "IntegerValue": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("1", True), ("T", True), ("false", False), ("0", False)],
)
def test_booleans_are_read_in_every_spelling_seen(text, value):
    values = checked("SearchQualificationTypes", ("MustBeRequestable", text))
    assert values["MustBeRequestable"] is value


def test_what_is_no_boolean_is_refused():
    [(code, _)] = problems("SearchQualificationTypes", ("MustBeRequestable", "yes"))
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"


def test_mturkrs_reason_is_read_from_the_name_it_uses():
    values = checked("RevokeQualification", ("SubjectId", "A1"), ("QualificationTypeId", "T"),
                     ("SendNotification", "too slow"))  # fmt: skip
    assert values["Reason"] == "too slow"


def test_the_proper_name_wins_over_an_alias():
    values = checked("RevokeQualification", ("SendNotification", "x"), ("SubjectId", "A1"),
                     ("QualificationTypeId", "T"), ("Reason", "late"))  # fmt: skip
    assert values["Reason"] == "late"


def test_a_text_that_is_too_long_is_refused_with_both_lengths():
    [(_, message)] = problems("CreateQualificationType", ("Name", "n"), ("Description", "d" * 2001),
                              ("QualificationTypeStatus", "Active"))  # fmt: skip
    assert "2000 characters, not 2001" in message
    assert len(message) < 400


def test_unknown_parameters_are_told_but_harmless_unless_strict():
    call = LegacyCall("GetQualificationRequests", (("Status", "x"), ("ResponseGroup.0", "Minimal")))
    mapping = CATALOGUE.find("GetQualificationRequests")
    assert unknown(call, mapping) == ("Status",)
    assert "Status" not in check(call, mapping)
    with pytest.raises(OperationError, match=r'"Status" is not a parameter.*PageSize'):
        check(call, mapping, strict=True)


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
def test_any_parameters_give_arguments_or_problems(pairs):
    for operation in CATALOGUE.mappings:
        with suppress(OperationError):
            checked(operation, *pairs)
