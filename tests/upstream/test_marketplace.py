"""The marketplace as an upstream: the errors are those that the live one gives for its answers."""

import pytest
from support.backends import read_all
from support.current_stub import current_stub, fault
from support.live import ACCOUNT, live

from adapter.errors import OutcomeUnknownError, RefusedError, UnavailableError
from adapter.marketplace import MarketplaceError, ParameterValidationError, ServiceFault
from adapter.model import Account, ModernCall
from adapter.queries import Walk
from adapter.upstream.marketplace import MarketplaceUpstreams

ME = Account("AKIDME")
TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


def upstream(market):
    return MarketplaceUpstreams(market.service).open(ME)


def test_a_call_is_answered_with_the_operations_members(market):
    assert upstream(market).send(ModernCall("GetAccountBalance", {})) == {
        "AvailableBalance": "10000.00"
    }


def test_every_access_key_is_an_account_of_its_own(market):
    upstream(market).send(ModernCall("CreateQualificationType", TYPE))
    other = MarketplaceUpstreams(market.service).open(Account("AKIDOTHER"))
    other.send(ModernCall("CreateQualificationType", TYPE))


def own_types(**params):
    params |= {"MustBeRequestable": True, "MustBeOwnedByCaller": True}
    return Walk("ListQualificationTypes", params, "QualificationTypes", "QualificationTypeId")


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101])
def test_a_walk_finds_every_item_once(market, number):
    sender = upstream(market)
    for each in range(number):
        sender.send(ModernCall("CreateQualificationType", {**TYPE, "Name": str(each)}))
    found = read_all(sender, own_types())
    assert [item["Name"] for item in found] == [str(each) for each in range(number)]


def test_a_list_beyond_the_ceiling_is_not_cut(market):
    for each in "AB":
        market("CreateQualificationType", **{**TYPE, "Name": each})
    with pytest.raises(UnavailableError):
        read_all(upstream(market), own_types(), 1)


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("GetQualificationType", {"QualificationTypeId": "3X"}),
        ("GetQualificationScore", {"QualificationTypeId": "3X", "WorkerId": "bad"}),
        ("ListQualificationRequests", {"MaxResults": 101}),
        ("ListQualificationRequests", {"NextToken": "forged"}),
        ("CreateQualificationType", {**TYPE, "QualificationTypeStatus": "On"}),
        ("CreateQualificationType", {**TYPE, "RetryDelayInSeconds": -1}),
        ("CreateQualificationType", {**TYPE, "Test": "<", "TestDurationInSeconds": 1}),
        ("CreateQualificationType", {**TYPE, "Name": ""}),
    ],
)
def test_a_refusal_is_what_the_live_upstream_makes_of_the_same_answer(market, operation, params):
    call = ModernCall(operation, params)
    with pytest.raises(MarketplaceError) as raised:
        market.service.call("AKIDME", operation, params)
    of_parameters = isinstance(raised.value, ParameterValidationError)
    kind = "ParameterValidationError" if of_parameters else "RequestError"
    code = None if of_parameters else raised.value.code
    with pytest.raises(RefusedError) as ours:
        upstream(market).send(call)
    with (
        current_stub(fault(kind, raised.value.message, code)) as stub,
        live(stub.url) as upstreams,
        pytest.raises(RefusedError) as theirs,
    ):
        upstreams.open(ACCOUNT).send(call)
    assert (ours.value.code, ours.value.message) == (theirs.value.code, theirs.value.message)


class Failing:
    """A marketplace whose database fails, perhaps while it commits."""

    def __init__(self, *, unknown):
        self._unknown = unknown

    def call(self, access_key_id, operation, params):
        raise ServiceFault("No.", unknown=self._unknown)


@pytest.mark.parametrize(
    ("unknown", "operation", "error"),
    [
        (False, "CreateQualificationType", UnavailableError),
        (True, "CreateQualificationType", OutcomeUnknownError),
        (True, "GetAccountBalance", UnavailableError),
    ],
)
def test_a_failed_database_is_unavailable_and_unknown_only_where_it_was_committing(
    unknown, operation, error
):
    sender = MarketplaceUpstreams(Failing(unknown=unknown)).open(ME)
    with pytest.raises(UnavailableError) as caught:
        sender.send(ModernCall(operation, {}))
    assert type(caught.value) is error
