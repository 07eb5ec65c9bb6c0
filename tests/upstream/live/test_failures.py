"""What the upstream refuses, and what boto cannot send, in the adapter's errors."""

import socket
import ssl

import pytest
import urllib3
from botocore import exceptions as boto
from support.current_stub import answer_bytes, answer_with, current_stub, fault
from support.live import ACCOUNT, live

from adapter.errors import DeniedError, RefusedError, ThrottledError, UnavailableError
from adapter.model import Account, ModernCall
from adapter.upstream.live.failures import build_failure

GET = ModernCall("GetQualificationType", {"QualificationTypeId": "3X"})
TYPE = {"AssignmentDurationInSeconds": 60, "Reward": "0", "Title": "T", "Description": "D"}
INNER = "QualificationRequirements[0]"
INVALID = "AWS.MechanicalTurk.InvalidParameterValue"


def refusal(*steps, call=GET, account=ACCOUNT, error=RefusedError):
    """The error that these answers end in, and how many calls it took."""
    with (
        current_stub(*steps) as stub,
        live(stub.url) as upstreams,
        pytest.raises(error) as caught,
    ):
        upstreams.open(account).send(call)
    assert not any(word in str(caught.value) for word in ("127.0.0.1", "boto", "Error(", "/"))
    return caught.value, len(stub.calls)


@pytest.mark.parametrize("status", [400, 500])
def test_code_and_message_of_a_turk_error_pass_word_for_word(status):
    message = "You requested a Qualification that does not exist. (1631094715163 s)"
    code = "AWS.MechanicalTurk.QualificationDoesNotExist"
    kind = "RequestError" if status == 400 else "ServiceFault"
    error, calls = refusal(fault(kind, message, code, status))
    assert (error.code, error.message) == (code, message)
    assert calls == (1 if status == 400 else 5)


def test_a_turk_code_beside_an_error_that_is_not_in_the_model_passes_too():
    error, _ = refusal(
        fault("ParameterValidationError", "No.", "AWS.MechanicalTurk.InvalidHITState")
    )
    assert (error.code, error.message) == ("AWS.MechanicalTurk.InvalidHITState", "No.")


def test_a_request_error_without_a_turk_code_is_an_invalid_value():
    error, calls = refusal(fault("RequestError", "This HIT is Reviewable."))
    assert (error.code, error.message, calls) == (INVALID, "This HIT is Reviewable.", 1)


def test_half_a_surrogate_pair_in_a_refusal_can_be_written_on():
    error, _ = refusal(answer_bytes(rb'{"__type":"RequestError","Message":"No \ud83d."}', 400))
    assert error.message == "No \ufffd."


def test_a_refusal_without_words_gets_some():
    error, _ = refusal(fault("RequestError"))
    assert error.message == "The upstream refused GetQualificationType and did not say why."


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (
            "The value 11 is invalid for MaxResults. Valid values range from 60 to 31536000. (16)",
            "AWS.ParameterOutOfRange",
        ),
        ("Member must have value less than or equal to 100", "AWS.ParameterOutOfRange"),
        ("Member must satisfy enum value set: [A, B]", "AWS.InvalidEnumeratedParameter"),
        ('The value "A" is not valid for the parameter WorkerId. (1631094715163 s)', INVALID),
    ],
)
def test_what_the_upstream_says_of_a_parameter_gets_its_legacy_code(message, code):
    error, calls = refusal(fault("ParameterValidationError", message))
    assert (error.code, error.message, calls) == (code, message, 1)


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        (
            ModernCall("GetQualificationType", {}),
            INVALID,
            "The parameter QualificationTypeId is required.",
        ),
        (
            ModernCall("ListHITs", {"MaxResults": 0}),
            "AWS.ParameterOutOfRange",
            "The value of the parameter MaxResults is out of range: it is at least 1.",
        ),
        (
            ModernCall("ListHITs", {"MaxResults": "ten\nthousand"}),
            INVALID,
            "The value of the parameter MaxResults is not of the right type.",
        ),
        (
            ModernCall("GetHIT", {"HITId": ""}),
            INVALID,
            "The value of the parameter HITId is too short: its length is at least 1.",
        ),
        (
            ModernCall("CreateHITType", {**TYPE, "QualificationRequirements": [{}]}),
            INVALID,
            (
                f"The parameter {INNER}.QualificationTypeId is required."
                f" The parameter {INNER}.Comparator is required."
            ),
        ),
        (
            ModernCall("GetHIT", {"PageSize": 10}),
            INVALID,
            "The parameter HITId is required. There is no parameter PageSize.",
        ),
    ],
)
def test_what_boto_will_not_send_names_every_parameter(call, code, message):
    error, calls = refusal(answer_with({}), call=call)
    assert (error.code, error.message, calls) == (code, message, 0)


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "com.amazon.coral.service#AccessDeniedException",
    ],
)
def test_credentials_that_the_upstream_does_not_accept(code):
    told = "The Canonical String should have been host:127.0.0.1:8080"
    error, calls = refusal(fault(code, told, status=403), error=DeniedError)
    assert calls == 1
    assert "Canonical" not in str(error)


