"""boto3 against the adapter over real sockets: every operation, every list, and what is refused."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from shutil import which
from threading import Lock

import pytest
from botocore import UNSIGNED, xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as some
from support.backends import caching_backend
from support.boto3_client import client
from support.current_stub import current_stub, listing
from support.live import live
from support.samples import values
from support.scripted import Scripted
from support.serving import KEY, SECRET, serving

from adapter.auth.accounts import Accounts
from adapter.current_api.model import load
from adapter.errors import (
    DeniedError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
    UnavailableError,
)
from adapter.model import Environment, ModernCall
from adapter.translation.current_lists import cut_pages, pass_through
from adapter.upstream.replay import ForwardingUpstreams, ReplayUpstreams

API = load()
LISTS = [name for name in API.operations if API.find_paged_list(name)]
MONEY_SENT = ModernCall(
    "SendBonus", {"WorkerId": "A1", "BonusAmount": "0.50", "AssignmentId": "3A", "Reason": "r"}
)


class ApiService:
    """Answers each call with what the test has put there, and keeps what came."""

    def __init__(self):
        self.answer = {}
        self.seen = []
        self.accounts = []

    def open(self, account):
        self.accounts.append(account.access_key_id)
        return self

    def send(self, call):
        self.seen.append(call)
        return self.answer

    def walk(self, walk):
        raise AssertionError(f"{walk.operation} was walked")


@pytest.fixture(scope="module")
def answering():
    return ApiService()


@pytest.fixture(scope="module")
def mturk(answering):
    with serving(answering) as url:
        yield client(url)


def sent(mturk, call):
    """What boto3 makes of the answer to this call."""
    answer = getattr(mturk, xform_name(call.operation))(**call.params)
    answer.pop("ResponseMetadata")
    return answer


@pytest.mark.parametrize("operation", API.operations)
@settings(max_examples=15)
@given(data=some.data())
def test_every_operation_goes_through_and_comes_back_as_it_was(mturk, answering, operation, data):
    params = data.draw(values(API.find_input(operation)))
    answering.answer = data.draw(values(API.find_output(operation), milliseconds=1))
    assert sent(mturk, ModernCall(operation, params)) == answering.answer
    assert answering.seen[-1] == ModernCall(operation, params)
    assert answering.accounts[-1] == KEY


class Lists:
    """Every list holds the same items, in pages behind tokens as the service gave them."""

    def __init__(self, items):
        self.items = items
        self.pages = 0
        self.walks = 0
        self.lock = Lock()

    def open(self, account):
        return self

    def send(self, call):
        with self.lock:
            self.pages += 1
        start = int(call.params.get("NextToken", "0"))
        end = start + call.params.get("MaxResults", 10)
        more = {"NextToken": str(end)} if end < len(self.items) else {}
        part = self.items[start:end]
        return {"NumResults": len(part), API.find_paged_list(call.operation): part, **more}

    def walk(self, walk):
        with self.lock:
            self.walks += 1
        return self.items


def required(operation):
    """The least that a list can be asked with."""
    said = {"HITId": "3H", "QualificationTypeId": "3Q", "MustBeRequestable": True}
    return {name: said[name] for name in API.find_input(operation).required}


@pytest.mark.parametrize("size", [None, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 1000])
@pytest.mark.parametrize("converse", [pass_through, cut_pages])
def test_paginators_give_every_item_once(converse, count, size):
    lists = Lists([{"QualificationRequestId": f"3R{n}"} for n in range(count)])
    with serving(lists, converse=converse) as url:
        paginator = client(url).get_paginator("list_qualification_requests")
        pages = list(paginator.paginate(PaginationConfig={"PageSize": size}))
    assert [item for page in pages for item in page["QualificationRequests"]] == lists.items
    assert [page["NumResults"] for page in pages] == [
        len(page["QualificationRequests"]) for page in pages
    ]
    assert len(pages) == max(1, -(-count // (size or 10)))


@pytest.mark.parametrize("operation", LISTS)
@pytest.mark.parametrize("converse", [pass_through, cut_pages])
def test_every_list_has_a_paginator_that_ends(operation, converse):
    member, result = (
        API.find_output(operation).members[API.find_paged_list(operation)].item,
        API.find_paged_list(operation),
    )
    name = next(iter(member.members))
    lists = Lists([{name: f"3{n}"} for n in range(23)])
    with serving(lists, converse=converse) as url:
        pages = client(url).get_paginator(xform_name(operation)).paginate(**required(operation))
        assert pages.build_full_result()[result] == lists.items


def test_a_walk_is_stopped_and_gone_on_with_by_boto3s_own_token():
    lists = Lists([{"HITId": f"3H{n}"} for n in range(30)])
    with serving(lists, converse=cut_pages) as url:
        paginator = client(url).get_paginator("list_hits")
        first = paginator.paginate(PaginationConfig={"MaxItems": 13, "PageSize": 5})
        found = first.build_full_result()
        rest = paginator.paginate(
            PaginationConfig={"StartingToken": found["NextToken"], "PageSize": 5}
        ).build_full_result()
    assert found["HITs"] + rest["HITs"] == lists.items
    assert "NextToken" not in rest


def test_what_a_replay_misses_is_walked_beyond_it_once_for_all_pages():
    items = [{"HITId": f"3H{n}", "CreationTime": 1527854400.25} for n in range(250)]
    with current_stub(listing("HITs", items)) as stub, live(stub.url) as beyond:
        forwarding = ForwardingUpstreams(ReplayUpstreams(()), beyond)
        kept = caching_backend(forwarding)
        with serving(kept, converse=cut_pages) as url:
            paginator = client(url).get_paginator("list_hits")
            found = paginator.paginate(PaginationConfig={"PageSize": 30}).build_full_result()
    assert [each["HITId"] for each in found["HITs"]] == [each["HITId"] for each in items]
    assert found["HITs"][0]["CreationTime"] == datetime(2018, 6, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    assert len(stub.calls) == 3


def refused(upstream_error, call=MONEY_SENT, **changes):
    """The error that boto3 raises, and how often the upstream was asked."""
    upstream = Scripted({call.operation: upstream_error})
    with serving(upstream, **changes) as url:
        mturk = client(url)
        with pytest.raises(ClientError) as caught:
            sent(mturk, call)
    return caught.value, type(caught.value).__name__, len(upstream.seen)


def status(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_refusal_is_boto3s_own_class_with_the_code_of_the_service():
    code = "AWS.MechanicalTurk.InvalidAssignmentState"
    error, kind, _ = refused(RefusedError(code, "It was paid. (1631094715163 s)"))
    assert (kind, status(error)) == ("RequestError", 400)
    assert error.response["TurkErrorCode"] == code
    assert error.response["Message"] == "It was paid. (1631094715163 s)"


def test_a_refusal_without_a_time_is_given_one():
    error, _, _ = refused(
        RefusedError("AWS.X", "No."),
        clock=lambda: datetime(2018, 6, 1, 12, tzinfo=UTC),
        accounts=Accounts(),
        served=Environment.SANDBOX,
    )
    assert error.response["Message"] == "No. (1527854400000 s)"


@pytest.mark.parametrize(
    ("raised", "code", "turk_code", "expected"),
    [
        (ThrottledError("x"), "ThrottlingException", None, 400),
        (DeniedError("x"), "AccessDeniedException", None, 400),
        (UnavailableError("x"), "ServiceFault", "AWS.ServiceUnavailable", 500),
        (OutcomeUnknownError("x"), "RequestError", "Adapter.OutcomeUnknown", 400),
        (
            RefusedError("AWS.X", "x", after_lost_answer=True),
            "RequestError",
            "Adapter.OutcomeUnknown",
            400,
        ),
        (
            RefusedError("AWS.ParameterOutOfRange", "x"),
            "ParameterValidationError",
            None,  # boto3 shows it of the errors that are modelled only
            400,
        ),
    ],
)
def test_each_error_has_aws_code_and_status(raised, code, turk_code, expected):
    error, _, _ = refused(raised)
    assert (error.response["Error"]["Code"], status(error)) == (code, expected)
    assert error.response.get("TurkErrorCode") == turk_code


@pytest.mark.parametrize(
    ("raised", "asked"),
    [
        (ThrottledError("x"), 3),
        (UnavailableError("x"), 3),
        (OutcomeUnknownError("x"), 1),
        (RefusedError("AWS.X", "x"), 1),
        (RuntimeError("x"), 1),
    ],
)
def test_boto3_sends_again_only_what_changed_nothing(raised, asked):
    upstream = Scripted({"SendBonus": raised})
    retrying = Config(retries={"total_max_attempts": 3, "mode": "standard"})
    with serving(upstream) as url, pytest.raises(ClientError):
        sent(client(url, config=retrying), MONEY_SENT)
    assert len(upstream.seen) == asked


def test_a_failure_of_ours_is_no_success_to_boto3():
    error, _, _ = refused(RuntimeError("a bug"))
    assert (error.response["Error"]["Code"], status(error)) == ("InternalFailure", 400)
    assert "bug" not in str(error)


def test_limits_are_refused_in_the_words_of_the_service():
    upstream = Scripted({"SendBonus": {}})
    call = ModernCall("SendBonus", {**MONEY_SENT.params, "BonusAmount": "0.9752"})
    with serving(upstream) as url, pytest.raises(ClientError) as caught:
        sent(client(url), call)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["Error"]["Message"] == (
        "1 validation error detected: Value '0.9752' at 'bonusAmount' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: ^[0-9]+(\.)?[0-9]{0,2}$"
    )
    assert upstream.seen == []


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        ({"secret": "another"}, "InvalidSignatureException", "The Canonical String"),
        ({"key": "NOBODY"}, "UnrecognizedClientException", "security token"),
        ({"region": "eu-west-1"}, "InvalidSignatureException", "not 'eu-west-1'"),
        ({"aws_session_token": "t"}, "UnrecognizedClientException", "session tokens"),
        (
            {"config": Config(signature_version=UNSIGNED)},
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
    ],
)
def test_who_is_not_proved_is_told_so_by_aws_code(options, code, word):
    upstream = Scripted({"GetAccountBalance": {"AvailableBalance": "1.00"}})
    with serving(upstream) as url, pytest.raises(ClientError, match=word) as caught:
        client(url, **options).get_account_balance()
    assert (caught.value.response["Error"]["Code"], status(caught.value)) == (code, 400)
    assert upstream.seen == []


@pytest.mark.parametrize(
    ("options", "account"),
    [
        ({"key": "ANYBODY", "secret": "any", "region": "eu-west-1"}, "ANYBODY"),
        ({"key": "ANYBODY", "aws_session_token": "t"}, "ANYBODY"),
        ({"config": Config(signature_version=UNSIGNED)}, "demo"),
    ],
)
def test_where_any_key_is_accepted_every_key_is_an_account(options, account):
    answering = ApiService()
    answering.answer = {"AvailableBalance": "1.00"}
    with serving(answering, accounts=Accounts()) as url:
        assert client(url, **options).get_account_balance()["AvailableBalance"] == "1.00"
    assert answering.accounts == [account]


def test_through_a_plain_proxy_the_host_is_the_one_that_was_meant():
    answering = ApiService()
    answering.answer = {"AvailableBalance": "1.00"}
    with serving(answering, served=Environment.PRODUCTION) as url:
        through = Config(proxies={"http": url})
        mturk = client("http://mturk-requester.us-east-1.amazonaws.com", config=through)
        assert mturk.get_account_balance()["AvailableBalance"] == "1.00"
        sandbox = client("http://mturk-requester-sandbox.us-east-1.amazonaws.com", config=through)
        with pytest.raises(ClientError, match="never mixes the two") as caught:
            sandbox.get_account_balance()
    assert (caught.value.response["Error"]["Code"], status(caught.value)) == (
        "AccessDeniedException",
        403,
    )
    assert len(answering.seen) == 1


def test_an_answer_has_the_request_id_that_the_log_has():
    answering = ApiService()
    with serving(answering, new_id=lambda: "an-id") as url:
        metadata = client(url).delete_worker_block(WorkerId="A1")["ResponseMetadata"]
    assert metadata["RequestId"] == "an-id"
    assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"


def curl_version():
    """Major and minor number; nothing where there is no curl."""
    if which("curl") is None:
        return (0, 0)
    said = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in said.split()[1].split(".")[:2])


@pytest.mark.skipif(curl_version() < (7, 87), reason="there is no curl that signs every header")
@pytest.mark.parametrize(("secret", "said"), [(SECRET, '{"AvailableBalance":"1.00"}'), ("x", "")])
def test_curl_signs_as_we_check(secret, said):
    upstream = Scripted({"GetAccountBalance": {"AvailableBalance": "1.00"}})
    target = "X-Amz-Target: MTurkRequesterServiceV20170117.GetAccountBalance"
    with serving(upstream) as url:
        command = ["curl", "--silent", "--noproxy", "*", "--data", "{}", "--header", target]
        command += ["--aws-sigv4", "aws:amz:us-east-1:mturk-requester", url]
        done = subprocess.run(
            [*command, "--user", f"{KEY}:{secret}"], capture_output=True, text=True, check=True
        )
    assert done.stdout == said or "InvalidSignatureException" in done.stdout
    assert len(upstream.seen) == bool(said)
