"""An undeclared or rebound prefix in a SOAP call is a Client fault; nothing is carried out."""

import http.client
from urllib.parse import urlsplit

import pytest
from lxml import etree
from support.scripted import Scripted
from support.serving import serving
from support.soap import ENVELOPE, HEADERS, LATEST

from adapter.auth.accounts import Accounts

UPSTREAM = Scripted({"ApproveAssignment": {}, "CreateHIT": {}})
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ASSIGNMENT = "<m:AssignmentId>A1</m:AssignmentId>"
APPROVAL = (
    f'<e:Envelope xmlns:e="{ENVELOPE}" xmlns:m="{LATEST}" xmlns:xsi="{XSI}" xmlns:x="urn:x">'
    "<e:Header/><e:Body><m:ApproveAssignment><m:AWSAccessKeyId>KEY</m:AWSAccessKeyId>"
    f"<m:Request>{ASSIGNMENT}</m:Request></m:ApproveAssignment></e:Body></e:Envelope>"
)


@pytest.fixture(scope="module")
def address():
    with serving(UPSTREAM, accounts=Accounts()) as url:
        yield urlsplit(url).netloc


def post(address, body):
    """Return the status and the document that comes back, having forgotten all earlier calls."""
    UPSTREAM.seen.clear()
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request("POST", "/", body.encode(), HEADERS)
        response = connection.getresponse()
        return response.status, etree.fromstring(response.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    "body",
    [
        APPROVAL,
        APPROVAL.replace("<m:Request>", f'<n:Request xmlns:n="{LATEST}">').replace(
            "</m:Request>", "</n:Request>"
        ),
        APPROVAL.replace(ASSIGNMENT, "<AssignmentId>A1</AssignmentId>"),
        APPROVAL.replace(ASSIGNMENT, '<m:AssignmentId xsi:type="x:t">A1</m:AssignmentId>'),
        APPROVAL.replace(ASSIGNMENT, '<m:AssignmentId xsi:type=" t ">A1</m:AssignmentId>'),
        APPROVAL.replace("<e:Header/>", '<e:Header><x:Token x:b="c">d</x:Token></e:Header>'),
        APPROVAL.replace("</e:Body>", "</e:Body><x:Trailer/>"),
    ],
    ids=range(7),
)
def test_prefixes_that_mean_what_they_should_are_carried_out(address, body):
    status, _ = post(address, body)
    assert status == 200
    assert [call.operation for call in UPSTREAM.seen] == ["ApproveAssignment"]


