"""SOAP is known by its bytes, and every operation means by SOAP what it means by REST."""

from __future__ import annotations

import pytest
from support.checking import check, groups
from support.serving import CATALOGUE
from support.soap import envelope, parameters_of, post, soap_call

from adapter.errors import OperationError
from adapter.legacy_api import soap
from adapter.legacy_api.wires import WIRES, find_wire
from adapter.model import HttpRequest
from adapter.recordings.folder import load_cases
from adapter.settings.resources import find_data_folder

CASES = [
    case
    for case in load_cases(find_data_folder("fixtures"))
    if find_wire(case.request) is WIRES["query"]
]
XML = envelope("").encode()


def sent(body, method="POST", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpRequest(method, "127.0.0.1", "/", b"", named, body)


@pytest.mark.parametrize(
    "http",
    [
        sent(XML, soapaction='"http://soap.amazon.com"', content_type="text/xml; charset=utf-8"),
        sent(XML, soapaction="http://soap.amazon.com"),
        sent(XML, soapaction=""),
        sent(XML, content_type="Text/XML"),
        sent(XML),
        sent(XML, content_type="application/x-www-form-urlencoded"),  # curl -d @call.xml
        sent(b"\xef\xbb\xbf\r\n" + XML, content_type="application/soap+xml"),
        sent(XML.decode().encode("utf-16")),
        sent(b"", soapaction="x"),
        sent(b"Operation=GetHIT", soapaction="x"),
    ],
)
def test_soap(http):
    assert soap.can_read(http)


@pytest.mark.parametrize(
    "http",
    [
        sent(XML, method="GET", soapaction="x"),
        sent(b"Operation=GetHIT&Question=<a/>"),
        sent(b"Operation=GetHIT", content_type="text/xml"),
        sent(b"", content_type="text/xml"),
        sent(b'{"a": "<"}', content_type="application/json"),
    ],
)
def test_not_soap(http):
    assert not soap.can_read(http)


def outcome(call, mapping):
    """The checked arguments and the response groups, or the codes of what is refused."""
    try:
        return check(call, mapping), groups(call, mapping)
    except OperationError as error:
        return sorted({each.code for each in error.problems})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_call_by_soap_has_the_values_of_the_same_call_by_rest(case):
    by_rest = WIRES["query"].read(case.request)
    requests = "".join(
        f"<Request>{parameters_of(each.parameters)}</Request>" for each in by_rest.calls
    )
    by_soap = soap.read(post(soap_call(by_rest.operation, requests)))
    mapping = CATALOGUE.find(by_rest.operation)
    assert [outcome(each, mapping) for each in by_soap.calls] == [
        outcome(each, mapping) for each in by_rest.calls
    ]


def test_every_operation_has_such_a_case():
    assert {case.operation for case in CASES} == set(CATALOGUE.mappings)
