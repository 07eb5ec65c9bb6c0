"""Who is admitted as which account, and what the others are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapter.auth.accounts import DEMO, Accounts
from adapter.auth.legacy.signature import build_service_text, build_v1_text, sign
from adapter.auth.legacy.verify import authenticate
from adapter.errors import AuthenticationError, ProtocolError
from adapter.legacy_api import query
from adapter.model import Account, HttpRequest

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

NOON = datetime(2016, 1, 2, 12, 0, 0, tzinfo=UTC)
STAMP = "2016-01-02T12:00:00Z"
SECRET = "top/secret+"
ACCOUNT = Account("KEY", SECRET)
PATIENT = Account("PATIENT", "other", clock_limit_seconds=7200)
CLOSED = Accounts({each.access_key_id: each for each in (ACCOUNT, PATIENT)})
OPEN = Accounts(hosts=frozenset({"turk.example"}))


def http(pairs=(), host="127.0.0.1:8080", **headers):
    raw = "&".join(f"{name}={text}" for name, text in pairs).replace("+", "%2B").encode()
    return HttpRequest("GET", host, "/", raw, headers, b"")


def signed(timestamp=STAMP, key="KEY", secret=SECRET, operation="GetHIT"):
    signature = sign(secret, build_service_text(operation, timestamp))
    return claims(timestamp, key, signature, operation)


def claims(timestamp=STAMP, key="KEY", signature="c2ln", operation="GetHIT", **more):
    pairs = {
        "Operation": operation,
        "Timestamp": timestamp,
        "AWSAccessKeyId": key,
        "Signature": signature,
        **more,
    }
    sent = {name: text for name, text in pairs.items() if text is not None}
    return query.read(http(sent.items())).claims


def problem(claimed, now=NOON, accounts=CLOSED):
    with pytest.raises(AuthenticationError) as refused:
        authenticate(accounts, claimed, now)
    (only,) = refused.value.problems
    assert SECRET not in str(refused.value) + str(only.data)
    right = [sign(SECRET, text) for text in claimed.strings_to_sign]
    assert not any(text in str(only) for text in right if text != claimed.signature)
    return only


def test_a_right_signature_is_admitted():
    assert authenticate(CLOSED, signed(), NOON) is ACCOUNT


def test_verified_calls_may_come_from_anywhere():
    page = http(host="evil.example", origin="https://evil.example")
    assert CLOSED.check_page(page) is None


def test_botos_form_is_admitted():
    pairs = {"Operation": "GetHIT", "AWSAccessKeyId": "KEY", "SignatureVersion": "1"}
    pairs |= {"Timestamp": "2016-01-02T12:00:00"}
    pairs["Signature"] = sign(SECRET, build_v1_text(pairs.items()))
    assert authenticate(CLOSED, query.read(http(pairs.items())).claims, NOON) is ACCOUNT


@pytest.mark.parametrize(
    "timestamp",
    [
        "2016-01-02T12:00:00Z",
        "2016-01-02T12:00:00",
        "2016-01-02T12:00:00.321Z",
        "2016-01-02T12:00:00.1",
        "2016-01-02T12:00:00.123456789012Z",
        "2016-01-02T14:00:00+02:00",
        "2016-01-02T07:30:00.000-04:30",
        "2016-01-02T11:45:00Z",
        "2016-01-02T12:15:00Z",
    ],
)
def test_timestamps_of_this_moment(timestamp):
    assert authenticate(CLOSED, signed(timestamp), NOON) is ACCOUNT


@pytest.mark.parametrize(
    "timestamp",
    [
        "2016-01-02T11:44:59Z",
        "2016-01-02T12:15:00.001Z",
        "2016-01-02T12:00:00+02:00",
        "2016-01-02T14:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_timestamps_of_another_moment(timestamp):
    told = problem(signed(timestamp))
    assert told.code == "RequestExpired"
    assert told.message == (
        f"Request has expired. Timestamp date is {timestamp}. "
        "Our current system time: 2016-01-02T12:00:00Z; the two may differ by 900 seconds. Correct "
        "the program's clock and time zone, or raise this account's clock_limit_seconds."
    )


def test_the_clock_limit_is_the_accounts_own():
    ahead = "2016-01-02T14:00:00Z"
    assert authenticate(CLOSED, signed(ahead, "PATIENT", "other"), NOON) is PATIENT
    assert problem(signed("2016-01-02T14:00:01Z", "PATIENT", "other")).code == "RequestExpired"


@pytest.mark.parametrize(
    "timestamp",
    [
        "20190419T110427Z",
        "2016-01-02",
        "2016-01-02 12:00:00",
        "2016-01-02T12:00:00z",
        "2016-01-02T12:00:00 Z",
        "2016-01-02T12:00Z",
        "2016-13-02T12:00:00Z",
        "2016-01-02T25:00:00Z",
        "2016-01-02T12:00:00+24:00",
        "2016-01-02T12:00:00.Z",
        "\u0662016-01-02T12:00:00Z",
        "2016-01-02T12:00:00Z\n",
        "1451736000",
        "None",
        "x" * 1000,
    ],
)
def test_what_is_no_timestamp(timestamp):
    told = problem(replace(claims(), timestamp=timestamp))
    assert told.code == "InvalidParameterValue"
    assert told.message.startswith(f"Value ({timestamp[:10].strip()}")
    assert "Must be in ISO8601 format, such as 2012-02-16T20:30:47Z" in told.message
    assert len(told.message) < 250
    assert "\n" not in told.message


@pytest.mark.parametrize(
    ("lacking", "names"),
    [
        ({"key": None}, "AWSAccessKeyId"),
        ({"signature": None}, "Signature"),
        ({"timestamp": None}, "Timestamp"),
        ({"key": "", "signature": "", "timestamp": ""}, "AWSAccessKeyId, Signature, Timestamp"),
    ],
)
def test_missing_credentials(lacking, names):
    told = problem(claims(**lacking))
    assert told.code == "AWS.MissingParameters"
    assert told.message.startswith(
        "Your request is missing required parameters. "
        f"Required parameters include {names}. This adapter verifies signatures"
    )


@pytest.mark.parametrize("key", ["key", "KEY ", "UNKNOWN", SECRET])
def test_an_unknown_key_is_not_repeated(key):
    told = problem(signed(key=key))
    assert told.code == "AWS.NotAuthorized"
    assert told.message.startswith(
        "The identity contained in the request is not authorized to use this AWSAccessKeyId"
    )
    assert "no account here has it" in told.message


def test_a_key_that_is_the_text_none_is_unknown():
    assert "it is the text None" in problem(signed(key="None")).message


@pytest.mark.parametrize("secret", [None, ""])
def test_an_account_without_a_secret_admits_nobody(secret):
    accounts = Accounts({"KEY": Account("KEY", secret)})
    for guess in ("", "no account has this secret"):
        assert problem(signed(secret=guess), accounts=accounts).code == "AWS.NotAuthorized"


def test_no_account_admits_nobody():
    assert problem(signed(), accounts=Accounts({})).code == "AWS.NotAuthorized"


def test_a_wrong_signature_is_told_as_captured():
    wrong = sign("wrong", "text")
    told = problem(claims(signature=wrong))
    signs = "AWSMechanicalTurkRequesterGetHIT2016-01-02T12:00:00Z"
    assert told.code == "AWS.BadClaimsSupplied"
    assert told.data == (
        ("CustomerSignature", wrong),
        ("StringToSign", signs),
        ("SystemTime", "2016-01-02T12:00:00Z"),
    )
    assert told.message == (
        "The specified claims are invalid. Based on your request, your signature should be "
        f"generated using the following string: {signs}. Check that the program has the secret "
        "of this key, and signs exactly what it sends. "
        "Our current system time: 2016-01-02T12:00:00Z."
    )


def without_mark():
    return build_v1_text(
        {"Operation": "GetHIT", "Timestamp": STAMP, "AWSAccessKeyId": "KEY"}.items()
    )


@pytest.mark.parametrize(
    ("claimed", "advice"),
    [
        (claims(signature="None"), "is the text None: the program has no secret key"),
        (claims(signature="ab cd"), "percent-encode + as %2B"),
        (claims(signature="zzz"), "not the Base64 text of an HMAC-SHA1"),
        (claims(signature=sign(SECRET, f"GetHIT{STAMP}")), "sign AWSMechanicalTurkRequester in"),
        (claims(signature=sign(SECRET, without_mark())), "send SignatureVersion=1 with it"),
        (
            claims(
                signature=sign(SECRET, build_service_text("GetHIT", STAMP)), SignatureVersion="1"
            ),
            "leave out SignatureVersion=1",
        ),
    ],
)
def test_what_looks_wrong_with_a_signature(claimed, advice):
    assert advice in problem(claimed).message


def test_a_signed_mark_that_was_not_sent():
    pairs = {"Operation": "GetHIT", "Timestamp": STAMP, "AWSAccessKeyId": "KEY"}
    text = build_v1_text({**pairs, "SignatureVersion": "1"}.items())
    assert "send SignatureVersion=1" in problem(claims(signature=sign(SECRET, text))).message


@pytest.mark.parametrize(
    ("now", "where"),
    [
        (NOON + timedelta(hours=2), "Your timestamp is 7200 seconds behind our clock"),
        (NOON - timedelta(hours=1), "Your timestamp is 3600 seconds ahead of our clock"),
    ],
)
def test_a_wrong_clock_is_named_with_a_wrong_signature(now, where):
    told = problem(claims(), now)
    assert told.code == "AWS.BadClaimsSupplied"
    assert where in told.message


def test_a_secret_sent_as_a_parameter_is_not_repeated():
    more = {"SignatureVersion": "1", "AWSSecretAccessKeyId": SECRET}
    told = problem(claims(**more))
    assert "AWSSecretAccessKeyId(secret)Operation" in told.message
    assert problem(claims(signature=SECRET)).data[0] == ("CustomerSignature", "(secret)")


def test_a_question_is_not_repeated_in_full():
    told = problem(claims(SignatureVersion="1", Question="q\n" * 100_000))
    assert len(told.message) < 2000
    assert "\n" not in told.message


@pytest.mark.parametrize(
    ("claimed", "key"),
    [
        (claims(), "KEY"),
        (claims(key="Some One", signature=None, timestamp=None), "Some One"),
        (claims(key=None), DEMO),
        (claims(key=""), DEMO),
        (claims(key="None"), "None"),
        (claims(timestamp="yesterday"), "KEY"),
        (claims(timestamp="2005-01-01T00:00:00Z"), "KEY"),
    ],
)
def test_an_open_gate_takes_any_key(claimed, key):
    assert authenticate(OPEN, claimed, NOON) == Account(key)


@pytest.mark.parametrize(
    "page",
    [
        http(host="evil.example"),
        http(origin="https://evil.example"),
        http(host="turk.example", **{"sec-fetch-site": "cross-site"}),
        http(host="turk.example", referer="https://evil.example/"),
    ],
)
def test_an_open_gate_takes_no_web_page(page):
    with pytest.raises(ProtocolError):
        OPEN.check_page(page)


def test_an_open_gate_knows_its_configured_names():
    assert OPEN.check_page(http(host="turk.example:80")) is None


@UNHURRIED
@given(
    key=some.sampled_from(["KEY", "X"]) | some.text(),
    timestamp=some.sampled_from([STAMP, "0001-01-01T00:00:00+14:00"]) | some.text(),
    signature=some.text(),
)
def test_any_claims_are_judged(key, timestamp, signature):
    claimed = replace(claims(), access_key_id=key, timestamp=timestamp, signature=signature)
    with pytest.raises(AuthenticationError):
        authenticate(CLOSED, claimed, NOON)