UNDECLARED = [
    APPROVAL.replace(' xmlns:m="', ' xmlns:n="'),
    APPROVAL.replace("m:Request>", "n:Request>"),
    APPROVAL.replace("m:AssignmentId>", "n:AssignmentId>"),
    APPROVAL.replace("m:AWSAccessKeyId>", "n:AWSAccessKeyId>"),
    APPROVAL.replace("<e:Header/>", "<n:Header/>"),
    APPROVAL.replace("e:Body>", "n:Body>"),
    APPROVAL.replace("<m:Request>", '<m:Request n:a="b">'),
    APPROVAL.replace("<m:Request>", '<m:Request xmlns:m="">'),
    APPROVAL.replace("<m:Request>", '<m:Request xmlns:n="">'),
    APPROVAL.replace("m:AssignmentId>", "m:AssignmentId:m>"),
    APPROVAL.replace("m:AssignmentId>", ":AssignmentId>"),
    APPROVAL.replace(ASSIGNMENT, '<m:AssignmentId xsi:type="n:string">A1</m:AssignmentId>'),
    APPROVAL.replace(ASSIGNMENT, '<m:AssignmentId xsi:type=" n:string">A1</m:AssignmentId>'),
    # A prefix is declared for the element and what it holds, not for what follows it.
    APPROVAL.replace("<e:Header/>", f'<e:Header xmlns:n="{LATEST}"/>').replace(
        "m:Request>", "n:Request>"
    ),
    APPROVAL.replace("<e:Header/>", '<e:Header xmlns:n="urn:n"/>').replace(
        ASSIGNMENT, '<m:AssignmentId xsi:type="n:string">A1</m:AssignmentId>'
    ),
]
REBOUND = [
    APPROVAL.replace("<m:Request>", '<m:Request xmlns:m="urn:m">'),
    APPROVAL.replace("<m:AssignmentId>", '<m:AssignmentId xmlns:m="urn:m">'),
    APPROVAL.replace("<m:AWSAccessKeyId>", '<m:AWSAccessKeyId xmlns:m="urn:m">'),
    APPROVAL.replace("<m:ApproveAssignment>", '<m:ApproveAssignment xmlns:m="urn:m">'),
    APPROVAL.replace("<m:AssignmentId>", f'<m:AssignmentId xmlns:m="{LATEST[:-2]}14">'),
    APPROVAL.replace(ASSIGNMENT, f'<AssignmentId xmlns="{ENVELOPE}">A1</AssignmentId>'),
    APPROVAL.replace(ASSIGNMENT, "<x:AssignmentId>A1</x:AssignmentId>"),
    APPROVAL.replace(ASSIGNMENT, f'{ASSIGNMENT}<x:Reason xsi:nil="true"/>'),
    APPROVAL.replace("<e:Body>", '<e:Body xmlns:e="urn:e">'),
    APPROVAL.replace("<e:Header/>", '<e:Header xmlns:e="urn:e"/>'),
    APPROVAL.replace("</e:Body>", "</e:Body><Body/>"),
    APPROVAL.replace("<m:Request>", f'<m:Request xmlns:xml="{LATEST}">'),
    APPROVAL.replace("<m:Request>", f'<m:Request xmlns:xmlns="{LATEST}">'),
    APPROVAL.replace("<m:Request>", '<m:Request xmlns:y="urn:x" x:a="1" y:a="2">'),
]
SPACED = [
    APPROVAL.replace(LATEST, f" {LATEST}"),
    APPROVAL.replace(LATEST, f"{LATEST} "),
    APPROVAL.replace(LATEST, f"{LATEST}&#9;"),
    APPROVAL.replace(LATEST, f"{LATEST}\n"),
    APPROVAL.replace(LATEST, f"{LATEST}\u00a0"),
    APPROVAL.replace(LATEST, LATEST.replace("2014", "\uff12\uff10\uff11\uff14")),
    APPROVAL.replace(LATEST, LATEST.upper()),
    APPROVAL.replace(ENVELOPE, f"{ENVELOPE} "),
    APPROVAL.replace("<m:Request>", f'<m:Request xmlns:m="{LATEST} ">'),
]


@pytest.mark.parametrize("body", UNDECLARED + REBOUND + SPACED)
def test_other_prefixes_are_a_fault_of_the_client(address, body):
    status, document = post(address, body)
    assert status == 500
    assert document.findtext(".//faultcode") in {"soapenv:Client", "soapenv:VersionMismatch"}
    assert document.findtext(".//faultstring")
    assert UPSTREAM.seen == []


QUESTION = (
    f'<e:Envelope xmlns:e="{ENVELOPE}" xmlns:xsi="{XSI}"><e:Body><CreateHIT xmlns="{LATEST}">'
    "<AWSAccessKeyId>KEY</AWSAccessKeyId><Request><HITTypeId>T</HITTypeId>"
    "<LifetimeInSeconds>60</LifetimeInSeconds><Question>{}</Question>"
    "</Request></CreateHIT></e:Body></e:Envelope>"
)


def test_a_question_given_as_elements_has_namespaces_of_its_own(address):
    post(address, QUESTION.format('<q:A xmlns:q="urn:q"><q:B/></q:A>'))
    [call] = UPSTREAM.seen
    assert call.params["Question"] == '<A xmlns="urn:q"><B/></A>'


@pytest.mark.parametrize("inside", ["<q:A/>", '<A q:b="c"/>', '<A xsi:type="q:b"/>'])
def test_but_none_that_it_does_not_declare(address, inside):
    assert post(address, QUESTION.format(inside))[0] == 500
    assert UPSTREAM.seen == []
