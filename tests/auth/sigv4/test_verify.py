"""Who may call the current API: botocore's own signatures, and all that is wrong with one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import pytest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as some
from support.serving import KEY, SECRET
from support.signed import HOST, signed

from adapter.auth.accounts import NO_SECRET, Accounts
from adapter.auth.sigv4 import header, signer
from adapter.auth.sigv4.verify import authenticate
from adapter.errors import AuthenticationError, ProtocolError
from adapter.model import Account, HttpRequest

ACCOUNT = Account(KEY, SECRET)
SECRETLESS = Account("SECRETLESS")
CLOSED = Accounts({KEY: ACCOUNT, "SECRETLESS": SECRETLESS})
# For requests that are signed while tests are collected.
PATIENT = Accounts({KEY: Account(KEY, SECRET, clock_limit_seconds=1_000_000)})
OPEN = Accounts()


def admitted(http, accounts=CLOSED, **moved):
    return authenticate(accounts, http, datetime.now(UTC) + timedelta(**moved))


def refusal(http, **moved):
    """Code and message of the one reason."""
    with pytest.raises(AuthenticationError) as caught:
        admitted(http, **moved)
    [problem] = caught.value.problems
    return problem.code, problem.message


def changed(http, **headers):
    """The request with other headers; None takes one away."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {**http.headers, **given}
    return replace(http, headers={name: each for name, each in kept.items() if each is not None})


def rewritten(http, old, new):
    """The request with something else in its Authorization."""
    before = http.headers["authorization"]
    assert old in before
    return changed(http, authorization=before.replace(old, new))


def test_what_botocore_signed_is_admitted():
    assert admitted(signed()) is ACCOUNT


@pytest.mark.parametrize(
    "options",
    [
        {"host": "mturk-requester.us-east-1.amazonaws.com"},
        {"host": "[::1]:8080"},
        {"body": b""},
        {"body": b'{"HITId": "\xe2\x98\x83"}'},
        {"query": "b=2&a=1&a=0&c"},
        {"query": "x=%20%2F&y=~"},
        {"region": "sandbox"},
        {"headers": {"X-Other": "  two   blanks  "}},
        {"headers": {"X-Amz-Content-SHA256": hashlib.sha256(b"{}").hexdigest()}},
    ],
)
def test_whatever_botocore_signs_is_admitted(options):
    assert admitted(signed(**options)) is ACCOUNT


def encoded(text):
    return quote(text, safe="-_.~")


tokens = some.text("abcXYZ019-_.~ /&=%é", max_size=8)


@given(
    body=some.binary(max_size=50),
    pairs=some.lists(some.tuples(tokens, tokens), max_size=4),
    headers=some.dictionaries(
        some.from_regex(r"X-[A-Za-z]{1,6}", fullmatch=True),
        some.text(some.characters(min_codepoint=32, max_codepoint=126), max_size=20),
        max_size=3,
    ).filter(lambda headers: len({name.lower() for name in headers}) == len(headers)),
    secret=some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1),
)
def test_our_check_agrees_with_botocores_signer(body, pairs, headers, secret):
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(text, safe='-_.~')}" for name, text in pairs
    )
    http = signed(body, query=query, headers=headers, credentials=Credentials(KEY, secret))
    claims = header.read(http)
    made = signer.sign(http, claims, http.headers["x-amz-date"], secret)
    assert made.signature == claims.signature
    other = replace(http, body=body + b" ")
    assert (
        signer.sign(other, claims, http.headers["x-amz-date"], secret).signature != claims.signature
    )


def test_another_host_in_the_target_than_was_signed_is_refused():
    code, message = refusal(replace(signed(), host="mturk-requester.us-east-1.amazonaws.com"))
    assert code == "InvalidSignatureException"
    assert "host:mturk-requester.us-east-1.amazonaws.com" in message


@pytest.mark.parametrize(
    "tampered",
    [
        replace(signed(), body=b'{"a": 1}'),
        replace(signed(), query=b"a=1"),
        replace(signed(), method="PUT"),
        changed(signed(), x_amz_target="MTurkRequesterServiceV20170117.CreateHIT"),
        changed(signed(), content_type="application/x-amz-json-1.0"),
        rewritten(signed(), "content-type;host", "host"),
        rewritten(signed(), "content-type;host", "accept;content-type;host"),
        signed(credentials=Credentials(KEY, "another")),
        signed(credentials=Credentials(KEY, NO_SECRET)),
        changed(signed(), authorization=signed().headers["authorization"][:-1] + "é"),
        rewritten(signed(), "Signature=", "Signature=0"),
    ],
)
def test_a_signature_of_something_else_is_refused(tampered):
    code, message = refusal(tampered)
    assert code == "InvalidSignatureException"
    assert message.startswith("The request signature we calculated does not match the signature")


