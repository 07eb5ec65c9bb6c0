"""What programs get from calls that fail on purpose, by their own clients and over sockets."""

import http.client

import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from support.boto3_client import client
from urllib3.exceptions import IncompleteRead

from adapter.application.mappings import load_catalogue
from adapter.auth.accounts import Accounts
from adapter.fault_injection import FaultPlan, FaultyService, LegacyForm
from adapter.model import HttpRequest

SEED = {
    "QualificationTypes": [
        {
            "QualificationTypeId": "3TYPE",
            "Name": "Sky",
            "Description": "Names clouds.",
            "QualificationTypeStatus": "Active",
        }
    ],
    "QualificationRequests": [
        {
            "QualificationRequestId": "3R1",
            "QualificationTypeId": "3TYPE",
            "WorkerId": "A1WORKER",
            "SubmitTime": "2016-01-01T00:00:00Z",
        }
    ],
}
GRANT = {"Operation": "GrantQualification", "QualificationRequestId": "3R1"}


@pytest.fixture
def adapter(mturk_adapter_factory):
    return mturk_adapter_factory(seed=SEED)


def count_requests(adapter):
    return adapter.client.list_qualification_requests()["NumResults"]


def call(adapter, **params):
    return requests.get(adapter.url, params, timeout=10)


def list_outcomes(adapter, operation):
    return [each.outcomes for each in adapter.calls if each.operation == operation]


def test_boto_sends_a_throttled_call_again(adapter):
    from support.boto_249 import MTurkConnection, hang_up  # noqa: PLC0415 (skips on newer Pythons)

    connection = MTurkConnection("K", "S", is_secure=False, host=adapter.host, port=adapter.port)
    adapter.fail("GetAccountBalance", times=1)
    [balance] = connection.get_account_balance()
    hang_up(connection)
    assert balance.amount == 10000
    assert list_outcomes(adapter, "GetAccountBalance") == [("ServiceUnavailable",), ("success",)]


def test_a_program_on_boto_that_repeats_a_grant_whose_answer_was_cut_is_told_of_it(adapter):
    from support.boto_249 import (  # noqa: PLC0415 (skips on newer Pythons)
        MTurkConnection,
        MTurkRequestError,
        hang_up,
    )

    key = adapter.access_key_id
    connection = MTurkConnection(key, "S", is_secure=False, host=adapter.host, port=adapter.port)
    adapter.fail("GrantQualification", "cut", times=1)
    with pytest.raises(http.client.IncompleteRead):
        connection.grant_qualification("3R1")
    hang_up(connection)
    with pytest.raises(MTurkRequestError) as raised:
        connection.grant_qualification("3R1")
    hang_up(connection)
    assert raised.value.error_code == "AWS.MechanicalTurk.InvalidQualificationRequestState"


def test_boto3_sends_a_throttled_call_again(adapter):
    config = Config(retries={"total_max_attempts": 2})
    mturk = client(adapter.url, adapter.access_key_id, config=config)
    adapter.fail("GetAccountBalance", times=1)
    assert mturk.get_account_balance()["AvailableBalance"] == "10000.00"
    mturk.close()
    outcomes = list_outcomes(adapter, "GetAccountBalance")
    assert outcomes == [("ThrottlingException",), ("success",)]


def test_a_throttled_call_changes_nothing(adapter):
    adapter.fail("GrantQualification", "throttle", times=1)
    answer = call(adapter, **GRANT)
    assert answer.status_code == 503
    assert "<Response><Errors><Error><Code>ServiceUnavailable</Code>" in answer.text
    assert count_requests(adapter) == 1
    assert "<IsValid>True<" in call(adapter, **GRANT).text
    refused = adapter.calls[0]
    assert (refused.account, refused.parameters) == (
        adapter.access_key_id,
        ((("QualificationRequestId", "3R1"),),),
    )


