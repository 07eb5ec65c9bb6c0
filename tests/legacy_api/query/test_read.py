"""Calls in a query or a form: what is read, and what is refused in which words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from adapter.errors import ProtocolError
from adapter.legacy_api import query
from adapter.legacy_api.form import MAX_PAIRS
from adapter.legacy_api.wires import find_wire
from adapter.model import Envelope, HttpRequest

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

FORM = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}


def get(raw, path="/", method="GET"):
    return HttpRequest(method, "127.0.0.1:8080", path, raw, {}, b"")


def post(body, headers=FORM, raw=b"", method="POST"):
    return HttpRequest(method, "127.0.0.1:8080", "/", raw, headers, body)


def parameters(http):
    return query.read(http).calls[0].parameters


def problem(http):
    with pytest.raises(ProtocolError) as refused:
        query.read(http)
    (only,) = refused.value.problems
    return refused.value.status, only.code, only.message


def test_common_parameters_are_taken_out_and_response_groups_stay():
    raw = (
        b"Service=AWSMechanicalTurkRequester&Operation=GetHIT&Version=2014-08-15&Validate=1"
        b"&AWSAccessKeyId=KEY&Timestamp=2016-01-02T03:04:05Z&Signature=c2ln&Credential=x"
        b"&ResponseGroup.0=HITDetail&HITId=H"
    )
    envelope = query.read(get(raw))
    assert envelope.operation == "GetHIT"
    assert envelope.calls[0].parameters == (("ResponseGroup.0", "HITDetail"), ("HITId", "H"))
    assert envelope.claims.access_key_id == "KEY"
    assert envelope.claims.signature == "c2ln"
    assert envelope.claims.timestamp == "2016-01-02T03:04:05Z"
    assert envelope.claims.strings_to_sign == (
        "AWSMechanicalTurkRequesterGetHIT2016-01-02T03:04:05Z",
    )


def test_the_query_comes_before_the_body_and_is_merged_with_it():
    http = post(b"B=2&Operation=GetHIT", raw=b"A=1&Service=x")
    assert parameters(http) == (("A", "1"), ("B", "2"))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_is_read_whatever_the_method(method):
    assert parameters(post(b"Operation=GetHIT&HITId=H", method=method)) == (("HITId", "H"),)


def test_a_post_may_carry_all_in_its_query():
    assert parameters(post(b"", headers={}, raw=b"Operation=GetHIT&HITId=H")) == (("HITId", "H"),)


@pytest.mark.parametrize("path", ["/", "/onca/xml", ""])
def test_paths_of_the_service(path):
    assert query.read(get(b"Operation=Help", path)).operation == "Help"


@pytest.mark.parametrize(
    "raw",
    [
        b"Action=GetHIT",
        b"Action=GetHIT&Operation=GetHIT",
        b"Operation=&Action=GetHIT",
        b"Operation=GetHIT&Operation=GetHIT",
        b"Service=Wrong&Service=Other&Version=1999-01-01&Version=&Operation=GetHIT",
    ],
)
def test_the_operation_is_found(raw):
    assert query.read(get(raw)).operation == "GetHIT"
    assert parameters(get(raw)) == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"&A=1&&B=2&", (("A", "1"), ("B", "2"))),
        (b"A=1;B=2", (("A", "1;B=2"),)),
        (b"A=a+b%20c%2Bd", (("A", "a b c+d"),)),
        (b"A=x:y@z/w?~%7E", (("A", "x:y@z/w?~~"),)),
        (b"A=1&A=2", (("A", "1"), ("A", "2"))),
        (b"A&B=&=nameless&=", (("A", ""), ("B", ""))),
        (b"A=b=c", (("A", "b=c"),)),
        (b"A.1.%C3%A9=%C3%BC", (("A.1.é", "ü"),)),
        (b"A=\xc3\xbc", (("A", "ü"),)),
        (b"A=1%0D%0A2", (("A", "1\r\n2"),)),
    ],
)
def test_pairs(raw, expected):
    assert parameters(get(b"Operation=X&" + raw)) == expected
    assert parameters(post(b"Operation=X&" + raw)) == expected


def test_a_saved_body_ends_in_a_line_end_that_is_no_part_of_it():
    assert parameters(post(b"Operation=X&A=1\r\n")) == (("A", "1"),)


@pytest.mark.parametrize(
    "label",
    [
        None,
        "",
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-URLEncoded;charset=utf-8",
        "application/x-www-form-urlencoded, application/x-www-form-urlencoded",
        "text/plain",
        "application/octet-stream",
    ],
)
def test_a_form_is_a_form_under_any_plain_label(label):
    headers = {} if label is None else {"content-type": label}
    assert parameters(post(b"&Operation=X&A=1", headers)) == (("A", "1"),)


@pytest.mark.parametrize(
    ("label", "body", "what"),
    [
        ("application/json", b'{"Operation": "GetHIT"}', "JSON"),
        ("application/x-amz-json-1.1", b"{}", "JSON"),
        ("application/json", b"Operation=GetHIT", "JSON"),
        (FORM["content-type"], b' {"Operation": "GetHIT"}', "JSON"),
        (FORM["content-type"], b"[1]", "JSON"),
        ("multipart/form-data; boundary=x", b"--x\r\n", "multipart"),
        (
            FORM["content-type"],
            b'--x\r\nContent-Disposition: form-data; name="A"\r\n\r\n1\r\n--x--\r\n',
            "multipart",
        ),
        (FORM["content-type"], b"<?xml version='1.0'?><a/>", "XML"),
        (FORM["content-type"], b"\xef\xbb\xbf <a/>", "XML"),
        ("text/xml", b"Operation=GetHIT", "XML"),
        (FORM["content-type"], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary or compressed data"),
        (FORM["content-type"], b"\x1f\x8b\x08\0\0\0=&", "binary or compressed data"),
        (FORM["content-type"], b"Op\0eration=x", "binary or compressed data"),
    ],
)
def test_a_body_that_is_no_form_is_named_with_what_to_send(label, body, what):
    status, code, message = problem(post(body, {"content-type": label}))
    assert (status, code) == (400, "InvalidHttpRequest")
    assert message.startswith(f'The body came as {what}, with the Content-Type "{label}"')
    assert "application/x-www-form-urlencoded" in message


@pytest.mark.parametrize("raw", [b"", b"&", b"Operation=", b"operation=GetHIT", b"GetHIT"])
def test_no_operation(raw):
    status, code, message = problem(get(raw))
    assert (status, code) == (400, "AWS.MissingParameters")
    assert message.startswith(
        "Your request is missing required parameters. Required parameters include Operation."
    )
    assert "Operation=GetAccountBalance" in message


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        (b"Reason=%zz", 'value of the parameter "Reason" has a % without'),
        (b"Reason=100%", 'value of the parameter "Reason" has a % without'),
        (b"Reason=%4", 'value of the parameter "Reason" has a % without'),
        (b"Reason=%ff", 'value of the parameter "Reason" is not UTF-8'),
        (b"Reason=\xe9", 'value of the parameter "Reason" is not UTF-8'),
        (b"Reason=%ED%A0%80", 'value of the parameter "Reason" is not UTF-8'),
        (b"Reason=%C0%80", 'value of the parameter "Reason" is not UTF-8'),
        (b"Reason=a%00b", 'value of the parameter "Reason" contains a NUL'),
        (b"Reason=a\0b", 'value of the parameter "Reason" contains a NUL'),
        (b"Rea%00son=a", 'parameter name "Rea%00son" contains a NUL'),
        (b"Rea%ffson=a", 'parameter name "Rea%ffson" is not UTF-8'),
        (b"Rea\r\n%xson=a", 'parameter name "Rea\ufffd\ufffd%xson" has a % without'),
    ],
)
def test_bytes_that_are_no_text(pair, what):
    status, code, message = problem(post(b"Operation=X&" + pair))
    assert (status, code) == (400, "AWS.InvalidParameterValue")
    assert what in message


def test_a_long_name_is_shortened():
    _, _, message = problem(get(b"Operation=X&" + b"n" * 100_000 + b"=%"))
    assert "n" * 80 + "… (100000 characters)" in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"Operation=A&Operation=B", "Operation"),
        (b"Operation=A&Action=B", "Action and Operation"),
        (b"Operation=A&AWSAccessKeyId=1&AWSAccessKeyId=2", "AWSAccessKeyId"),
        (b"Operation=A&Signature=1&Signature=2", "Signature"),
        (b"Operation=A&Timestamp=1&Timestamp=2", "Timestamp"),
        (b"Timestamp=1&Timestamp=2&Operation=A&Operation=B", "Operation"),
    ],
)
def test_two_values_where_one_decides(raw, names):
    status, code, message = problem(get(raw))
    assert (status, code) == (400, "AWS.RestrictedParameterValueCombination")
    assert message == f"{names} came with 2 different values. Send one."
    assert problem(post(raw[raw.index(b"&") + 1 :], raw=raw))[0] == 400


def test_an_operation_that_is_missing_is_said_before_what_was_sent_twice():
    assert problem(get(b"Timestamp=1&Timestamp=2"))[1] == "AWS.MissingParameters"


def test_more_than_a_thousand_parameters_are_read():
    raw = b"Operation=CreateHIT" + b"".join(b"&P.%d=x" % each for each in range(2000))
    assert len(parameters(post(raw))) == 2000


def test_ten_thousand_parameters_are_refused():
    raw = b"Operation=CreateHIT" + b"&P=x" * 10_000
    status, code, message = problem(post(raw))
    assert (status, code) == (400, "InvalidHttpRequest")
    assert f"at most {MAX_PAIRS} are read" in message


def test_credentials_that_are_missing_or_empty_are_absent_but_none_is_a_text():
    claims = query.read(get(b"Operation=X&Signature=&Timestamp=None")).claims
    assert claims.access_key_id is None
    assert claims.signature is None
    assert claims.timestamp == "None"


def test_boto_signs_every_parameter_in_any_case_order():
    raw = b"b=2&Operation=X&a=1&AWSAccessKeyId=K&SignatureVersion=1&Signature=s&B=3"
    claims = query.read(get(raw)).claims
    assert claims.strings_to_sign == ("a1AWSAccessKeyIdKb2B3OperationXSignatureVersion1",)


def test_the_oldest_boto_sends_an_authorization_header_besides():
    raw = b"Action=GetHIT&SignatureVersion=1&Timestamp=2008-01-02T03:04:05&Signature=s&HITId=H"
    old = HttpRequest("GET", "127.0.0.1", "/", raw, {"authorization": "AWS KEY:sig"}, b"")
    assert query.read(old) == query.read(get(raw))
    assert query.read(old).claims.access_key_id is None
    assert parameters(old) == (("HITId", "H"),)


some_bytes = some.one_of(
    some.binary(max_size=200),
    some.lists(
        some.sampled_from(
            [b"Operation", b"Signature", b"=", b"&", b"%", b"+", b"%C3", b"\xff", b"\0", b"X", b"<"]
        )
    ).map(b"".join),
)


@UNHURRIED
@given(
    method=some.sampled_from(["GET", "POST", "PUT"]),
    host=some.text(max_size=30),
    path=some.sampled_from(["/", "/onca/xml", "/x"]) | some.text(max_size=30),
    raw=some_bytes,
    headers=some.dictionaries(
        some.sampled_from(["content-type", "soapaction", "host"]) | some.text(max_size=20),
        some.sampled_from(["text/xml", "application/json", ""]) | some.text(max_size=30),
        max_size=4,
    ),
    body=some_bytes,
)
@example("POST", "", "/", b"", {"content-type": "text/xml"}, b"<\0\xff")
def test_any_request_is_read_or_refused(method, host, path, raw, headers, body):
    http = HttpRequest(method, host, path, raw, headers, body)
    with suppress(ProtocolError):
        assert isinstance(find_wire(http).read(http), Envelope)
