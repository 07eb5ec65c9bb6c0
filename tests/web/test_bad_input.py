"""What a legacy program, or anybody, may send wrong, over a real socket; the server goes on."""

import http.client
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree
from support.scripted import Scripted
from support.serving import serving

from adapter.auth.accounts import Accounts
from adapter.model import Environment

UPSTREAM = Scripted(
    {"ListQualificationRequests": {"QualificationRequests": ()}, "GetAccountBalance": {}}
)
LIST = "Operation=GetQualificationRequests"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def address():
    with serving(UPSTREAM, accounts=Accounts()) as url:
        yield urlsplit(url).netloc


@pytest.fixture(autouse=True)
def nothing_seen():
    UPSTREAM.seen.clear()


def sent(address, target="/", body=None, method=None, **headers):
    """The status and the document that comes back."""
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        method = method or ("GET" if body is None else "POST")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, target, skip_host="Host" in named, skip_accept_encoding=True)
        for name, value in named.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, etree.fromstring(response.read())
    finally:
        connection.close()


def posted(address, *pairs, **headers):
    return sent(address, body=urlencode(pairs).encode(), Content_Type=FORM, **headers)


def codes(document):
    return [each.text for each in document.iter("Code")]


def still_answers(address):
    UPSTREAM.seen.clear()
    status, document = sent(address, f"/?{LIST}")
    return status == 200 and document.findtext(".//IsValid") == "True" and len(UPSTREAM.seen) == 1


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("", "AWS.MissingParameters", "Operation"),
        ("Operation=GetQualificationRequest", "AWS.InvalidOperationParameter", "Requests?"),
        ("Operation=CreateQualification&Name=1", "AWS.InvalidOperationParameter", "Type?"),
        ("Operation=GrantQualification", "AWS.MissingParameters", "QualificationRequestId"),
        (f"{LIST}&PageSize=10&PageSize=20", "AWS.MechanicalTurk.InvalidParameterValue", "PageSize"),
        (f"{LIST}&PageSize=0", "AWS.ParameterOutOfRange", "1 to 100"),
        (f"{LIST}&PageSize=101", "AWS.ParameterOutOfRange", "1 to 100"),
        (f"{LIST}&PageSize=-1", "AWS.ParameterOutOfRange", "1 to 100"),
        (f"{LIST}&PageSize=ten", "AWS.MechanicalTurk.InvalidParameterValue", "whole number"),
        (f"{LIST}&PageSize=" + "9" * 400, "AWS.ParameterOutOfRange", "400 characters"),
        (f"{LIST}&PageNumber=0", "AWS.ParameterOutOfRange", "PageNumber"),
        (f"{LIST}&SortProperty=WorkerId", "AWS.InvalidEnumeratedParameter", "SubmitTime"),
        (f"{LIST}&QualificationTypeId=%ff", "AWS.InvalidParameterValue", "QualificationTypeId"),
        (f"{LIST}&QualificationTypeId=a%00b", "AWS.InvalidParameterValue", "QualificationTypeId"),
        (LIST + "&a=1" * 10_000, "InvalidHttpRequest", "at most 5000"),
    ],
)  # fmt: skip
def test_a_bad_call_is_refused_by_name_and_nothing_is_sent(address, query, code, says):
    if len(query) < 8000:
        _, document = sent(address, f"/?{query}")
    else:
        _, document = sent(address, body=query.encode(), Content_Type=FORM)
    assert codes(document) == [code]
    assert says in document.findtext(".//Message")
    assert UPSTREAM.seen == []
    assert still_answers(address)


@pytest.mark.parametrize("path", ["/nowhere", "/%zz", "/../etc/passwd", "/onca/xml/", "/\\"])
def test_other_addresses_say_where_to_go(address, path):
    status, document = sent(address, f"{path}?{LIST}")
    assert (status, document.tag) == (404, "Response")
    assert "/onca/xml" in document.findtext(".//Message")


