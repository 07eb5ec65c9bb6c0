"""Answers to the byte, each in the words of the version that was called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree
from support.soap import ENVELOPE

from adapter.errors import Problem
from adapter.legacy_api import soap
from adapter.legacy_api.schemas import build_namespace
from adapter.model import Claims, Envelope, Fault, FaultPlace, Reply, RequestContext
from adapter.xml.element import Element

CONTEXT = RequestContext(datetime(2015, 11, 17, tzinfo=UTC), "38862d9c-f015-4177-a2d3-924110a9d6f2")
ABOUT = (
    b"<OperationRequest><RequestId>38862d9c-f015-4177-a2d3-924110a9d6f2</RequestId>"
    b"</OperationRequest>"
)
SOAPENV = f"{{{ENVELOPE}}}"


def of(operation, version="2014-08-15"):
    """What was read of a call in this version."""
    return Envelope(Claims(None, None, None, ()), operation, (), build_namespace(version))


def inside(content):
    return (
        b'<?xml version="1.0" encoding="utf-8"?>'
        b'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
        b"<soapenv:Body>" + content + b"</soapenv:Body></soapenv:Envelope>"
    )


def answered(envelope, *outcomes):
    """The body of an answer that is no SOAP fault."""
    response, _ = soap.write(outcomes, envelope, CONTEXT)
    assert (response.status, response.content_type) == (200, "text/xml; charset=utf-8")
    return response.body


def names(body, result):
    """What stands in the first result, in order and without namespaces."""
    found = etree.fromstring(body).find(f".//{{*}}{result}")
    return [etree.QName(each).localname for each in found]


BALANCE = Reply(
    "GetAccountBalance",
    "GetAccountBalanceResult",
    (Element("AvailableBalance", (Element("Amount", "1.00"), Element("CurrencyCode", "USD"))),),
)


def test_a_reply():
    assert answered(of("GetAccountBalance"), BALANCE) == inside(
        b"<GetAccountBalanceResponse "
        b'xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15">' + ABOUT +
        b"<GetAccountBalanceResult><Request><IsValid>True</IsValid></Request>"
        b"<AvailableBalance><Amount>1.00</Amount><CurrencyCode>USD</CurrencyCode>"
        b"</AvailableBalance></GetAccountBalanceResult></GetAccountBalanceResponse>"
    )  # fmt: skip


REFUSED = Fault(
    FaultPlace.RESULT,
    (Problem("AWS.MechanicalTurk.HITDoesNotExist", 'No "<B>"', (("HITId", "B"),)),),
    operation="GetHIT",
    element="HIT",
)
HIT = Reply("GetHIT", "HIT", (Element("HITId", "A"),))


def test_each_request_has_its_result_in_order():
    assert answered(of("GetHIT", "2013-11-15"), HIT, REFUSED, HIT) == inside(
        b'<GetHITResponse xmlns="http://requester.mturk.amazonaws.com/doc/2013-11-15">' + ABOUT +
        b"<HIT><Request><IsValid>True</IsValid></Request><HITId>A</HITId></HIT>"
        b"<HIT><Request><IsValid>False</IsValid><Errors><Error>"
        b"<Code>AWS.MechanicalTurk.HITDoesNotExist</Code>"
        b'<Message>No "&lt;B&gt;" (1447718400000)</Message>'
        b"<Data><Key>HITId</Key><Value>B</Value></Data></Error></Errors></Request></HIT>"
        b"<HIT><Request><IsValid>True</IsValid></Request><HITId>A</HITId></HIT>"
        b"</GetHITResponse>"
    )  # fmt: skip


def test_no_request_has_no_result():
    assert answered(of("GetHIT")) == inside(
        b'<GetHITResponse xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15">' + ABOUT +
        b"</GetHITResponse>"
    )  # fmt: skip


def test_a_caller_that_is_not_known_is_told_beside_the_request_id():
    fault = Fault(FaultPlace.REQUEST, (Problem("AWS.NotAuthorized", "No."),), operation="GetHIT")
    response, _ = soap.write_fault(fault, CONTEXT, of("GetHIT"))
    assert response.status == 200
    assert response.body == inside(
        b'<GetHITResponse xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15">'
        b"<OperationRequest><RequestId>38862d9c-f015-4177-a2d3-924110a9d6f2</RequestId>"
        b"<Errors><Error><Code>AWS.NotAuthorized</Code><Message>No. (1447718400000)</Message>"
        b"</Error></Errors></OperationRequest></GetHITResponse>"
    )
    assert soap.write((fault,), of("GetHIT"), CONTEXT)[0] == response


def test_so_is_one_that_calls_what_was_never_there():
    fault = Fault(FaultPlace.REQUEST, (Problem("AWS.NotAuthorized", "No."),), operation="Get")
    response, _ = soap.write_fault(fault, CONTEXT, of("Get"))
    assert (
        b'<GetResponse xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15">'
        in response.body
    )


LAST = ("Keywords", "NumberOfAssignmentsPending")
FULL_HIT = Reply(
    "GetHIT",
    "HIT",
    (
        Element("NumberOfAssignmentsPending", "0"),
        Element("Keywords", "k"),
        Element("HITId", "H"),
        Element("HITGroupId", "G"),
        Element("NotInAnySchema", "x"),
    ),
)


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ("2014-08-15", ["Request", "HITId", "HITGroupId", *LAST]),
        ("2012-03-25", ["Request", "HITId", "HITGroupId", *LAST]),
        ("2011-10-01", ["Request", "HITId", *LAST]),
        ("2005-10-01", ["Request", "HITId", *LAST]),
    ],
)
def test_axis_gets_no_element_that_its_version_lacks_and_each_in_its_place(version, known):
    assert names(answered(of("GetHIT", version), FULL_HIT), "HIT") == known


def test_an_operation_that_came_later_is_answered_as_the_last_version_has_it():
    reply = Reply("GetBlockedWorkers", "GetBlockedWorkersResult", (Element("NumResults", "0"),))
    body = answered(of("GetBlockedWorkers", "2007-06-21"), reply)
    assert names(body, "GetBlockedWorkersResult") == ["Request", "NumResults"]
    assert b'xmlns="http://requester.mturk.amazonaws.com/doc/2007-06-21"' in body


def test_what_xml_cannot_carry_is_counted():
    reply = Reply("GetHIT", "HIT", (Element("HITId", "\0\0"),))
    response, replaced = soap.write((reply,), of("GetHIT"), CONTEXT)
    assert replaced == 2
    assert "<HITId>\ufffd\ufffd</HITId>".encode() in response.body


def test_the_fault_to_the_byte():
    fault = Fault(FaultPlace.ROOT, (Problem("InvalidHttpRequest", "No <SOAP>."),), 400)
    response, replaced = soap.write_fault(fault, CONTEXT)
    assert (response.status, response.content_type) == (500, "text/xml; charset=utf-8")
    assert replaced == 0
    assert response.body == (
        b'<?xml version="1.0" encoding="utf-8"?>'
        b'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        b'xmlns:aws="http://webservices.amazon.com/AWSFault/2005-15-09">'
        b"<soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode>"
        b"<faultstring>No &lt;SOAP&gt;.</faultstring>"
        b"<detail><RequestId>38862d9c-f015-4177-a2d3-924110a9d6f2</RequestId></detail>"
        b"</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )


@pytest.mark.parametrize(
    ("code", "asked", "status", "faultcode"),
    [
        ("ServiceUnavailable", 503, 500, "aws:Server.ServiceUnavailable"),  # Java and Ruby retry
        ("InternalError", 503, 500, "soapenv:Server"),
        ("InternalError", 200, 200, "soapenv:Server"),  # nobody sends it again
        ("InvalidAddress", 404, 500, "soapenv:Client"),
        ("AWS.InvalidOperationParameter", 400, 500, "soapenv:Client"),
        ("VersionMismatch", 400, 500, "soapenv:VersionMismatch"),
        ("MustUnderstand", 400, 500, "soapenv:MustUnderstand"),
    ],
)
def test_whose_fault_it_is(code, asked, status, faultcode):
    fault = Fault(FaultPlace.ROOT, (Problem(code, "A"), Problem("C", "B\0")), asked, "GetHIT")
    response, replaced = soap.write_fault(fault, CONTEXT, of("GetHIT"))
    told = etree.fromstring(response.body).find(f"{SOAPENV}Body/{SOAPENV}Fault")
    assert (response.status, told.findtext("faultcode")) == (status, faultcode)
    assert told.findtext("faultstring") == "A B\ufffd"
    assert replaced == 1


@pytest.mark.parametrize("operation", ["é", "a-b", "a" * 65])
def test_an_operation_that_cannot_name_an_answer_gets_a_fault(operation):
    fault = Fault(FaultPlace.REQUEST, (Problem("AWS.NotAuthorized", "No."),), operation=operation)
    response, _ = soap.write_fault(fault, CONTEXT, of(operation))
    assert response.status == 500
    assert b"<faultcode>soapenv:Client</faultcode>" in response.body
