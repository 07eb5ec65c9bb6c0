"""HIT types: the same properties are the same type."""

import pytest
from support.market import ME, OTHER
from support.work import LIFE, TYPE, make, make_type

LOCALE, MASTERS = "00000000000000000071", "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH"
EXISTS = {"QualificationTypeId": MASTERS, "Comparator": "Exists"}


def need(market, *requirements):
    return market.invalid("CreateHITType", **TYPE, QualificationRequirements=requirements)


def test_the_same_properties_are_the_same_type(market):
    first = make_type(market)
    assert make_type(market) == first
    assert make_type(market, Reward="0.5") == first
    assert make_type(market, Reward="0.51") != first
    assert make_type(market, Keywords="receipt") != first
    assert make_type(market, OTHER) != first


def test_requirements_are_among_the_properties(market):
    first = make_type(market, QualificationRequirements=[EXISTS])
    assert make_type(market, QualificationRequirements=[EXISTS]) == first
    guarded = {**EXISTS, "ActionsGuarded": "DiscoverPreviewAndAccept"}
    assert make_type(market, QualificationRequirements=[guarded]) != first
    assert make_type(market) != first


def test_a_hit_from_properties_is_of_the_type_that_has_them(market):
    type_id = make_type(market)
    assert market("CreateHIT", **TYPE, **LIFE)["HIT"]["HITTypeId"] == type_id


@pytest.mark.parametrize(
    ("given", "guarded"),
    [
        ({}, ("Accept", False)),
        ({"RequiredToPreview": True}, ("PreviewAndAccept", True)),
        ({"ActionsGuarded": "DiscoverPreviewAndAccept"}, ("DiscoverPreviewAndAccept", True)),
    ],
)
def test_what_a_requirement_guards_is_said_in_both_ways(market, given, guarded):
    requirements = [{**EXISTS, **given}]
    hit = market("CreateHIT", **TYPE, **LIFE, QualificationRequirements=requirements)["HIT"]
    [found] = hit["QualificationRequirements"]
    assert (found["ActionsGuarded"], found["RequiredToPreview"]) == guarded


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Title": " "}, "The parameter Title must not be empty."),
        ({"Title": "x" * 129}, "The parameter Title is too long: it has at most 128 characters."),
        (
            {"Description": "x" * 2001},
            "The parameter Description is too long: it has at most 2000 characters.",
        ),
        (
            {"Keywords": "x" * 1001},
            "The parameter Keywords is too long: it has at most 1000 characters.",
        ),
        (
            {"Reward": "1000000000.01"},
            'The value "1000000000.01" is not valid for the parameter Reward.',
        ),
    ],
)
def test_texts_that_do_not_fit_are_refused(market, given, told):
    assert market.invalid("CreateHITType", **{**TYPE, **given}) == f"InvalidParameterValue: {told}"


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [
        ("AssignmentDurationInSeconds", 29, 30, 31536000),
        ("AssignmentDurationInSeconds", 31536001, 30, 31536000),
        ("AutoApprovalDelayInSeconds", -1, 0, 2592000),
        ("AutoApprovalDelayInSeconds", 2592001, 0, 2592000),
    ],
)
def test_times_outside_their_limits_are_refused(market, name, value, low, high):
    assert market.invalid("CreateHITType", **{**TYPE, name: value}) == (
        f"AWS.ParameterOutOfRange: The value {value} is invalid for {name}. "
        f"Valid values range from {low} to {high}."
    )


@pytest.mark.parametrize(
    ("type_id", "fits"), [(MASTERS, "IntegerValues"), (LOCALE, "LocaleValues")]
)
def test_of_an_integer_and_a_locale_the_one_that_fits_the_type_counts(market, type_id, fits):
    """The sample data of Amazon's .NET SDK has both in one requirement."""
    values = {"IntegerValues": [1], "LocaleValues": [{"Country": "US"}]}
    requirement = {"QualificationTypeId": type_id, "Comparator": "EqualTo", **values}
    hit_id = make(market, QualificationRequirements=[requirement])
    [kept] = market("GetHIT", HITId=hit_id)["HIT"]["QualificationRequirements"]
    assert {name: kept.get(name) for name in values} == {
        **dict.fromkeys(values),
        fits: values[fits],
    }


