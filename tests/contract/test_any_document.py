"""No text and no bytes make a reader of documents raise anything but its own refusal."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.documents import KEY, TEST, answers
from support.legacy import LegacyMarket, problem
from support.market import ME, error_text
from support.work import QUESTION, make

from adapter.errors import ProtocolError, SeedError
from adapter.legacy_api.soap.read import read as read_soap
from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import (
    DocumentKind,
    build_answers,
    check_answers,
    compute_score,
    list_violations,
    raise_for_answers,
    read_form,
)
from adapter.marketplace.seeds import load
from adapter.marketplace.workers import Worker
from adapter.model import HttpRequest
from adapter.web.people.forms import show_question

FOLDER = Path(__file__).parents[1] / "documents"
WHOLE = [path.read_text() for path in sorted(FOLDER.glob("*.xml"))]
PASTED = "<p>Which cloud is this?<o:p></o:p></p>"  # out of a word processor
NAMES = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01"
PIECES = [
    "<", ">", "</", "/>", "&", "&amp;", "&#0;", "&#xD800;", "&x;", "<![CDATA[", "]]>", "<!--", "--",
    "-->", "<?a?>", "<?a:b?>", '<?xml version="1.1"?>', "<!DOCTYPE x>", '<!ENTITY a "b">',
    ' xmlns:o="u"', ' xmlns=""', ' xmlns:o=""', ' xmlns="x "', ' xmlns:o="x\n"', ' xmlns:xml="x"',
    ' xmlns:xmlns="x"', ' o:p="1"', ' a="1" a="2"', ' xsi:type="x:y"', ' xsi:nil="true"', "<o:p>",
    "</o:p>", "<o:p/>", "<:a/>", "<a:/>", "<a:b:c/>", "\0", "\x01", "\ufffe", "\ud800",
    "\U0001f600", "&lt;o:p&gt;", "&lt;p xmlns:q=&quot;z &quot;&gt;", "&amp;nosuch;", "1e400", "NaN",
    "\u0663", " ", "9" * 30, "\r", "<FormattedContent>", "</FormattedContent>", "'", '"', "=",
]  # fmt: skip
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def spoiled(draw):
    """A document with a few pieces put into it, or in the place of what stood there."""
    text = draw(st.sampled_from([*WHOLE, TEST, KEY, answers("blue"), QUESTION]))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 12))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


TEXTS = st.one_of(spoiled(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text())


@given(TEXTS)
@example(WHOLE[0].replace("xsd", "xsd "))
@example(answers("<a:b>"))
def test_a_text_is_valid_or_refused(text):
    for kind in DocumentKind:
        assert all(isinstance(each, str) for each in list_violations(kind, text))
    with suppress(ValueError):
        read_form(text)
    with suppress(ValueError):
        show_question(text)
    with suppress(ValueError):
        build_answers(text, {"sky": "blue"})
    with suppress(ValueError):
        build_answers(None, {text: [text]})
    with suppress(ValueError):
        compute_score(KEY, text)
    with suppress(RefusedCallError):
        raise_for_answers("test", TEST, text)
    check_answers(TEST, text)
    check_answers(text, answers("blue"))


@FEW
@given(TEXTS)
def test_a_text_in_place_of_a_document_is_refused_by_both_apis(market, text):
    legacy = LegacyMarket(market)
    given = {"Name": "n", "Description": "d", "QualificationTypeStatus": "Active"}
    with suppress(RefusedCallError):
        market.service.call(
            ME,
            "CreateQualificationType",
            {**given, "Test": text, "AnswerKey": text, "TestDurationInSeconds": 60},
        )
    with suppress(RefusedCallError):
        make(market, Question=text)
    if "\ud800" not in text:  # which no request can carry
        root = legacy("CreateQualificationType", **given, Test=text, TestDurationInSeconds="60")
        assert root.tag in {"CreateQualificationTypeResponse", "Response"}


@FEW
@given(TEXTS)
def test_a_text_in_a_seed_is_refused_with_its_place(market, text):
    members = {"QualificationTypeId": "3SKY", "Test": text, "TestDurationInSeconds": 60}
    for more in ({}, {"Test": TEST, "AnswerKey": text}):
        seed = {"Account": {"AccessKeyId": ME}, "QualificationTypes": [{**members, **more}]}
        with suppress(SeedError):
            load(market.service, json.dumps(seed), "seed.json")
    with suppress(SeedError):
        load(market.service, text, "seed.json")


@FEW
@given(TEXTS)
def test_a_text_in_place_of_answers_is_refused(market, text):
    hit_id = make(market, Question=TEST, MaxAssignments=1)
    worker = Worker(market.service, "AWORKER")
    assignment_id = worker.accept(hit_id)["AssignmentId"]
    with suppress(RefusedCallError):
        worker.submit(assignment_id, text)


@given(st.one_of(st.binary(), TEXTS.map(lambda text: text.encode(errors="surrogatepass"))))
def test_bytes_are_a_soap_call_or_refused(body):
    with suppress(ProtocolError):
        read_soap(HttpRequest("POST", "h", "/", b"", {"content-type": "text/xml"}, body))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        # Reported and read in public files: Word's `<o:p>`, and a blank or a line end in an xmlns.
        (WHOLE[3].replace("&lt;p&gt;Rain&lt;/p&gt;", f"<![CDATA[{PASTED}]]>"), "XHTMLParseError"),
        (WHOLE[3].replace('.xsd"', '.xsd "'), "XMLParseError"),
        (WHOLE[3].replace('.xsd"', '.xsd\n"'), "XMLParseError"),
        (WHOLE[3].replace("<Title>", '<Title a:b="c">', 1), "XMLParseError"),
        (WHOLE[3].replace("<Title>", "<?a:b?><Title>", 1), "XMLParseError"),
        (WHOLE[3].replace("<Title>Clouds", "<a:Title>Clouds", 1), "XMLParseError"),
    ],
)
def test_what_is_well_formed_but_for_its_namespaces_is_a_parse_error(market, document, code):
    legacy = LegacyMarket(market)
    hit = {
        "Title": "t",
        "Description": "d",
        "Reward.1.Amount": "0.10",
        "AssignmentDurationInSeconds": "60",
        "LifetimeInSeconds": "60",
    }
    assert problem(legacy("CreateHIT", **hit, Question=document)).startswith(f"{code}: ")
    with pytest.raises(RefusedCallError) as caught:
        make(market, Question=document)
    assert error_text(caught.value).startswith(f"{code}: ")


@pytest.mark.parametrize("name", ["urn:a b ", "\n", "wolke", "wölkchen", "http://a[]"])
def test_a_namespace_that_is_declared_and_not_used_may_be_odd(name):
    odd = TEST.replace("<QuestionForm ", f'<QuestionForm xmlns:o="{name}" ')
    assert list_violations(DocumentKind.QUESTION_FORM, odd) == ()