def test_an_unavailable_service_answers_in_no_form_of_its_own(adapter):
    adapter.fail("GetAccountBalance", "unavailable")
    answer = call(adapter, Operation="GetAccountBalance")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html")
    with pytest.raises(ClientError) as raised:
        adapter.client.get_account_balance()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_a_refused_call_has_the_code_and_the_text_and_changes_nothing(adapter):
    code, text = "AWS.MechanicalTurk.InvalidQualificationState", "It is granted already."
    adapter.fail("GrantQualification", "refuse", code=code, message=text)
    answer = call(adapter, **GRANT)
    assert answer.status_code == 200
    assert "<GrantQualificationResult><Request><IsValid>False</IsValid><Errors>" in answer.text
    assert f"<Code>{code}</Code><Message>{text} (" in answer.text
    assert count_requests(adapter) == 1


def test_each_of_several_calls_is_refused_in_a_result_of_its_own(adapter):
    adapter.fail("GetHIT", "refuse", code="AWS.MechanicalTurk.HITDoesNotExist", times=1)
    several = {"Operation": "GetHIT", "GetHIT.1.HITId": "3A", "GetHIT.2.HITId": "3B"}
    answer = call(adapter, **several)
    assert answer.text.count("<HIT><Request><IsValid>False<") == 2
    assert list_outcomes(adapter, "GetHIT") == [("AWS.MechanicalTurk.HITDoesNotExist",) * 2]


def test_a_refused_caller_is_refused_where_clients_look_for_it(adapter):
    adapter.fail(fault="refuse", code="AWS.NotAuthorized")
    answer = call(adapter, Operation="GetAccountBalance")
    assert "</RequestId><Errors><Error><Code>AWS.NotAuthorized</Code>" in answer.text


def test_the_current_api_refuses_with_the_code(adapter):
    code = "AWS.MechanicalTurk.InsufficientFunds"
    adapter.fail("CreateHIT", "refuse", api="current", code=code)
    with pytest.raises(ClientError) as raised:
        adapter.client.create_hit(
            Title="T", Description="D", LifetimeInSeconds=60, AssignmentDurationInSeconds=60,
            Reward="0.01",
        )  # fmt: skip
    assert raised.value.response["TurkErrorCode"] == code


def test_a_cut_answer_belongs_to_a_call_that_was_carried_out(adapter):
    adapter.fail("GrantQualification", "cut")
    with pytest.raises(requests.exceptions.ChunkedEncodingError) as raised:
        call(adapter, **GRANT)
    assert isinstance(raised.value.args[0].args[1], IncompleteRead)
    assert count_requests(adapter) == 0


def test_soap_calls_fail_in_their_own_form(adapter):
    adapter.fail("GetAccountBalance", times=1)
    body = (
        '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><GetAccountBalance '
        'xmlns="http://requester.mturk.amazonaws.com/doc/2012-03-25"><Request/>'
        "</GetAccountBalance></Body></Envelope>"
    )
    answer = requests.post(
        adapter.url, body, headers={"Content-Type": "text/xml", "SOAPAction": '""'}, timeout=10
    )
    assert answer.status_code in {500, 503}
    assert "Server.ServiceUnavailable" in answer.text


class Recorded:
    """A service that records what it is called with."""

    def __init__(self, events):
        self.events = events

    def answer(self, http):
        self.events.append("answered")


def test_a_delayed_call_is_carried_out_afterwards():
    catalogue, events = load_catalogue(embedded=True), []
    plan = FaultPlan(catalogue.mappings, b"[{fault: delay, seconds: 2.5}]", "faults.yaml")
    form = LegacyForm(catalogue, Accounts())
    service = FaultyService(Recorded(events), form, plan, None, None, sleep=events.append)
    service.answer(HttpRequest("GET", "localhost", "/", b"Operation=GetHIT", {}, b""))
    assert events == [2.5, "answered"]


def test_calls_without_a_known_operation_do_not_fail(adapter):
    adapter.fail()
    assert "AWS.InvalidOperationParameter" in call(adapter, Operation="MadeUp").text
    adapter.stop_failing()
    assert "<IsValid>True<" in call(adapter, Operation="GetAccountBalance").text
