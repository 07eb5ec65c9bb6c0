"""What old SOAP programs send, in every form that one of them has."""

from __future__ import annotations

import pytest
from support.soap import BARE, ENVELOPE, LATEST, TEXT, post, refusal, soap_call

from adapter.auth.legacy import signature
from adapter.legacy_api import soap
from adapter.legacy_api.schemas import build_namespace
from adapter.model import LegacyCall

XSI = "http://www.w3.org/2001/XMLSchema-instance"
LIST = "GetQualificationRequests"


def read(body, **changes):
    return soap.read(post(body, **changes))


def parameters(inside, operation=LIST):
    [call] = read(soap_call(operation, f"<Request>{inside}</Request>")).calls
    return call.parameters


def test_axis_sends_credentials_first():
    inside = (
        "<AWSAccessKeyId>KEY</AWSAccessKeyId><Timestamp>2026-11-21T20:18:59.632Z</Timestamp>"
        "<Signature>c2ln</Signature><Request><PageSize>10</PageSize></Request>"
    )
    envelope = read(soap_call(LIST, inside))
    assert envelope.operation == LIST
    assert envelope.calls == (LegacyCall(LIST, (("PageSize", "10"),)),)
    assert envelope.namespace == LATEST
    claims = envelope.claims
    assert (claims.access_key_id, claims.signature) == ("KEY", "c2ln")
    assert claims.timestamp == "2026-11-21T20:18:59.632Z"
    assert claims.strings_to_sign == (f"AWSMechanicalTurkRequester{LIST}2026-11-21T20:18:59.632Z",)


def test_node_soap_sends_request_first_and_prefixes():
    body = (
        f'<soap:Envelope xmlns:soap="{ENVELOPE}" xmlns:tns="{LATEST}"><soap:Header/>'
        "<soap:Body><tns:GrantBonus><tns:Request><tns:BonusAmount>"
        "<tns:CurrencyCode>USD</tns:CurrencyCode><tns:Amount>1</tns:Amount></tns:BonusAmount>"
        "</tns:Request><tns:Signature>s</tns:Signature><tns:AWSAccessKeyId>KEY</tns:AWSAccessKeyId>"
        "</tns:GrantBonus></soap:Body></soap:Envelope>"
    )
    envelope = read(body)
    assert envelope.claims.access_key_id == "KEY"
    pairs = (("BonusAmount.1.CurrencyCode", "USD"), ("BonusAmount.1.Amount", "1"))
    assert envelope.calls[0].parameters == pairs


def test_turk50_puts_common_parameters_into_request_and_sends_its_secret():
    inside = (
        "<AWSSecretAccessKey>top secret</AWSSecretAccessKey><AWSAccessKeyId>KEY</AWSAccessKeyId>"
        "<Request><Service>AWSMechanicalTurkRequester</Service><Operation>GetHIT</Operation>"
        "<HITId>H</HITId><Password>hidden</Password></Request>"
    )
    envelope = read(soap_call("GetHIT", inside))
    assert envelope.calls[0].parameters == (("HITId", "H"), ("Password", "hidden"))
    assert envelope.claims.secrets == ("top secret", "hidden")
    assert "top secret" not in repr(envelope)


def test_children_without_a_namespace_are_those_of_the_operation():
    body = (
        f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body><m:GetHIT xmlns:m="{LATEST}">'
        "<AWSAccessKeyId>KEY</AWSAccessKeyId><Request><HITId>H</HITId></Request>"
        "</m:GetHIT></e:Body></e:Envelope>"
    )
    assert read(body).claims.access_key_id == "KEY"
    assert read(body).calls[0].parameters == (("HITId", "H"),)


