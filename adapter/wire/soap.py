"""The SOAP 1.1 wire: so far it only knows a SOAP call, and says what to send instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from adapter import xml
from adapter.errors import FrontError, Problem
from adapter.messages import Element, HttpResponse
from adapter.wire.form import is_markup, media_type

if TYPE_CHECKING:
    from adapter.messages import Envelope, Fault, HttpRequest, Moment, Reply

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
# A faultcode is a name in that namespace; lxml calls the only namespace of a document ns0.
_PREFIX = "ns0"

# SOAP 1.1, section 6.2: a fault is always sent with 500, whoever is to blame.
_STATUS = 500
_SERVER_STATUS = 500

_NOT_CARRIED = Problem(
    "NotCarried",
    "This adapter does not carry SOAP yet. It carries REST: send the same operation and "
    "parameters, signed the same way, in the query or in a form body "
    "(Content-Type: application/x-www-form-urlencoded) to /.",
)


def recognises(http: HttpRequest) -> bool:
    """A POST with the SOAPAction header, or with a body that is XML and is labelled so."""
    labelled = "xml" in media_type(http) and is_markup(http.body)
    return http.method == "POST" and ("soapaction" in http.headers or labelled)


def read(_http: HttpRequest) -> Envelope:
    """No call yet.

    Raises:
        FrontError: always.
    """
    raise FrontError(_NOT_CARRIED)


def write(_reply: Reply, _moment: Moment) -> NoReturn:
    """No reply yet, as no call is read.

    Raises:
        FrontError: always.
    """
    raise FrontError(_NOT_CARRIED)


def write_fault(fault: Fault, moment: Moment) -> tuple[HttpResponse, int]:
    """A SOAP fault, and how many characters of it XML could not carry."""
    side = "Server" if fault.status >= _SERVER_STATUS else "Client"
    told = (
        Element("faultcode", f"{_PREFIX}:{side}"),
        Element("faultstring", " ".join(problem.message for problem in fault.problems)),
        Element("detail", (Element("RequestId", moment.request_id),)),
    )
    body, replaced = xml.write(_enveloped(Element(f"{{{_ENVELOPE}}}Fault", told)))
    return HttpResponse(_STATUS, body), replaced


def _enveloped(content: Element) -> Element:
    body = Element(f"{{{_ENVELOPE}}}Body", (content,))
    return Element(f"{{{_ENVELOPE}}}Envelope", (body,))
