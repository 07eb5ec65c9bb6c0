"""No secret is left anywhere, and the rest is."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import (
    ACCOUNT,
    BODY,
    EXCHANGE,
    KEY,
    REQUEST,
    SECRET,
    SIGNATURE,
    UPSTREAM_KEY,
    UPSTREAM_SECRET,
    exchange,
    listing,
    page,
)

from adapter.legacy_api import query
from adapter.model import Account, HttpRequest, HttpResponse
from adapter.recordings import Case, Failure, FailureKind, Origin
from adapter.recordings.files import write_case
from adapter.recordings.redaction import redact
from adapter.recordings.request_text import read_request, write_request
from adapter.redaction import is_secret

SECRETS = (KEY, SECRET, SIGNATURE, UPSTREAM_KEY, UPSTREAM_SECRET)


def written(made):
    """Every byte of the case that is made of the exchange."""
    clean = redact(made)
    case = Case(
        "X/x", Origin.RECORDED, "x", clean.context, clean.request, clean.calls, clean.response
    )
    return b"\n".join(write_case(case).values()) + repr(clean.parameters).encode()


def assert_clean(content, *secrets):
    for secret in secrets:
        for spelled in (secret, quote(secret), quote(secret, safe="")):
            assert spelled.encode() not in content


def form(body=b"", query=b"", **headers):
    request = replace(REQUEST, body=body, query=query, headers={**REQUEST.headers, **headers})
    return redact(exchange(request=request)).request


def test_key_and_signature_go_and_the_call_still_reads():
    clean = redact(EXCHANGE).request
    assert clean.body == BODY.replace(KEY.encode(), b"REDACTED").replace(
        b"UKgYwDOkwlX%2FyBwKTcc7vj4OAUQ%3D", b"REDACTED"
    )
    assert dict(parse_qsl(clean.body.decode()))["AWSAccessKeyId"] == "REDACTED"
    assert redact(EXCHANGE).account == Account("REDACTED")


@pytest.mark.parametrize(
    "name",
    [
        *("AWSAccessKeyId", "awsaccesskeyid", "AWSAccessKey", "Signature", "Signature.1"),
        *("AWSSecretAccessKey", "AWSSecretAccessKeyId", "aws_secret_access_key", "SecretKey"),
        *("SecurityToken", "X-Amz-Security-Token", "SessionToken", "X-Amz-Signature"),
        *("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "Credential", "Password"),
        "X-Amz-Credential",
    ],
)
def test_a_secret_by_any_name(name):
    assert is_secret(name)
    clean = form(
        f"a=b&{quote(name)}=hunter2hunter2&c=d".encode(), name.encode() + b"=hunter2hunter2"
    )
    assert clean.body == f"a=b&{quote(name)}=REDACTED&c=d".encode()
    assert clean.query == name.encode() + b"=REDACTED"
    assert form(**{name.lower(): "hunter2"}).headers[name.lower()] == "REDACTED"


@pytest.mark.parametrize(
    "name",
    ["SignatureVersion", "UniqueRequestToken", "NextToken", "Timestamp", "Operation", "Keywords"],
)
def test_what_is_no_secret_stays(name):
    body = f"{name}=some-text-or-other&%4fdd+=%41%c3".encode()
    assert form(body).body == body


def test_an_empty_value_stays_empty():
    assert form(b"AWSAccessKeyId=&Signature&a=b").body == b"AWSAccessKeyId=&Signature&a=b"


def test_a_name_that_is_percent_encoded():
    assert form(b"%41WSAccessKeyId=anything").body == b"%41WSAccessKeyId=REDACTED"


@pytest.mark.parametrize(
    "body",
    [
        "<a:AWSAccessKeyId>{0}</a:AWSAccessKeyId><Signature x='y'>{1}</Signature><T>t {0}</T>",
        "<AWSSecretAccessKeyId><![CDATA[{0}]]></AWSSecretAccessKeyId>\n<Signature>{1}</Signature>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_soap_in_any_encoding(body, encoding):
    full = f"<E>{body}<Q>&lt;secret a=&quot;b&quot;&gt; &amp; more</Q></E>"
    raw = full.format("some-other-key", "c2lnbmF0dXJl").encode(encoding)
    clean = form(raw).body.decode(encoding)
    assert clean.replace("<![CDATA[", "").replace("]]>", "") == (
        full.format("REDACTED", "REDACTED").replace("<![CDATA[", "").replace("]]>", "")
    )


def test_the_key_goes_wherever_it_turns_up():
    body = (
        f"AWSAccessKeyId={KEY}&Query=by+{KEY}%21&{KEY}=1&Sig=%4cEGACYTESTKEY&Raw=x{KEY}y".encode()
    )
    made = exchange(
        parameters=(("Query", f"by {KEY}!"),),
        request=replace(
            REQUEST,
            host=f"user:password@{REQUEST.host}",
            path=f"/{KEY}/",
            query=f"k={KEY}".encode(),
            headers={"referer": f"http://x/?{KEY}", "user-agent": UPSTREAM_SECRET},
            body=body,
        ),
        calls=(
            listing(page(f"R-{KEY}", UPSTREAM_KEY), Query=[{"a": SECRET}]),
            listing(Failure(FailureKind.REFUSED, f"{KEY} may not", "AWS.X")),
        ),
        response=HttpResponse(200, f"<a>{KEY}\xe9 {UPSTREAM_KEY}</a>".encode()),
    )
    assert_clean(written(made), *SECRETS)
    clean = redact(made)
    assert clean.request.body == (
        b"AWSAccessKeyId=REDACTED&Query=by+REDACTED%21&REDACTED=1&Sig=REDACTED&Raw=xREDACTEDy"
    )
    assert clean.request.host == REQUEST.host
    assert clean.response.body == "<a>REDACTED\xe9 REDACTED</a>".encode()
    assert (
        clean.calls[0].answer["QualificationRequests"][0]["QualificationRequestId"] == "R-REDACTED"
    )
    assert clean.calls[1].answer == Failure(FailureKind.REFUSED, "REDACTED may not", "AWS.X")
    assert clean.calls[0].call.operation == made.calls[0].call.operation


def test_what_stood_under_a_secrets_name_goes_elsewhere_too():
    body = b"AWSSecretAccessKey=a%2Fb%2Bc%3Dd12&Reason=a%2fb%2bc%3dd12+and+a/b%2Bc=d12"
    made = exchange(
        request=replace(REQUEST, body=body), response=HttpResponse(200, b"<a>a/b+c=d12</a>")
    )
    assert_clean(written(made), "a/b+c=d12")


def test_amazons_own_keys_go_whoever_they_belong_to():
    made = exchange(response=HttpResponse(400, b"<M>AKIAIOSFODNN7EXAMPLE is not known</M>"))
    assert redact(made).response.body == b"<M>REDACTED is not known</M>"


def test_a_short_key_is_a_word_and_no_secret():
    account, body = Account("demo", secret=""), b"AWSAccessKeyId=demo&Keywords=demo%2C+demographic"
    clean = redact(exchange(account=account, request=replace(REQUEST, body=body))).request
    assert clean.body == b"AWSAccessKeyId=REDACTED&Keywords=demo%2C+demographic"


CAPTURES = [
    json.loads(line)
    for file in sorted((Path(__file__).parents[1] / "captures").glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("transport", ["REST", "SOAP"])
def test_real_requests_still_read_as_the_same_calls(transport):
    requests = [
        HttpRequest(
            method=each["method"],
            host="mechanicalturk.amazonaws.com",
            path=each["path"],
            query=each["query"].encode(),
            headers={name.lower(): text for name, text in each["headers"]},
            body=each["body"].encode(),
        )
        for each in CAPTURES
        if each["transport"] == transport
    ]
    assert len(requests) > 10
    for http in requests:
        clean = redact(exchange(request=http)).request
        again = read_request(write_request(clean))
        assert again.body == clean.body
        assert_clean(again.body + again.query, KEY)
        if transport == "REST":
            before, after = query.read(http), query.read(again)
            assert after.calls == before.calls
            assert after.claims.access_key_id == after.claims.signature == "REDACTED"
            assert before.claims.signature not in after.claims.strings_to_sign[0]
        else:
            xml = re.sub(r"(AWSAccessKeyId|Signature)>[^<]+<", r"\1>REDACTED<", http.body.decode())
            assert again.body.decode() == xml


@pytest.mark.parametrize("names", [("Signature", "SecretKey"), ("SecretKey", "Signature")])
def test_a_secret_that_begins_with_another_goes_whole(names):
    shorter, longer = "abcdefgh", "abcdefghijklmnop"
    body = f"{names[0]}={shorter}&{names[1]}={longer}&Reason=it+was+{longer}.".encode()
    answer = f"<Reason>{longer}</Reason><Reason>{shorter}</Reason>".encode()
    made = exchange(
        request=replace(REQUEST, body=body),
        response=HttpResponse(200, answer),
        calls=(listing({"NextToken": f"{longer}!"}, Reason=longer),),
    )
    assert_clean(written(made), shorter, longer, "ijklmnop")


def test_one_account_key_that_holds_another_goes_whole():
    account = Account("KEYKEYKEY", secret="KEYKEYKEY/and/its/end")
    clean = redact(exchange(account=account, response=HttpResponse(200, b"KEYKEYKEY/and/its/end")))
    assert clean.response.body == b"REDACTED"


@pytest.mark.parametrize("around", [b"\xff\xfa", b"caf\xe9 ", b"\xc3"], ids=["raw", "latin", "cut"])
def test_bytes_that_are_not_utf_8_stay_and_the_secret_among_them_goes(around):
    body = b"Signature=" + quote(SIGNATURE).encode() + b"&Reason=" + around + SIGNATURE.encode()
    made = exchange(
        request=replace(REQUEST, body=body),
        response=HttpResponse(200, around + SIGNATURE.encode() + around),
    )
    clean = redact(made)
    assert clean.response.body == around + b"REDACTED" + around
    assert_clean(clean.request.body, SIGNATURE)
    assert clean.request.body.startswith(b"Signature=REDACTED&Reason=")
    assert unquote_to_bytes(clean.request.body.replace(b"+", b" ")).endswith(around + b"REDACTED")


def test_a_secret_that_is_not_utf_8_goes_wherever_it_turns_up():
    secret = b"\xfdsecret\xe9\xff"
    spelled = quote(secret).encode()
    body = b"SecretKey=" + spelled + b"&Reason=" + spelled
    answer = HttpResponse(200, secret + b" " + spelled)
    clean = redact(exchange(request=replace(REQUEST, body=body), response=answer))
    assert clean.request.body == b"SecretKey=REDACTED&Reason=REDACTED"
    assert clean.response.body == b"REDACTED REDACTED"


def test_a_secret_in_xml_that_is_as_short_as_a_word_goes_from_its_own_place():
    soap = b"<E><SecretKey> abc </SecretKey><Reason>abc</Reason></E>"
    assert form(soap).body == b"<E><SecretKey>REDACTED</SecretKey><Reason>abc</Reason></E>"


def test_a_body_with_a_document_type_is_not_recorded():
    with pytest.raises(ValueError, match="document type"):
        form(b'<!DOCTYPE E [<!ENTITY k "abc">]><E><SecretKey>&k;</SecretKey></E>')


def test_redacting_twice_changes_nothing_more():
    assert redact(redact(EXCHANGE)) == redact(EXCHANGE)


keys = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=16, max_size=24)
base64 = st.text("ABCDEFxyz0189+/", min_size=27, max_size=39).map(lambda text: f"{text}=")
around = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@given(keys, base64, base64, around, around, st.booleans())
def test_no_byte_of_a_secret_survives(key, secret, signature, before, after, raw):
    def put(text):
        told = f"{before}{text}{after}"
        return quote(told, safe="/+=" if raw else "").encode()

    pairs = {"AWSAccessKeyId": key.encode(), "Signature": quote(signature, safe="").encode()}
    pairs |= {"A": put(key), "B": put(secret), "C": put(signature), "Operation": b"X"}
    body = b"&".join(name.encode() + b"=" + value for name, value in pairs.items())
    told = f"{before}{key}{secret}{signature}{after}"
    made = exchange(
        account=replace(ACCOUNT, access_key_id=key, secret=secret),
        parameters=(("A", told),),
        request=replace(REQUEST, body=body, headers={"x": key, "authorization": f"AWS {key}"}),
        calls=(listing(page(told), A=told), listing(Failure(FailureKind.UNAVAILABLE, told))),
        response=HttpResponse(200, told.encode()),
    )
    content = written(made)
    assert_clean(content, key, secret, signature)
    names = [name for name, _ in parse_qsl(redact(made).request.body.decode())]
    assert names == list(pairs)


@pytest.mark.parametrize(
    "element",
    [
        "<AWSSecretAccessKeyId>\n TOPSECRETKEY12 </AWSSecretAccessKeyId>",
        "<AWSSecretAccessKey>TOPSECRETKEY12<?p ?></AWSSecretAccessKey>",
        "<AWSSecretAccessKey>TOPSECRETKEY12<x/></AWSSecretAccessKey>",
        "<AWSSecretAccessKey><Value>TOPSECRETKEY12</Value></AWSSecretAccessKey>",
        '<AWSSecretAccessKey v="TOPSECRETKEY12"/>',
        '<P name="AWSSecretAccessKey" value="TOPSECRETKEY12"/>',
    ],
)
def test_a_secret_in_xml_goes_however_it_is_written_and_wherever_it_stands(element):
    body = f"<E><Request>{element}<Reason>TOPSECRETKEY12</Reason></Request></E>".encode()
    http = HttpRequest("POST", "h", "/", b"", {"content-type": "text/xml"}, body)
    clean = redact(exchange(request=http, parameters=(("Reason", "TOPSECRETKEY12"),)))
    assert b"TOPSECRETKEY12" not in clean.request.body
    assert "TOPSECRETKEY12" not in str(clean.parameters)