@pytest.mark.parametrize(
    ("inside", "pairs"),
    [
        ("", ()),
        ("<A/>", (("A", ""),)),
        ("<A>x</A><B> y </B>", (("A", "x"), ("B", " y "))),
        ("<A>x</A><B/><A>y</A>", (("A.1", "x"), ("B", ""), ("A.2", "y"))),
        ("<A><B>x</B></A>", (("A.1.B", "x"),)),
        ("<A>x<!-- a comment -->y<?an instruction?>z</A>", (("A", "xyz"),)),
        ("<A><![CDATA[<x>&]]></A>", (("A", "<x>&"),)),
        ('<A xsi:nil="true"/><B xsi:nil="1">x</B><C xsi:nil="false">y</C>', (("C", "y"),)),
        ('<A xsi:nil="true"/><A>x</A>', (("A", "x"),)),
        ('<A xmlns:xsd="urn:s" xsi:type="xsd:string">x</A>', (("A", "x"),)),
        ('<A xsi:type="string">x</A>', (("A", "x"),)),
        ('<A xmlns="">x</A>', (("A", "x"),)),
        ("<A>&lt;&#233;&amp;</A>", (("A", "<é&"),)),
        ("\n  <A>x</A>\n", (("A", "x"),)),
        ("<WorkerId>x</WorkerId>", (("WorkerId", "x"),)),
        ("<ResponseGroup>Minimal</ResponseGroup>", (("ResponseGroup.1", "Minimal"),)),
    ],
)
def test_elements_become_flat_names(inside, pairs):
    assert parameters(inside) == pairs


def test_what_can_be_repeated_is_numbered_in_its_own_order():
    requirement = (
        "<QualificationRequirement><QualificationTypeId>{}</QualificationTypeId>"
        "<IntegerValue>1</IntegerValue></QualificationRequirement>"
    )
    assert parameters(requirement.format("P") + requirement.format("Q"), "CreateHIT") == (
        ("QualificationRequirement.1.QualificationTypeId", "P"),
        ("QualificationRequirement.1.IntegerValue.1", "1"),
        ("QualificationRequirement.2.QualificationTypeId", "Q"),
        ("QualificationRequirement.2.IntegerValue.1", "1"),
    )


QUESTION = '<ExternalQuestion xmlns="urn:q"><ExternalURL>https://a?b&amp;c</ExternalURL></ExternalQuestion>'


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (QUESTION.replace("&", "&amp;").replace("<", "&lt;"), QUESTION),
        (f"<![CDATA[{QUESTION}]]>", QUESTION),
        (QUESTION, QUESTION),
        (f"\n  {QUESTION}\n", QUESTION),
        (f"<!-- mine -->{QUESTION}", QUESTION),
        ('<q:A xmlns:q="urn:q" b="&lt;"><q:C/></q:A>', '<A xmlns="urn:q" b="&lt;"><C/></A>'),
        ('<A xmlns=""><B/></A>', "<A><B/></A>"),
        ('<A xmlns="urn:q"><B xmlns=""/></A>', '<A xmlns="urn:q"><B xmlns=""/></A>'),
        ("<HTMLQuestion><A>x</A></HTMLQuestion>", "<HTMLQuestion><A>x</A></HTMLQuestion>"),
        ('<A xmlns="" xml:lang="en" xsi:type="t"/>',
         f'<A xmlns:xsi="{XSI}" xml:lang="en" xsi:type="t"/>'),
        ('<A xmlns:q="urn:q" xsi:type="q:t"/>',
         f'<A xmlns:q="urn:q" xmlns:xsi="{XSI}" xsi:type="q:t"/>'),
        ("&lt;A&gt; and <B/>&#13;", "&lt;A&gt; and <B/>&#13;"),
    ],
)  # fmt: skip
def test_a_question_may_come_escaped_or_as_elements(sent, text):
    """Callers of mturk-api had to escape it themselves, and who forgot sent elements."""
    assert parameters(f"<Question>{sent}</Question>", "CreateHIT") == (("Question", text),)


@pytest.mark.parametrize("operation", ["CreateQualificationType", "UpdateQualificationType"])
@pytest.mark.parametrize("name", ["Test", "AnswerKey"])
def test_so_may_a_test_and_its_key(operation, name):
    pairs = parameters(f"<{name}>{QUESTION}</{name}>", operation)
    assert pairs == ((name, QUESTION),)


