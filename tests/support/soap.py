"""SOAP requests as old clients build them."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from adapter.errors import ProtocolError
from adapter.legacy_api import soap
from adapter.model import HttpRequest
from adapter.translation.names import build_tree, split_names

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
LATEST = "http://requester.mturk.amazonaws.com/doc/2014-08-15"
HEADERS = {"content-type": "text/xml; charset=utf-8", "soapaction": '"http://soap.amazon.com"'}


def post(body, path="/", query=b"", headers=HEADERS):
    raw = body if isinstance(body, bytes) else body.encode()
    return HttpRequest("POST", "127.0.0.1", path, query, headers, raw)


def envelope(content, header=""):
    """An envelope as Axis writes it, around whatever."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{header}<soapenv:Body>{content}</soapenv:Body></soapenv:Envelope>"
    )


def soap_call(operation, inside="<Request/>", namespace=LATEST):
    """An envelope around an operation with these children."""
    return envelope(f'<{operation} xmlns="{namespace}">{inside}</{operation}>')


TEXT = soap_call("GetHIT", "<Request><HITId>é</HITId></Request>")
BARE = TEXT.partition("?>")[2]


def refusal(body, **changes):
    """Code, status and message of a body that is no call."""
    with pytest.raises(ProtocolError) as caught:
        soap.read(post(body, **changes))
    [problem] = caught.value.problems
    return problem.code, caught.value.status, problem.message


def parameters_of(pairs):
    """The elements that say by SOAP what the pairs say by REST."""
    return "".join(_elements(build_tree(split_names(pairs))))


def _elements(level):
    for name, nodes in level.items():
        for node in nodes:
            yield from (f"<{name}>{escape(text)}</{name}>" for text in node.texts)
            if node.inner:
                yield f"<{name}>{''.join(_elements(node.inner))}</{name}>"
