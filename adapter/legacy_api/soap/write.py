"""Replies and faults into SOAP 1.1 envelopes, in the words of the version that was called."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.legacy_api.answer import build_refusal, build_results, can_name_answer
from adapter.legacy_api.schemas import find_schema, restrict_answer
from adapter.model import Fault, FaultPlace, HttpResponse
from adapter.xml import write as elements
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.model import Envelope, Reply, RequestContext

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"

_BODY = ("soapenv:Envelope", "soapenv:Body")
_PREFIXES = MappingProxyType({"soapenv": ENVELOPE})

# SOAP 1.1, section 6.2: every fault has the status 500; .NET and node-soap look for one there only.
# Failures after which a call must not be repeated are the exception.
_STATUS = 500
_NOT_AGAIN = 200
_SERVER_STATUS = 500
_CLIENT_STATUS = 400

# As Amazon's SOAP front end sent them. The Java SDK sends a call again on the part behind the
# colon, the Ruby SDK on the whole text.
_FAULT_PREFIXES = MappingProxyType(
    {**_PREFIXES, "aws": "http://webservices.amazon.com/AWSFault/2005-15-09"}
)
_FAULT_CODES = MappingProxyType(
    {
        "ServiceUnavailable": "aws:Server.ServiceUnavailable",
        "VersionMismatch": "soapenv:VersionMismatch",
        "MustUnderstand": "soapenv:MustUnderstand",
    }
)


def write(
    outcomes: Sequence[Reply | Fault], envelope: Envelope, context: RequestContext
) -> tuple[HttpResponse, int]:
    """Return the answer to all calls in order, and how many characters XML could not carry.

    An envelope without calls, where the schema allows that, is answered without a result.
    """
    only = outcomes[0] if len(outcomes) == 1 else None
    if isinstance(only, Fault):
        return write_fault(only, context, envelope)
    operation = next((each.operation for each in outcomes), envelope.operation)
    return _write_answer(build_results(operation, context, outcomes), operation, envelope)


def write_fault(
    fault: Fault, context: RequestContext, envelope: Envelope | None = None
) -> tuple[HttpResponse, int]:
    """Return the refusal where clients look for it, and how many characters XML could not carry.

    What REST answers in the root form is a SOAP fault.
    """
    if envelope is None or fault.place is FaultPlace.ROOT:
        return _write_soap_fault(fault, context)
    if not can_name_answer(fault.operation):
        return _write_soap_fault(replace(fault, status=_CLIENT_STATUS), context)
    _, root = build_refusal(fault, context)
    return _write_answer(root, fault.operation, envelope)


def _write_answer(root: Element, operation: str, envelope: Envelope) -> tuple[HttpResponse, int]:
    """Return the answer in the request's namespace, as its version has it."""
    schema = find_schema(envelope.namespace, operation)
    if schema is not None:
        root = Element(root.name, restrict_answer(schema, operation, root.children))
    body, replaced = elements.write_inside(_BODY, _PREFIXES, (root,), envelope.namespace)
    return HttpResponse(200, body), replaced


def _write_soap_fault(fault: Fault, context: RequestContext) -> tuple[HttpResponse, int]:
    content = (
        Element("faultcode", _find_fault_code(fault)),
        Element("faultstring", " ".join(problem.message for problem in fault.problems)),
        Element("detail", (Element("RequestId", context.request_id),)),
    )
    body, replaced = elements.write_inside((*_BODY, "soapenv:Fault"), _FAULT_PREFIXES, content)
    return HttpResponse(_NOT_AGAIN if fault.status == _NOT_AGAIN else _STATUS, body), replaced


def _find_fault_code(fault: Fault) -> str:
    is_of_caller = _CLIENT_STATUS <= fault.status < _SERVER_STATUS
    default = "soapenv:Client" if is_of_caller else "soapenv:Server"
    return _FAULT_CODES.get(fault.problems[0].code, default)