def test_an_account_whose_profile_does_not_exist(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    account = Account("OLDKEY", profile="nowhere")
    error, calls = refusal(answer_with({}), account=account, error=DeniedError)
    assert calls == 0
    assert "nowhere" not in str(error)


def test_no_credentials_anywhere(no_credentials):
    _, calls = refusal(answer_with({}), account=Account("OLDKEY"), error=DeniedError)
    assert calls == 0


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def test_credentials_that_are_given_later_are_found(no_credentials, monkeypatch):
    answer = {"QualificationType": {"QualificationTypeId": "3X"}}
    with current_stub(answer_with(answer)) as stub, live(stub.url) as upstreams:
        with pytest.raises(DeniedError):
            upstreams.open(Account("OLDKEY")).send(GET)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDLATER")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        assert upstreams.open(Account("OLDKEY")).send(GET) == answer
    assert [call.access_key_id for call in stub.calls] == ["AKIDLATER"]


ERRORS_WITHOUT_AN_OBJECT = [b"", b"null", b"[]", b"<html>busy</html>", b"\xff", b"[" * 200_000]
ERRORS_WITHOUT_AN_OBJECT += [b'{"__type":7,"Message":[]}', b'{"__type":null}']


@pytest.mark.parametrize("body", ERRORS_WITHOUT_AN_OBJECT, ids=range(len(ERRORS_WITHOUT_AN_OBJECT)))
@pytest.mark.parametrize(("status", "attempts"), [(503, 5), (505, 5), (403, 1), (404, 1), (302, 1)])
def test_any_other_status_is_unavailable_whatever_its_body(body, status, attempts):
    error, calls = refusal(answer_bytes(body, status), error=UnavailableError)
    assert f"status {status}" in str(error)
    assert calls == attempts


@pytest.mark.parametrize(
    "step",
    [
        fault("ThrottlingException", "Rate exceeded"),
        fault("SlowDown", status=503),
        answer_bytes(b"", 429),
    ],
)
def test_throttled_for_ever(step):
    _, calls = refusal(step, error=ThrottledError)
    assert calls == 5


def test_an_upstream_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        live(f"http://127.0.0.1:{port}") as upstreams,
        pytest.raises(UnavailableError, match="cannot be reached") as caught,
    ):
        upstreams.open(ACCOUNT).send(ModernCall("DeleteHIT", {"HITId": "H"}))
    assert str(port) not in str(caught.value)


def test_an_upstream_that_does_not_speak_tls():
    with (
        current_stub(answer_with({})) as stub,
        live(stub.url.replace("http", "https")) as upstreams,
        pytest.raises(UnavailableError, match="did not arrive"),
    ):
        upstreams.open(ACCOUNT).send(GET)
    assert stub.calls == []


def test_a_wrong_certificate_is_found_out_before_anything_is_sent():
    reason = urllib3.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed"))
    wrong = build_failure(boto.SSLError(endpoint_url="https://x:1", error=reason), GET)
    assert (wrong.retryable, wrong.outcome_unknown) == (False, False)
    assert "was not sent" in str(wrong.error)


@pytest.mark.parametrize(
    "reason",
    [None, ssl.SSLError(), urllib3.exceptions.SSLError(), ssl.SSLEOFError("EOF"), OSError()],
    ids=repr,
)
def test_an_error_of_tls_that_names_no_certificate_may_have_come_after_the_request(reason):
    stated = {} if reason is None else {"error": reason}
    broken = build_failure(
        boto.SSLError(endpoint_url="https://x:1", **{"error": None} | stated), GET
    )
    assert (broken.retryable, broken.outcome_unknown) == (True, True)
    assert "did not arrive" in str(broken.error)


@pytest.mark.parametrize(
    "error",
    [
        boto.NoRegionError(),
        boto.EndpointProviderError(msg="https://x:1 is bad"),
        boto.UnknownServiceError(service_name="mturk", known_service_names="s3"),
        boto.ProxyConnectionError(proxy_url="http://x:1", error="refused"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_else_boto_raises_is_ours_and_names_no_address(error):
    ours = build_failure(error, GET).error
    assert isinstance(ours, UnavailableError)
    assert "x:1" not in str(ours)


def test_a_refusal_on_the_way_to_credentials_is_about_credentials():
    sts = boto.ClientError(
        {"Error": {"Code": "ValidationError"}, "ResponseMetadata": {"HTTPStatusCode": 400}},
        "AssumeRole",
    )
    assert isinstance(build_failure(sts, GET).error, DeniedError)
