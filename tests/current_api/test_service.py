"""A call of the current API from bytes to bytes, where it is answered and where it is not."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from support.scripted import Scripted
from support.serving import VERIFYING, answer, current_service, services

from adapter.auth.accounts import Accounts
from adapter.current_api.model import TARGET_PREFIX
from adapter.errors import UnmatchedError
from adapter.model import Environment, HttpRequest, ModernCall
from adapter.observability.access_log import AccessLog
from adapter.observability.history import CallHistory
from adapter.observability.metrics import Metrics

OPEN = Accounts()
NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
BALANCE = {"GetAccountBalance": {"AvailableBalance": "1.00"}}


def request(operation="GetAccountBalance", body=b"{}", host="127.0.0.1:8080", **headers):
    target = {"x-amz-target": f"{TARGET_PREFIX}.{operation}"}
    return HttpRequest("POST", host, "/", b"", target | headers, body)


def answered(http, upstream=None, **changes):
    """The status, and what the body says."""
    parts = {"accounts": OPEN, "clock": lambda: NOON, "new_id": lambda: "an-id"} | changes
    response = current_service(upstream or Scripted(BALANCE), **parts).answer(http).response
    return response.status, json.loads(response.body)


def sent(http, **parts):
    """The status, and what the body says, of an application with this service."""
    response = answer(services(Scripted(BALANCE), accounts=OPEN, **parts), http)
    return response.status_code, json.loads(response.data)


def test_a_call_goes_to_the_upstream_as_it_is():
    upstream = Scripted(BALANCE)
    assert answered(request(), upstream) == (200, {"AvailableBalance": "1.00"})
    assert upstream.seen == [ModernCall("GetAccountBalance", {})]


def test_in_front_of_another_service_it_says_where_to_go():
    upstream = Scripted(BALANCE)
    status, said = answered(request(), upstream, elsewhere="Go there.")
    assert (status, upstream.seen) == (400, [])
    assert said == {
        "__type": "RequestError",
        "Message": "Go there. (1527854400000)",
        "TurkErrorCode": "Adapter.NotAnsweredHere",
    }


@pytest.mark.parametrize(
    ("called", "served", "reached"),
    [
        ("mturk-requester.us-east-1.amazonaws.com", None, True),
        ("mturk-requester-sandbox.us-east-1.amazonaws.com", None, True),
        ("mturk-requester.us-east-1.amazonaws.com", Environment.PRODUCTION, True),
        ("mturk-requester-sandbox.us-east-1.amazonaws.com:443", Environment.SANDBOX, True),
        ("mturk-requester-sandbox.us-east-1.amazonaws.com", Environment.PRODUCTION, False),
        ("MTURK-REQUESTER.us-east-1.amazonaws.com", Environment.SANDBOX, False),
        ("127.0.0.1:8080", Environment.SANDBOX, True),
    ],
)
def test_production_and_sandbox_are_never_mixed(called, served, reached):
    upstream = Scripted(BALANCE)
    status, said = answered(request(host=called), upstream, served=served)
    assert bool(upstream.seen) is reached
    assert (status, said.get("__type")) == (
        (200, None) if reached else (403, "AccessDeniedException")
    )


@pytest.mark.parametrize(
    "headers", [{"origin": "http://127.0.0.1:8080"}, {"sec-fetch-site": "same-site"}]
)
def test_a_web_page_is_kept_out(headers):
    status, said = sent(request(**headers))
    assert (status, said["__type"]) == (403, "AccessDeniedException")
    assert "web page" in said["message"]


def test_who_calls_is_asked_before_what_is_called():
    _, said = sent(request(body=b"junk", origin="x"))
    assert said["__type"] == "AccessDeniedException"


def test_where_it_is_called_is_looked_at_before_the_signature():
    _, said = answered(replace(request(), path="/prefix/"), accounts=VERIFYING)
    assert said["__type"] == "UnknownOperationException"
    assert 'The address "/prefix/" is not valid; send calls to /.' in said["message"]


def lines(logs, event):
    """Other tests' servers may have something to say in the same moment."""
    return [each for each in logs if each["event"] == event]


def test_members_that_do_not_exist_are_ignored_and_logged():
    with capture_logs() as logs:
        status, _ = answered(request(body=b'{"Hitid": 1}'))
    assert status == 200
    [line] = lines(logs, "unknown_parameters_ignored")
    assert line["names"] == ["$.Hitid"]


def test_strictly_they_are_refused():
    upstream = Scripted(BALANCE)
    status, said = answered(request(body=b'{"Hitid": 1}'), upstream, strict=True)
    assert (status, said["__type"], upstream.seen) == (400, "SerializationException", [])
    assert "GetAccountBalance has no $.Hitid" in said["message"]


def test_limits_are_held_before_anything_is_sent():
    upstream = Scripted({})
    _, said = answered(request("ListHITs", b'{"MaxResults": 0}'), upstream)
    assert (said["__type"], upstream.seen) == ("ValidationException", [])


def test_a_miss_of_a_replay_names_the_nearest_recording_and_is_logged_side_by_side():
    missed = UnmatchedError("Nothing recorded answers it.", "asked | recorded")
    with capture_logs() as logs:
        status, said = answered(request(), Scripted({"GetAccountBalance": missed}))
    assert (status, said["TurkErrorCode"]) == (400, "Adapter.NotRecorded")
    assert said["Message"].startswith("Nothing recorded answers it.")
    [line] = lines(logs, "call_not_recorded")
    assert line["differences"] == "asked | recorded"


def test_a_call_is_one_line_of_the_log_without_its_body():
    with capture_logs() as logs:
        sent(request(body=b'{"a": "secret"}'))
    [line] = lines(logs, "request_completed")
    names = ("event", "api", "operation", "account", "outcome", "status")
    assert tuple(line[name] for name in names) == (
        "request_completed", "current", "GetAccountBalance", "demo", "success", 200,
    )  # fmt: skip
    assert "secret" not in str(logs)


def counted(access_log, operation, outcome):
    labels = {"operation": operation, "outcome": outcome}
    return access_log.metrics.registry.get_sample_value("mturk_adapter_calls_total", labels)


def test_calls_are_counted_and_kept_beside_those_of_the_legacy_api():
    access_log = AccessLog(Metrics(), CallHistory())
    sent(request(authorization="Credential=ANY/x"), access_log=access_log)
    sent(request("GetHIT"), access_log=access_log)
    sent(request("DropTable"), access_log=access_log)
    assert counted(access_log, "current:GetAccountBalance", "success") == 1
    assert counted(access_log, "current:GetHIT", "ValidationException") == 1
    assert counted(access_log, "unknown", "UnknownOperationException") == 1
    kept = [
        (each.operation, each.account, each.status) for each in access_log.history.list_entries()
    ]
    assert kept == [
        ("GetAccountBalance", "ANY", 200),
        ("GetHIT", "demo", 400),
        ("DropTable", "", 400),
    ]


def test_legacy_calls_at_the_same_address_are_not_disturbed():
    both = services(Scripted(BALANCE), accounts=OPEN)
    legacy = HttpRequest("GET", "127.0.0.1", "/", b"Operation=GetAccountBalance", {}, b"")
    assert b"<GetAccountBalanceResponse>" in answer(both, legacy).data
    assert answer(both, request()).data == b'{"AvailableBalance":"1.00"}'
    posted = replace(legacy, method="POST", headers={"content-type": "application/json"})
    assert b"<GetAccountBalanceResponse>" in answer(both, replace(posted, headers={})).data