def test_several_requests_are_several_calls_in_order():
    inside = "<Request><HITId>A</HITId></Request><Request/><Request><HITId>B</HITId></Request>"
    calls = read(soap_call("GetHIT", f"{inside}<Validate> True </Validate>")).calls
    assert [call.parameters for call in calls] == [(("HITId", "A"),), (), (("HITId", "B"),)]
    assert all(call.validate for call in calls)


def test_no_request_is_no_call_where_the_schema_allows_it():
    assert read(soap_call("GetHIT", "")).calls == ()
    assert read(soap_call("NoSuchOperation", "")).calls == ()
    assert "has no Request in CreateHIT" in refusal(soap_call("CreateHIT", ""))[2]


@pytest.mark.parametrize("version", ["2005-10-01", "2007-06-21", "2008-08-02", "2013-11-15"])
def test_any_version_that_there_was_is_read(version):
    """An operation that came later too: it is spelled as the last version has it."""
    inside = "<Request><ResponseGroup>Minimal</ResponseGroup></Request>"
    envelope = read(soap_call("GetAssignment", inside, build_namespace(version)))
    assert envelope.namespace == build_namespace(version)
    assert envelope.calls[0].parameters == (("ResponseGroup.1", "Minimal"),)


@pytest.mark.parametrize(
    ("sent", "signed"),
    [
        ("2012-02-16T20:30:47.48Z", "2012-02-16T20:30:47.480Z"),
        ("2012-02-16T20:30:47Z", "2012-02-16T20:30:47.000Z"),
        ("2012-02-16T20:30:47.4812345Z", "2012-02-16T20:30:47.481Z"),
        ("2012-02-16T20:30:47.5+01:00", "2012-02-16T20:30:47.500+01:00"),
    ],
)
def test_dotnet_signs_three_digits_and_sends_fewer(sent, signed):
    for stamp in (sent, signed):
        text = signature.build_service_text("GetHIT", stamp)
        inside = f"<Timestamp>{sent}</Timestamp><Signature>{signature.sign('s', text)}</Signature>"
        assert signature.is_valid("s", read(soap_call("GetHIT", inside)).claims)


def test_credentials_may_be_missing_empty_repeated_or_on_lines_of_their_own():
    inside = "<AWSAccessKeyId>\n  KEY\n</AWSAccessKeyId><AWSAccessKeyId>KEY</AWSAccessKeyId>"
    claims = read(soap_call("GetHIT", f"{inside}<Signature/>")).claims
    assert (claims.access_key_id, claims.signature, claims.timestamp) == ("KEY", None, None)
    other = f"{inside}<AWSAccessKeyId>OTHER</AWSAccessKeyId>"
    assert "2 different texts as AWSAccessKeyId" in refusal(soap_call("GetHIT", other))[2]


def test_a_signature_over_operation_and_time_alone_is_explained():
    claims = read(soap_call("GetHIT", "<Timestamp>T</Timestamp>")).claims
    assert [text for text, _ in claims.list_mistaken_strings()] == ["GetHITT"]


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (TEXT.encode(), "text/xml; charset=utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/xml"),
        (b"\r\n\xef\xbb\xbf" + BARE.encode(), None),
        (BARE.encode(), ""),
        (BARE.encode(), "text/xml; charset=us-ascii"),
        (BARE.encode("latin-1"), 'text/xml; charset="ISO-8859-1"'),
        (TEXT.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "text/xml; charset=utf-8"),
        (TEXT.replace("UTF-8", "utf-16").encode("utf-16"), "text/xml; charset=utf-8"),
        (BARE.encode("utf-16"), "text/xml"),
        (BARE.encode("utf-16-le"), "text/xml; charset=utf-16le"),
        (TEXT.replace("UTF-8", "UTF-16BE").encode("utf-16-be"), "text/xml"),
    ],
)
def test_encodings(body, label):
    if label is None:  # a mark inside the document is a character where none may stand
        assert "not well-formed" in refusal(body)[2]
        return
    envelope = read(body, headers={"content-type": label})
    assert envelope.calls[0].parameters == (("HITId", "é"),)
