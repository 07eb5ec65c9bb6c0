"""Replies and faults as legacy clients search them, to the byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from adapter.errors import Problem
from adapter.legacy_api import query
from adapter.model import Fault, FaultPlace, HttpResponse, Reply, RequestContext
from adapter.xml.element import Element

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

ID = "38862d9c-f015-4177-a2d3-924110a9d6f2"
CONTEXT = RequestContext(datetime(2015, 11, 17, 7, 36, 15, 170_999, tzinfo=UTC), ID)
SANDBOX = RequestContext(CONTEXT.now, ID, sandbox=True)
MISSING = Problem(
    "AWS.MechanicalTurk.AssignmentDoesNotExist",
    "Assignment X does not exist.",
    (("AssignmentId", "X"), ("AssignmentId", "X")),
)
UNKNOWN_KEY = Problem("AWS.NotAuthorized", "The identity contained in the request is not <known>")


def written(fault, context=CONTEXT):
    response, replaced = query.write_fault(fault, context)
    assert replaced == 0
    return response.status, response.body.decode()


def test_a_reply():
    members = (Element("NumResults", "1"), Element("Item", (Element("Id", "A<&>\"'B\n"),)))
    reply = Reply("SearchHITs", "SearchHITsResult", members)
    body = (
        b'<?xml version="1.0"?>\n'
        b"<SearchHITsResponse><OperationRequest><RequestId>" + ID.encode() + b"</RequestId>"
        b"</OperationRequest><SearchHITsResult><Request><IsValid>True</IsValid></Request>"
        b"<NumResults>1</NumResults><Item><Id>A&lt;&amp;&gt;\"'B\n</Id></Item>"
        b"</SearchHITsResult></SearchHITsResponse>\n"
    )
    assert query.write([reply], None, CONTEXT) == (
        HttpResponse(200, body, "text/xml; charset=utf-8"),
        0,
    )


def test_characters_that_xml_cannot_carry_are_counted():
    reply = Reply("GetHIT", "HIT", (Element("Title", "a\0b\x1bc\ufffe"),))
    response, replaced = query.write([reply], None, CONTEXT)
    assert replaced == 3
    assert "<Title>a\ufffdb\ufffdc\ufffd</Title>".encode() in response.body


def test_a_fault_in_the_result():
    fault = Fault(
        FaultPlace.RESULT, (MISSING,), operation="GetAssignment", element="GetAssignmentResult"
    )
    assert written(fault, SANDBOX) == (
        200,
        (
            '<?xml version="1.0"?>\n'
            f"<GetAssignmentResponse><OperationRequest><RequestId>{ID}</RequestId></OperationRequest>"
            "<GetAssignmentResult><Request><IsValid>False</IsValid><Errors><Error>"
            "<Code>AWS.MechanicalTurk.AssignmentDoesNotExist</Code>"
            "<Message>Assignment X does not exist. (1447745775170 s)</Message>"
            "<Data><Key>AssignmentId</Key><Value>X</Value></Data>"
            "<Data><Key>AssignmentId</Key><Value>X</Value></Data>"
            "</Error></Errors></Request></GetAssignmentResult></GetAssignmentResponse>\n"
        ),
    )


def test_every_problem_is_an_error_of_its_own():
    fault = Fault(FaultPlace.RESULT, (MISSING, UNKNOWN_KEY), operation="GetHIT", element="HIT")
    _, body = written(fault)
    assert body.count("<Error>") == 2
    assert body.count("<Errors>") == 1
    assert body.count("(1447745775170)") == 2


def test_a_fault_of_authentication():
    fault = Fault(FaultPlace.REQUEST, (UNKNOWN_KEY,), operation="GetAccountBalance")
    assert written(fault) == (
        200,
        (
            '<?xml version="1.0"?>\n'
            f"<GetAccountBalanceResponse><OperationRequest><RequestId>{ID}</RequestId>"
            "<Errors><Error><Code>AWS.NotAuthorized</Code><Message>"
            "The identity contained in the request is not &lt;known&gt; (1447745775170)"
            "</Message></Error></Errors></OperationRequest></GetAccountBalanceResponse>\n"
        ),
    )


def test_a_fault_at_the_root():
    problem = Problem(
        "ServiceUnavailable",
        "Service AWSMechanicalTurkRequester is currently unavailable. Please try again later",
    )
    assert written(Fault(FaultPlace.ROOT, (problem,), 503), SANDBOX) == (
        503,
        (
            '<?xml version="1.0"?>\n'
            "<Response><Errors><Error><Code>ServiceUnavailable</Code><Message>"
            "Service AWSMechanicalTurkRequester is currently unavailable. Please try again later"
            f"</Message></Error></Errors><RequestID>{ID}</RequestID></Response>\n"
        ),
    )


@pytest.mark.parametrize("operation", ["Get", "X1", "a" * 64, "DisposeQualficationType"])
def test_the_answer_is_named_after_whatever_was_called(operation):
    status, body = written(Fault(FaultPlace.REQUEST, (UNKNOWN_KEY,), operation=operation))
    assert status == 200
    assert f"\n<{operation}Response>" in body


@pytest.mark.parametrize(
    "operation", ["", "1Get", "Get HIT", "a" * 65, "a:b", "<x>", "Gét", "Get\n", "{u}x", "a-b"]
)
def test_what_cannot_name_an_element_gets_the_front_end_form(operation):
    status, body = written(Fault(FaultPlace.REQUEST, (UNKNOWN_KEY,), operation=operation))
    assert status == 400
    assert body.startswith('<?xml version="1.0"?>\n<Response><Errors>')


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("No. (1447745775170)", "No. (1447745775170)"),
        ("No. (1447745775170 s)", "No. (1447745775170 s)"),
        ("No. (1001 1467924929120)", "No. (1001 1467924929120) (1447745775170)"),
        ("No (12).", "No (12). (1447745775170)"),
        ("", " (1447745775170)"),
    ],
)
def test_a_message_is_stamped_once(message, expected):
    fault = Fault(FaultPlace.RESULT, (Problem("C", message),), operation="GetHIT", element="HIT")
    assert f"<Message>{expected}</Message>" in written(fault)[1]


names = some.from_regex(r"[A-Z][A-Za-z]{0,8}", fullmatch=True)
trees = some.recursive(
    some.builds(Element, names, some.text()),
    lambda inner: some.builds(Element, names, some.lists(inner, max_size=4).map(tuple)),
    max_leaves=12,
)


def texts(element):
    if isinstance(element.content, str):
        return [element.content]
    return [text for each in element.content for text in texts(each)] or [""]


@UNHURRIED
@given(some.lists(trees, max_size=4))
def test_any_text_survives_writing_and_parsing(members):
    response, replaced = query.write([Reply("GetHIT", "HIT", tuple(members))], None, CONTEXT)
    result = etree.fromstring(response.body).find("HIT")
    leaves = [leaf.text or "" for leaf in result[1:] for leaf in leaf.iter() if not len(leaf)]
    expected = [text for member in members for text in texts(member)]
    changed = [
        (before, after)
        for told, parsed in zip(expected, leaves, strict=True)
        for before, after in zip(told, parsed, strict=True)
        if before != after
    ]
    assert len(changed) == replaced
    assert {after for _, after in changed} <= {"\ufffd"}


@UNHURRIED
@given(some.text(), some.text(), some.lists(some.tuples(some.text(), some.text()), max_size=3))
def test_any_fault_is_written(operation, message, data):
    problem = Problem("AWS.BadClaimsSupplied", message, tuple(data))
    for place in (FaultPlace.ROOT, FaultPlace.REQUEST):
        response, _ = query.write_fault(Fault(place, (problem,), 200, operation), CONTEXT)
        root = etree.fromstring(response.body)
        assert root.find(".//Code").text == "AWS.BadClaimsSupplied"
