"""The door: what every call is held to, whatever its operation."""

import pytest
from support.market import ME, NOON, Clock

from adapter.current_api import model as current
from adapter.marketplace import Environment, Marketplace, ParameterValidationError
from adapter.marketplace.operations import OPERATIONS

TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


@pytest.fixture
def database(tmp_path):
    """One is enough: nothing here depends on which."""
    return f"sqlite:///{tmp_path / 'market.db'}"


def test_every_operation_that_is_carried_is_one_of_the_current_api():
    assert set(OPERATIONS) <= set(current.load().operations)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_no_operation_takes_a_parameter_that_it_does_not_have(market, operation):
    assert "There is no parameter Sky." in market.invalid(operation, Sky=1)


# Neither of two parameters is required, but one of them is.
ONE_OF_TWO = {"ListBonusPayments"}


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_operation_wants_what_it_requires(market, operation):
    required = current.load().find_input(operation).required
    if not required and operation not in ONE_OF_TWO:
        market(operation)
        return
    says = market.invalid(operation)
    assert all(f"The parameter {name} is required." in says for name in required)


@pytest.mark.parametrize(
    ("operation", "params", "says"),
    [
        (
            "GetQualificationType",
            {"QualificationTypeId": 3},
            (
                "InvalidParameterValue: The value of the parameter QualificationTypeId is not "
                "of the right type."
            ),
        ),
        (
            "GetQualificationType",
            {"QualificationTypeId": "no"},
            (
                'InvalidParameterValue: The value "no" is not valid for the parameter '
                "QualificationTypeId."
            ),
        ),
        (
            "GetQualificationType",
            {"QualificationTypeId": ""},
            (
                'InvalidParameterValue: The value "" is not valid for the parameter '
                "QualificationTypeId."
            ),
        ),
        (
            "ListQualificationRequests",
            {"MaxResults": 101},
            (
                "AWS.ParameterOutOfRange: The value 101 is invalid for MaxResults. "
                "Valid values range from 1 to 100."
            ),
        ),
        (
            "ListQualificationRequests",
            {"MaxResults": True},
            (
                "InvalidParameterValue: The value of the parameter MaxResults is not of the right "
                "type."
            ),
        ),
        (
            "AcceptQualificationRequest",
            {"QualificationRequestId": "3", "IntegerValue": 2**31},
            (
                "AWS.ParameterOutOfRange: The value 2147483648 is invalid for IntegerValue. "
                "Valid values range from -2147483648 to 2147483647."
            ),
        ),
        (
            "ListQualificationTypes",
            {"MustBeRequestable": "true", "MaxReslts": 1},
            (
                "InvalidParameterValue: There is no parameter MaxReslts; did you mean MaxResults? "
                "The value of the parameter MustBeRequestable is not of the right type."
            ),
        ),
    ],
)
def test_what_does_not_fit_the_model(market, operation, params, says):
    assert market.invalid(operation, **params) == says


def test_parameters_that_are_no_object(market):
    with pytest.raises(ParameterValidationError, match="not of the right type"):
        market.service.call(ME, "GetAccountBalance", ["AccountBalance"])


def test_a_long_value_is_repeated_in_short(market):
    assert len(market.invalid("GetQualificationType", QualificationTypeId="x" * 10_000)) < 250


def test_a_refused_change_changes_nothing(market):
    market("CreateQualificationType", **TYPE)
    before = market("ListQualificationTypes", MustBeRequestable=True)
    market.refused("CreateQualificationType", **TYPE)
    assert market("ListQualificationTypes", MustBeRequestable=True) == before


def test_an_error_of_ours_undoes_the_whole_call(market):
    def fail():
        with market.service.begin_write("ANEW") as transaction:
            transaction.connection.exec_driver_sql("DELETE FROM qualification_types")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert market("ListQualificationTypes", MustBeRequestable=False)["NumResults"] > 0


def test_the_state_is_still_there_after_a_restart(market):
    created = market("CreateQualificationType", **TYPE)["QualificationType"]
    token = market("ListQualificationTypes", MustBeRequestable=False, MaxResults=1)["NextToken"]
    market.service.close()
    again = Marketplace(market.url, Environment(Clock()))
    params = {"QualificationTypeId": created["QualificationTypeId"]}
    assert again.call(ME, "GetQualificationType", params)["QualificationType"] == created
    again.call(ME, "ListQualificationTypes", {"MustBeRequestable": False, "NextToken": token})
    again.close()


def test_identifiers_look_like_amazons(tmp_path):
    market = Marketplace(f"sqlite:///{tmp_path / 'market.db'}", Environment(Clock()))
    created = market.call(ME, "CreateQualificationType", TYPE)["QualificationType"]
    identifier = created["QualificationTypeId"]
    assert (len(identifier), identifier[0], created["CreationTime"]) == (30, "3", NOON)
    assert identifier.isalnum()
    assert identifier == identifier.upper()
    market.close()


@pytest.mark.parametrize("text", ["a\x00", "a\ud800", "\udfff\ud800"])
def test_what_is_no_text_is_refused_before_the_database_is_asked(market, text):
    given = {"Name": text, "Description": "D", "QualificationTypeStatus": "Active"}
    told = market.invalid("CreateQualificationType", **given)
    assert told.startswith("InvalidParameterValue: The value ")
    assert told.endswith(" is not valid for the parameter Name.")