@pytest.mark.parametrize("path", ["/", "/onca/xml", "http://mechanicalturk.amazonaws.com/"])
def test_the_addresses_that_old_programs_use_are_answered(address, path):
    assert sent(address, f"{path}?{LIST}")[0] == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"Operation": "GetAccountBalance"}', FORM),
        (b'{"Operation": "GetAccountBalance"}', "application/json"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", FORM),
        (b"\x1f\x8b\x08\x00binary", FORM),
        (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", "multipart/form-data"),
        (b"<Operation>GetAccountBalance</Operation>", FORM),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(address, body, kind):
    status, document = sent(address, body=body, Content_Type=kind)
    assert status >= 400
    assert document.find(".//Errors") is not None or "fault" in document[0][0].tag.lower()
    assert UPSTREAM.seen == []
    assert still_answers(address)


def test_a_body_over_the_limit_is_refused_before_it_is_read(address):
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Type", FORM)
    connection.putheader("Content-Length", str(50_000_000))
    connection.endheaders()
    response = connection.getresponse()
    document = etree.fromstring(response.read())
    connection.close()
    assert (response.status, document.tag) == (413, "Response")
    assert "1000000" in document.findtext(".//Message")
    assert still_answers(address)


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "http://evil.example/", "Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8080"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_a_web_page_sends_is_refused(address, headers, method):
    if method == "GET":
        status, document = sent(address, f"/?{LIST}", **headers)
    else:
        status, document = posted(address, ("Operation", "GetQualificationRequests"), **headers)
    assert (status, codes(document)) == (403, ["Forbidden"])
    assert UPSTREAM.seen == []


def test_what_a_person_types_into_the_address_line_is_answered(address):
    assert sent(address, f"/?{LIST}", Sec_Fetch_Site="none")[0] == 200


def test_unknown_parameters_are_ignored_unless_strict(address):
    assert sent(address, f"/?{LIST}&Status=x&Foo.1.Bar=y")[1].findtext(".//IsValid") == "True"
    with serving(UPSTREAM, accounts=Accounts(), strict=True) as url:
        _, document = sent(urlsplit(url).netloc, f"/?{LIST}&Status=x&Foo.1.Bar=y")
    assert codes(document) == ["AWS.MechanicalTurk.InvalidParameterValue"] * 2


def test_a_program_that_calls_the_sandbox_never_reaches_production():
    with serving(UPSTREAM, accounts=Accounts(), served=Environment.PRODUCTION) as url:
        place = urlsplit(url).netloc
        sandbox = sent(place, f"/?{LIST}", Host="mechanicalturk.sandbox.amazonaws.com")
        production = sent(place, f"/?{LIST}", Host="mechanicalturk.amazonaws.com")
    assert (sandbox[0], codes(sandbox[1])) == (403, ["Forbidden"])
    assert production[1].findtext(".//IsValid") == "True"
    assert len(UPSTREAM.seen) == 1


def test_worker_text_that_xml_cannot_carry_does_not_break_the_page():
    item = {"QualificationRequestId": "R", "WorkerId": "A1", "Answer": "a\x00b\x0bc\ud800d"}
    upstream = Scripted({"ListQualificationRequests": {"QualificationRequests": (item,)}})
    with serving(upstream, accounts=Accounts()) as url:
        _, document = sent(urlsplit(url).netloc, f"/?{LIST}")
    assert document.findtext(".//Answer") == "a\ufffdb\ufffdc\ufffdd"


PIECES = st.sampled_from(
    [LIST, "&", "=", "%", "%00", "%ff", "%C3%A9", "+", ";", "PageSize", "1", "x"]
)


@hypothesis_settings(max_examples=150)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_query_gives_an_answer(address, query):
    status, document = sent(address, f"/?{query}")
    assert status in {200, 400}
    assert document.tag.endswith("Response")