def test_a_refusal_shows_what_should_have_been_signed_and_no_secret():
    http = signed(headers={"X-Mine": SECRET}, credentials=Credentials(KEY, "another"))
    _, message = refusal(http)
    day = http.headers["x-amz-date"][:8]
    canonical = (
        "'POST\n/\n\ncontent-type:application/x-amz-json-1.1\n"
        f"host:{HOST}\nx-amz-date:{http.headers['x-amz-date']}\n"
        "x-amz-target:MTurkRequesterServiceV20170117.GetAccountBalance\nx-mine:(secret)\n\n"
        "content-type;host;x-amz-date;x-amz-target;x-mine\n"
        f"{hashlib.sha256(b'{}').hexdigest()}'"
    )
    assert f"The Canonical String for this request should have been\n{canonical}" in message
    assert f"{day}/us-east-1/mturk-requester/aws4_request\n" in message
    assert SECRET not in message
    assert header.read(http).signature not in message


def test_a_long_header_is_not_repeated_whole():
    many = {f"X-{n}": "x" * 1000 for n in range(100)}
    _, message = refusal(signed(headers=many, credentials=Credentials(KEY, "another")))
    assert len(message) < 20_000


@pytest.mark.parametrize("key", ["NOBODY", "SECRETLESS", "a/b", ""])
def test_a_key_that_proves_nobody_is_refused_and_not_repeated(key):
    for secret in (SECRET, NO_SECRET):
        http = signed(credentials=Credentials(key or "x", secret))
        code, message = refusal(http)
        assert code == "UnrecognizedClientException"
        assert message.startswith("The security token included in the request is invalid.")
        assert (key or "NOBODY") not in message


def test_a_session_token_is_refused_where_signatures_are_verified():
    code, message = refusal(signed(credentials=Credentials(KEY, SECRET, "token")))
    assert code == "UnrecognizedClientException"
    assert "X-Amz-Security-Token" in message


@pytest.mark.parametrize(
    ("http", "told"),
    [
        (
            signed(region="eu-west-1"),
            "Credential should be scoped to a valid region, not 'eu-west-1'. Set the program's reg",
        ),
        (
            signed(service="mturk"),
            "Credential should be scoped to correct service: 'mturk-requester', not 'mturk'.",
        ),
        (
            changed(signed(), x_amz_date="20180601T120000Z"),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from ",
        ),
        (
            rewritten(signed(), "host;", ""),
            "'host' must be a 'SignedHeader' in the AWS Authorization. Sign it, too.",
        ),
        (
            rewritten(signed(), "x-amz-date;x-amz-target", "x-amz"),
            "'x-amz-target' and 'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            changed(signed(), x_amz_content_sha256=hashlib.sha256(b"[]").hexdigest()),
            "The value of X-Amz-Content-SHA256 is not the SHA-256 of the body that arrived.",
        ),
        (
            signed(headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}),
            "The value of X-Amz-Content-SHA256 is not the SHA-256 of the body that arrived.",
        ),
    ],
)
def test_a_signature_for_something_else_is_told_what_was_expected(http, told):
    code, message = refusal(http)
    assert code == "InvalidSignatureException"
    assert message.startswith(told)


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ({"seconds": 1000}, "Signature expired: "),
        ({"seconds": -1000}, "Signature not yet current: "),
    ],
)
def test_a_signature_of_another_time_is_refused(moved, told):
    code, message = refusal(signed(), **moved)
    assert code == "InvalidSignatureException"
    assert message.startswith(told)
    assert "by 900 seconds" in message


def test_the_clock_limit_is_the_accounts():
    assert admitted(signed(), PATIENT, seconds=999_000).access_key_id == KEY
    assert admitted(signed(), seconds=890) is ACCOUNT


def test_a_wrong_signature_is_not_told_of_its_time():
    code, message = refusal(signed(credentials=Credentials(KEY, "another")), days=400)
    assert "expired" not in message
    assert code == "InvalidSignatureException"


def test_the_date_header_will_do():
    # Given a Date, botocore writes its own time there and leaves X-Amz-Date out.
    http = signed(headers={"Date": "x"})
    assert "x-amz-date" not in http.headers
    assert admitted(http) is ACCOUNT