@pytest.mark.parametrize(
    "requirement",
    [
        {**EXISTS, "IntegerValues": [1]},
        {"QualificationTypeId": MASTERS, "Comparator": "EqualTo", "IntegerValues": [1, 2]},
        {"QualificationTypeId": MASTERS, "Comparator": "In", "IntegerValues": [0] * 16},
        {"QualificationTypeId": MASTERS, "Comparator": "In", "LocaleValues": [{"Country": "US"}]},
        {"QualificationTypeId": LOCALE, "Comparator": "EqualTo", "IntegerValues": [1]},
        {
            "QualificationTypeId": LOCALE,
            "Comparator": "LessThan",
            "LocaleValues": [{"Country": "US"}],
        },
    ],
)
def test_values_that_a_comparator_does_not_take_are_refused(market, requirement):
    assert need(market, requirement).startswith("InvalidParameterValue: The value ")


@pytest.mark.parametrize(
    ("requirement", "says"),
    [
        (
            {**EXISTS, "IntegerValues": [1]},
            'value "1" is not valid for the parameter {}.IntegerValues',
        ),
        (
            {"QualificationTypeId": MASTERS, "Comparator": "EqualTo", "IntegerValues": [60, 80]},
            'value "60, 80" is not valid for the parameter {}.IntegerValues',
        ),
        (
            {
                "QualificationTypeId": MASTERS,
                "Comparator": "In",
                "LocaleValues": [{"Country": "US", "Subdivision": "CA"}, {"Country": "GB"}],
            },
            'value "US-CA, GB" is not valid for the parameter {}.LocaleValues',
        ),
        (
            {"QualificationTypeId": MASTERS, "Comparator": "EqualTo"},
            "parameter {}.IntegerValues is required",
        ),
        (
            {"QualificationTypeId": MASTERS, "Comparator": "In", "IntegerValues": []},
            "parameter {}.IntegerValues is required",
        ),
        (
            {"QualificationTypeId": LOCALE, "Comparator": "EqualTo"},
            "parameter {}.LocaleValues is required",
        ),
    ],
)
def test_a_refused_value_is_named_with_its_place_as_it_was_written(market, requirement, says):
    place = "QualificationRequirements[1]"
    assert need(market, EXISTS, requirement) == f"InvalidParameterValue: The {says.format(place)}."


def test_a_requirement_says_once_what_it_guards(market):
    twice = {**EXISTS, "ActionsGuarded": "Accept", "RequiredToPreview": False}
    assert need(market, twice) == (
        "InvalidParameterValue: RequiredToPreview and ActionsGuarded cannot be used together."
    )


def test_ten_requirements_are_the_most(market):
    assert need(market, *[EXISTS] * 11) == (
        "InvalidParameterValue: There can be no more than 10 QualificationRequirements."
    )


def test_what_is_required_is_there_and_active(market):
    given = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Inactive"}
    made = market("CreateQualificationType", **given)["QualificationType"]
    sky = {"QualificationTypeId": made["QualificationTypeId"], "Comparator": "Exists"}
    needs = {**TYPE, "QualificationRequirements": [sky]}
    assert market.refused("CreateHITType", **needs) == (
        "InvalidQualificationTypeState: This operation can be called with a status of: Active"
    )
    market("DeleteQualificationType", QualificationTypeId=sky["QualificationTypeId"])
    assert market.refused("CreateHITType", **needs) == (
        "QualificationTypeDoesNotExist: QualificationType "
        f"{sky['QualificationTypeId']} does not exist."
    )


def test_another_accounts_qualification_can_be_required(market):
    given = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
    made = market("CreateQualificationType", OTHER, **given)["QualificationType"]
    sky = {"QualificationTypeId": made["QualificationTypeId"], "Comparator": "Exists"}
    assert make_type(market, ME, QualificationRequirements=[sky])
