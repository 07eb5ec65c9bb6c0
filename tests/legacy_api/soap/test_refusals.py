"""What may arrive instead of a SOAP call is refused, in the time of an ordinary one."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from support.soap import BARE, ENVELOPE, LATEST, TEXT, envelope, post, refusal, soap_call

from adapter.errors import ProtocolError
from adapter.legacy_api import soap
from adapter.legacy_api.schemas import build_namespace
from adapter.model import Envelope

QUESTION = '<ExternalQuestion xmlns="urn:q"><ExternalURL>https://a</ExternalURL></ExternalQuestion>'
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (TEXT.encode("latin-1"), "is not UTF-8 at byte"),
        (b"\xef\xbb\xbf" + TEXT.encode("latin-1"), "is not UTF-8 at byte"),
        (TEXT.replace("UTF-8", "UTF-16").encode(), "says that it is UTF-16 and is not"),
        (b"\xef\xbb\xbf" + TEXT.replace("UTF-8", "UTF-16").encode(),
         "says that it is UTF-16 but begins as UTF-8"),
        (TEXT.encode("utf-16"), "says that it is UTF-8 but begins as UTF-16-LE"),
        (BARE.encode("utf-16") + b"\0", "is not UTF-16-LE at byte"),
        (b"\xff\xfe" + BARE.encode(), "is not"),
        (BARE.encode("utf-32"), "has a character that XML cannot carry"),
        (TEXT.replace("UTF-8", "cp037").encode(), 'the encoding "cp037", which is not read'),
        (TEXT.replace("UTF-8", "rot13").encode(), 'the encoding "rot13", which is not read'),
    ],
)  # fmt: skip
def test_wrong_encodings(body, said):
    code, status, message = refusal(body, headers={"content-type": "text/xml"})
    assert (code, status) == ("InvalidHttpRequest", 400)
    assert said in message
    assert message.endswith("Send one SOAP 1.1 envelope.")


HEADER = f'<e:Header xmlns:e="{ENVELOPE}"><a:Security xmlns:a="urn:a" {{}}/></e:Header>'


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("", "InvalidHttpRequest", "not well-formed"),
        ("Operation=GetHIT", "InvalidHttpRequest", "not well-formed"),
        (TEXT[:-20], "InvalidHttpRequest", "not well-formed"),
        (TEXT + TEXT, "InvalidHttpRequest", "not well-formed"),
        (TEXT.replace("<HITId>", "<HITId>\0"), "InvalidHttpRequest", "XML cannot carry"),
        (TEXT.replace("<HITId>", "<HITId>&#0;"), "InvalidHttpRequest", "not well-formed"),
        (TEXT.replace("<HITId>", "<HITId>&nbsp;"), "InvalidHttpRequest", "not well-formed"),
        ("<GetHIT/>", "InvalidHttpRequest", 'is no SOAP envelope: its root is "GetHIT"'),
        (TEXT.replace(ENVELOPE, "http://www.w3.org/2003/05/soap-envelope"), "VersionMismatch",
         'in the namespace "http://www.w3.org/2003/05/soap-envelope". Send a SOAP 1.1'),
        ("<Envelope><Body/></Envelope>", "VersionMismatch", 'namespace ""'),
        (envelope("").replace("Body", "Bod"), "InvalidHttpRequest", "has no elements Body"),
        (envelope(f'</soapenv:Body><soapenv:Body><GetHIT xmlns="{LATEST}"/>'),
         "InvalidHttpRequest", "has 2 elements Body"),
        (envelope(""), "InvalidHttpRequest", "has no elements in Body"),
        (envelope(f'<GetHIT xmlns="{LATEST}"/>' * 2), "InvalidHttpRequest", "2 elements in Body"),
        (envelope(f'x<GetHIT xmlns="{LATEST}"/>'), "InvalidHttpRequest", "in the element Body"),
        (soap_call("GetHIT", "x<Request/>"), "InvalidHttpRequest", "text in the element GetHIT"),
        (soap_call("GetHIT", "<Request>x</Request>"), "InvalidHttpRequest",
         "in the element Request"),
        (soap_call("CreateHIT", "<Request><Reward>x<Amount/></Reward></Request>"),
         "InvalidHttpRequest", "text in the element Reward"),
        (soap_call("GetHIT", "<Request/>" * 101), "InvalidHttpRequest", "has 101 elements Request"),
        (soap_call("GetHIT", namespace="urn:x"), "InvalidHttpRequest",
         f'"urn:x", which is not the service\'s. Send it in "{LATEST}"'),
        (soap_call("GetHIT", namespace=LATEST + "/"), "InvalidHttpRequest", "not the service's"),
        (
            soap_call("GetHIT", namespace=build_namespace("2017-01-17")),
            "InvalidHttpRequest",
            "2017-01-17",
        ),
        (soap_call("GetHIT", namespace=""), "InvalidHttpRequest", 'in the namespace ""'),
        (envelope(f'<GetHIT xmlns="{LATEST}"/>', HEADER.format('e:mustUnderstand="1"')),
         "MustUnderstand", 'The header "Security" has to be understood'),
    ],
)  # fmt: skip
def test_what_is_no_call(body, code, said):
    found, status, message = refusal(body)
    assert (found, status) == (code, 400)
    assert said in message


def test_other_headers_are_left_alone():
    for attribute in ("", 'e:mustUnderstand="0"', 'mustUnderstand="1"'):
        body = envelope(f'<GetHIT xmlns="{LATEST}"/>', HEADER.format(attribute))
        assert soap.read(post(body)).operation == "GetHIT"


HUNDRED = "<Request><HITId>A</HITId></Request>" * 100


def test_a_hundred_requests_are_read():
    assert len(soap.read(post(soap_call("GetHIT", HUNDRED))).calls) == 100


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!DOCTYPE a>" + BARE, "declares a document type"),
        (f'<!DOCTYPE a SYSTEM "file:///etc/passwd">{BARE}', "declares a document type"),
        (f'<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:9/">]>{BARE}', "document type"),
        (f'<!DOCTYPE a [<!ENTITY a0 "x">{BOMB}]>{BARE.replace("é", "&a29;")}', "document type"),
        (f'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>{BARE}', "document type"),
        (envelope("<a>" * 100_000 + "</a>" * 100_000), "nested deeper than 50"),
        (soap_call("GetHIT", "<a>" * 1_000_000), "nested deeper than 50"),
        (soap_call("GetHIT", "<a/>" * 1_000_000), "has more than 20000 elements"),
        (soap_call("GetHIT", f"<Request>{'<a/>' * 1_000_000}</Request>"), "more than 20000"),
        (soap_call("GetHIT", "&lt;" * 900_000), "has text in the element GetHIT"),
        (soap_call("GetHIT", "<a" + " b=''" * 200_000), "well-formed"),
        ("x" * 50_000_000, "has 50000000 characters"),
        (b"\xff" * 50_000_000, "is not UTF-8 at byte 1"),
    ],
    ids=range(13),
)
def test_attacks_are_refused_at_once(body, said):
    start = time.process_time()
    assert said in refusal(body, headers={"content-type": "text/xml"})[2]
    assert time.process_time() - start < 2


def test_names_that_no_parameter_has_cost_nothing():
    deep = "<{0}>" * 40 + "<b/>" * 9_000 + "</{0}>" * 40
    inside = f"<Request>{deep.format('a' * 40_000)}</Request>"
    start = time.process_time()
    assert soap.read(post(soap_call("GetHIT", inside))).calls[0].parameters == ()
    assert time.process_time() - start < 2


def test_a_message_neither_grows_nor_breaks_lines():
    message = refusal(f"<{'a' * 5_000}/>")[2]
    assert len(message) < 400
    assert "\n" not in refusal(soap_call("GetHIT", namespace="a&#10;b"))[2]


SEEDS = (
    TEXT,
    soap_call("GetHIT", HUNDRED),
    soap_call("CreateHIT", f"<Request>{QUESTION}</Request>"),
)


@given(some.binary() | some.text().map(str.encode))
@example(b"")
@example(b"<")
@example(b"\xff\xfe")
@example(b"<\0")
@example(b"<?xml encoding='utf-16'?>")
def test_any_bytes_are_read_or_refused(body):
    assert_read_or_refused(body)


@given(some.sampled_from(SEEDS).map(str.encode), some.data())
def test_any_damage_is_read_or_refused(body, data):
    start = data.draw(some.integers(0, len(body)))
    end = data.draw(some.integers(start, min(len(body), start + 50)))
    assert_read_or_refused(body[:start] + data.draw(some.binary(max_size=20)) + body[end:])


PIECES = (
    "<Request>", "</Request>", "<a>", "</a>", "<b/>", "x", " ", "&lt;", "&x;", "<!--", "-->",
    "<?p?>", "<![CDATA[", "]]>", '<c xsi:nil="true"/>', "<Question>", "</Question>", "</d>",
    '<d xmlns="urn:d">', "<Signature>", "</Signature>", "<!DOCTYPE a>", "\0", "\ud800",
)  # fmt: skip


@given(some.lists(some.sampled_from(PIECES), max_size=30).map("".join))
def test_any_pieces_are_read_or_refused(inside):
    assert_read_or_refused(soap_call("CreateHIT", inside).encode(errors="surrogatepass"))


def assert_read_or_refused(body):
    try:
        outcome = soap.read(post(body))
    except ProtocolError as error:
        outcome = error
    assert isinstance(outcome, Envelope) or 0 < len(str(outcome)) < 1_000