@pytest.mark.parametrize(
    ("http", "told"),
    [
        (changed(signed(), x_amz_date=None), "Authorization header requires existence of either a"),
        (changed(signed(), x_amz_date="2018-06-01T12:00:00Z"), "Date must be in ISO-8601 'basic"),
        (changed(signed(), x_amz_date="20180231T120000Z"), "Date must be in ISO-8601 'basic"),
        (
            changed(signed(), x_amz_date="\u0662\u0660180601T120000Z"),
            "Date must be in ISO-8601 'basic",
        ),
        (changed(signed(), x_amz_date=None, date="yesterday"), "Date must be in ISO-8601 'basic"),
        (
            changed(signed(), authorization="Basic dTpw"),
            "Authorization has to begin with AWS4-HMAC",
        ),
        (changed(signed(), authorization="AWS KEY:signature"), "Authorization has to begin with"),
        (
            changed(signed(), authorization="AWS4-ECDSA-P256-SHA256 Credential=a"),
            "Authorization has to begin with AWS4-HMAC-SHA256",
        ),
        (
            changed(signed(), authorization="AWS4-HMAC-SHA256"),
            " ".join(
                f"Authorization header requires '{name}' parameter."
                for name in ("Credential", "Signature", "SignedHeaders")
            ),
        ),
        (
            rewritten(signed(), "Signature=", "Signature"),
            "Authorization header requires 'Signature' parameter.",
        ),
        (
            rewritten(signed(), "SignedHeaders=", "Signature=x, SignedHeaders="),
            "Authorization header requires Credential, Signature, SignedHeaders, each once.",
        ),
        (
            rewritten(signed(), "/aws4_request", ""),
            "Credential must have exactly 5 slash-delimited",
        ),
        (rewritten(signed(), f"{KEY}/", ""), "Credential must have exactly 5 slash"),
        (rewritten(signed(), "aws4_request", "aws4"), "Credential must have exactly 5"),
        (signed(query="X-Amz-Signature=x"), "The signature came in the query string."),
        (signed(query="a=1&x-amz-algorithm=AWS4-HMAC-SHA256"), "The signature came in the query"),
    ],
)
def test_a_signature_that_is_not_whole_is_refused(http, told):
    code, message = refusal(http)
    assert code == "IncompleteSignatureException"
    assert message.startswith(told)


@pytest.mark.parametrize("authorization", [None, "", "  "])
def test_no_signature_at_all_has_its_own_code(authorization):
    http = changed(signed(), authorization=authorization)
    code = ("MissingAuthenticationTokenException", "Missing Authentication Token")
    assert refusal(http) == code


@given(some.text(max_size=60), some.text(max_size=20))
def test_any_header_is_refused_in_one_of_awss_codes(authorization, date):
    for text in (authorization, f"AWS4-HMAC-SHA256 {authorization}"):
        code, _ = refusal(changed(signed(), authorization=text, x_amz_date=date))
        assert code.endswith("Exception")


def test_a_date_without_a_zone_is_in_utc():
    http = changed(signed(), x_amz_date=None, date="Fri, 01 Jun 2018 12:00:00 -0000")
    assert "'20180601', from '20180601T120000Z'" in refusal(http)[1]


def test_a_time_near_the_end_of_the_calendar_is_no_failure():
    far = format_datetime(datetime(9999, 12, 31, 23, 59, tzinfo=UTC)).replace("+0000", "-1400")
    code, _ = refusal(changed(signed(), x_amz_date=None, date=far))
    assert code == "IncompleteSignatureException"


# Where any key is accepted


@pytest.mark.parametrize(
    ("http", "key"),
    [
        (signed(credentials=Credentials("ANY", "thing")), "ANY"),
        (signed(credentials=Credentials("ANY", "thing", "token"), region="mars"), "ANY"),
        (changed(signed(), authorization=None, x_amz_date=None), "demo"),
        (changed(signed(), authorization="Bearer x"), "demo"),
        (changed(signed(), authorization="AWS4-HMAC-SHA256 Credential=ANY/x"), "ANY"),
    ],
)
def test_any_key_is_an_account(http, key):
    assert admitted(http, OPEN, days=1000) == Account(key)


def test_a_key_that_is_too_long_for_one_is_refused():
    assert admitted(signed(credentials=Credentials("K" * 128, "x")), OPEN) == Account("K" * 128)
    with pytest.raises(AuthenticationError, match="at most 128 characters"):
        admitted(signed(credentials=Credentials("K" * 129, "x")), OPEN)


def test_a_signature_beforehand_is_refused_there_too():
    with pytest.raises(AuthenticationError, match="query string"):
        admitted(signed(query="X-Amz-Credential=ANY"), OPEN)


@pytest.mark.parametrize(
    "http",
    [
        changed(signed(), origin="https://evil.example"),
        changed(signed(), sec_fetch_site="cross-site"),
        signed(host="evil.example"),
    ],
)
def test_a_web_page_is_refused_there_and_cannot_sign_elsewhere(http):
    with pytest.raises(ProtocolError, match="a web page may have sent"):
        OPEN.check_page(http)
    assert admitted(http, PATIENT).access_key_id == KEY


def test_a_request_without_anything_is_the_demo_account():
    assert admitted(HttpRequest("POST", "", "/", b"", {}, b""), OPEN) == Account("demo")
