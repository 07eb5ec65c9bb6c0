"""SOAP is known by its bytes and refused as SOAP clients understand it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree

from adapter.errors import FrontError, Problem
from adapter.messages import Fault, HttpRequest, Moment, Place, Reply
from adapter.wire import soap

MOMENT = Moment(datetime(2015, 11, 17, tzinfo=UTC), "38862d9c-f015-4177-a2d3-924110a9d6f2")
ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
XML = b"<?xml version='1.0'?><e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>"


def post(body, method="POST", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpRequest(method, "127.0.0.1", "/", b"", named, body)


@pytest.mark.parametrize(
    "http",
    [
        post(XML, soapaction='"http://soap.amazon.com"', content_type="text/xml; charset=utf-8"),
        post(XML, soapaction=""),
        post(b"", soapaction="x"),
        post(XML, content_type="Text/XML"),
        post(b"\xef\xbb\xbf\r\n" + XML, content_type="application/soap+xml"),
    ],
)
def test_soap(http):
    assert soap.recognises(http)


@pytest.mark.parametrize(
    "http",
    [
        post(XML, method="GET", soapaction="x"),
        post(XML, content_type="application/x-www-form-urlencoded"),
        post(XML),
        post(b"Operation=GetHIT", content_type="text/xml"),
        post(b"", content_type="text/xml"),
    ],
)
def test_not_soap(http):
    assert not soap.recognises(http)


def test_no_call_is_read_and_no_reply_written():
    for step in (lambda: soap.read(post(XML)), lambda: soap.write(Reply("A", "B", ()), MOMENT)):
        with pytest.raises(FrontError, match="does not carry SOAP yet"):
            step()


def test_the_fault_to_the_byte():
    fault = Fault(Place.ROOT, (Problem("NotCarried", "No <SOAP>."),), 400)
    response, replaced = soap.write_fault(fault, MOMENT)
    assert (response.status, response.content_type, replaced) == (
        500,
        "text/xml; charset=utf-8",
        0,
    )
    assert response.body == (
        b'<?xml version="1.0"?>\n'
        b'<ns0:Envelope xmlns:ns0="http://schemas.xmlsoap.org/soap/envelope/">'
        b"<ns0:Body><ns0:Fault><faultcode>ns0:Client</faultcode>"
        b"<faultstring>No &lt;SOAP&gt;.</faultstring>"
        b"<detail><RequestId>38862d9c-f015-4177-a2d3-924110a9d6f2</RequestId></detail>"
        b"</ns0:Fault></ns0:Body></ns0:Envelope>\n"
    )


def test_our_own_trouble_is_the_servers():
    fault = Fault(Place.ROOT, (Problem("ServiceUnavailable", "A"), Problem("C", "B\0")), 503)
    response, replaced = soap.write_fault(fault, MOMENT)
    told = etree.fromstring(response.body).find(f"{ENVELOPE}Body/{ENVELOPE}Fault")
    assert told.findtext("faultcode") == "ns0:Server"
    assert told.findtext("faultstring") == "A B\ufffd"
    assert replaced == 1
