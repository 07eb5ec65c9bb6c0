"""Every rule of the documents: what breaks it is refused, and what lies beside it is taken."""

import pytest
from support.documents import (
    answered,
    chose,
    counts,
    form,
    free_text,
    key,
    question,
    scored,
    selection,
    upload,
    wrote,
)

from adapter.marketplace import RequestError
from adapter.marketplace.documents import DocumentKind, list_violations, raise_for_document

TEXT = free_text()
NAMES = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
QUESTION = question(TEXT)
MOST = 65_535


def html(content="<p>x</p>", height="400"):
    return (
        f'<HTMLQuestion xmlns="{NAMES}/2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA['
        f"{content}]]></HTMLContent><FrameHeight>{height}</FrameHeight></HTMLQuestion>"
    )


def external(address="https://example.org/", height="400"):
    return (
        f'<ExternalQuestion xmlns="{NAMES}/2006-07-14/ExternalQuestion.xsd"><ExternalURL>{address}'
        f"</ExternalURL><FrameHeight>{height}</FrameHeight></ExternalQuestion>"
    )


def percentage(most):
    mapping = (
        f"<PercentageMapping><MaximumSummedScore>{most}</MaximumSummedScore></PercentageMapping>"
    )
    return key(scored("q", (1, ("a",))), mapping=mapping)


def scale(factor):
    multiplier = f"<SummedScoreMultiplier>{factor}</SummedScoreMultiplier>"
    mapping = f"<ScaleMapping>{multiplier}</ScaleMapping>"
    return key(scored("q", (1, ("a",))), mapping=mapping)


def binary(address="https://example.org/a.png", kind="image"):
    return question(TEXT, content=(
        f"<Binary><MimeType><Type>{kind}</Type></MimeType><DataURL>{address}</DataURL>"
        "<AltText>x</AltText></Binary>"
    ))  # fmt: skip


def padded(document, size):
    """The document with blanks behind it, up to so many bytes."""
    return document + " " * (size - len(document.encode()))


TEST, ANY, KEY, ANSWERS = (
    DocumentKind.QUESTION_FORM,
    DocumentKind.QUESTION,
    DocumentKind.ANSWER_KEY,
    DocumentKind.ANSWERS,
)

# DocumentKind, a document that is refused, a part of the reason, and one beside it that is taken.
RULES = [
    ("no-question", TEST, form("<Overview><Text>x</Text></Overview>"),
     "QuestionForm has no Question", form("<Overview><Text>x</Text></Overview>", QUESTION)),
    ("a-questions-name-twice", TEST, form(QUESTION, QUESTION),
     'QuestionIdentifier "q" is there twice', form(QUESTION, question(TEXT, "p"))),
    ("a-selections-name-twice", TEST, form(question(selection("a", "a"))),
     'SelectionIdentifier "a" is there twice', form(question(selection("a", "b")))),
    ("more-needed-than-offered", TEST, form(question(selection("a", "b", counts=counts(3, 3)))),
     "MinSelectionCount is 3; the selections are 2",
     form(question(selection("a", "b", counts=counts(2, 2))))),
    ("more-needed-than-allowed", TEST, form(question(selection("a", "b", counts=counts(2, 1)))),
     "MinSelectionCount 2 is above MaxSelectionCount 1",
     form(question(selection("a", "b", counts=counts(1, 1))))),
    ("more-needed-than-offered-without-a-maximum", TEST,
     form(question(selection("a", "b", counts=counts(3)))),
     "MinSelectionCount is 3; the selections are 2",
     form(question(selection("a", "b", counts=counts(2))))),
    ("rules-of-a-form-hold-for-a-hit", ANY, form(QUESTION, QUESTION),
     'QuestionIdentifier "q" is there twice', form(QUESTION)),
    ("a-file-in-a-test", TEST, form(question(upload(1, 2))),
     "a test cannot ask for a file", form(QUESTION)),
    ("percentage-of-nothing", KEY, percentage(0), "MaximumSummedScore must be at least 1",
     percentage(1)),
    ("scale-without-end", KEY, scale("INF"), "SummedScoreMultiplier must be a finite number",
     scale("1")),
    ("scale-that-is-no-number", KEY, scale("NaN"),
     "SummedScoreMultiplier must be a finite number", scale("-1")),
    ("another-root", KEY, form(QUESTION), '"QuestionForm" is no answer key; it must be AnswerKey',
     key(scored("q", (1, ("a",))))),
    ("a-page-as-a-test", TEST, html(), '"HTMLQuestion" is no test; it must be QuestionForm',
     form(QUESTION)),
    ("no-namespace", TEST, "<QuestionForm/>", "QuestionForm has no namespace; write xmlns=",
     form(QUESTION)),
    ("another-namespace", TEST, form(QUESTION, version="2004-01-01"),
     "the unknown namespace", form(QUESTION, version="2017-11-06")),
    ("a-blank-at-the-end-of-a-namespace", TEST, form(QUESTION).replace('.xsd"', '.xsd "'),
     "QuestionForm has white space at an end of its namespace; write xmlns=", form(QUESTION)),
    ("a-line-end-in-a-namespace", TEST, form(QUESTION).replace('.xsd"', '.xsd&#10;"'),
     "white space at an end of its namespace", form(QUESTION)),
    ("a-file-in-the-newest-form", ANY, form(question(upload(1, 2)), version="2017-11-06"),
     "FileUploadAnswer", form(question(upload(1, 2)))),
    ("too-long", TEST, padded(form(QUESTION), MOST + 1), "at most 65535",
     padded(form(QUESTION), MOST)),
    ("too-long-in-bytes", TEST,
     form(question(TEXT, content=f"<Text>{'ä' * 33_000}</Text>")), "at most 65535",
     form(question(TEXT, content=f"<Text>{'ä' * 30_000}</Text>"))),
    ("too-long-a-question", ANY, padded(html(), MOST + 1), "at most 65535", padded(html(), MOST)),
    ("too-long-a-key", KEY, padded(percentage(1), MOST + 1), "at most 65535",
     padded(percentage(1), MOST)),
    ("too-long-answers", ANSWERS, padded(answered(("q", wrote("x"))), 1_000_001),
     "at most 1000000", padded(answered(("q", wrote("x"))), 1_000_000)),
    ("not-well-formed", ANY, "<HTMLQuestion>", "question document", html()),
    ("a-document-type", ANY, f"<!DOCTYPE x>{html()}", "question document", html()),
    ("a-height-in-words", ANY, external(height="tall"), "FrameHeight", external(height="0")),
    ("a-pages-height-in-words", ANY, html(height="tall"), "FrameHeight", html(height="0")),
    ("a-picture-from-nowhere", TEST, form(binary("ftp://example.org/a")), "DataURL",
     form(binary())),
    ("a-page-without-a-host", ANY, external("https://"),
     'ExternalURL "https://" is not a valid address (anyURI)',
     external("https://example.org/task?cloud[]=1&amp;cloud[]=2")),
    ("a-picture-with-brackets-in-its-path", TEST, form(binary("https://example.org/a[1].jpg")),
     "DataURL", form(binary("https://example.org/a.jpg?size[w]=10"))),
    ("a-page-with-a-bare-percent", ANY, external("https://example.org/100%"), "ExternalURL",
     external('https://example.org/task?arg={"clouds":[1,2]}')),
    ("a-kind-of-picture", TEST, form(binary(kind="text")), "Type", form(binary(kind="video"))),
    ("shortest-below-nothing", TEST, form(question(free_text('<Length minLength="-1"/>'))),
     "minLength", form(question(free_text('<Length minLength="0"/>')))),
    ("longest-of-nothing", TEST, form(question(free_text('<Length maxLength="0"/>'))),
     "maxLength", form(question(free_text('<Length maxLength="1"/>')))),
    ("a-bound-that-is-no-number", TEST,
     form(question(free_text('<IsNumeric minValue="1.5"/>'))), "minValue",
     form(question(free_text('<IsNumeric minValue="-1"/>')))),
    ("a-pattern-without-one", TEST, form(question(free_text("<AnswerFormatRegex/>"))), "regex",
     form(question(free_text('<AnswerFormatRegex regex="a"/>')))),
    ("none-may-be-selected", TEST, form(question(selection("a", counts=counts(0, 0)))),
     "MaxSelectionCount", form(question(selection("a", counts=counts(0, 1))))),
    ("less-than-none", TEST, form(question(selection("a", counts=counts(-1)))),
     "MinSelectionCount", form(question(selection("a", counts=counts(0))))),
    ("nothing-to-select", TEST, form(question(selection())), "Selections",
     form(question(selection("a")))),
    ("a-style-of-its-own", TEST,
     form(question(selection("a", counts="<StyleSuggestion>grid</StyleSuggestion>"))),
     "StyleSuggestion",
     form(question(selection("a", counts="<StyleSuggestion>list</StyleSuggestion>")))),
    ("an-empty-file", ANY, form(question(upload(0, 2))), "MinFileSizeInBytes",
     form(question(upload(1, 2)))),
    ("a-file-beyond-the-greatest", ANY, form(question(upload(1, 2_000_000_001))),
     "MaxFileSizeInBytes", form(question(upload(1, 2_000_000_000)))),
    ("a-score-that-is-no-number", KEY, key(scored("q", (1.5, ("a",)))), "AnswerScore",
     key(scored("q", (-1, ("a",))))),
    ("an-option-of-nothing", KEY, key(scored("q", (1, ()))), "SelectionIdentifier",
     key(scored("q", (1, ("a",))))),
    ("a-key-of-nothing", KEY, key(), "AnswerKey", key(scored("q", (1, ("a",))))),
    ("no-answers", ANSWERS, answered(), "QuestionFormAnswers", answered(("q", wrote("")))),
    ("both-ways-at-once", ANSWERS, answered(("q", wrote("x") + chose("a"))),
     "SelectionIdentifier", answered(("q", chose("a")))),
    ("a-text-between-selections", ANSWERS,
     answered(("q", chose(beside="x") + chose("a"))), "SelectionIdentifier",
     answered(("q", chose("a", beside="x")))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "refused", "reason", "taken"), [pytest.param(*row, id=name) for name, *row in RULES]
)
def test_what_breaks_a_rule_is_refused_and_its_neighbour_is_taken(kind, refused, reason, taken):
    [first, *_] = list_violations(kind, refused)
    assert reason in first
    error = refuse(kind, refused)
    assert error.code == "AWS.MechanicalTurk.XMLParseError"
    assert error.message == (
        "There was an error parsing the XML question or answer data in your request.  Please make "
        "sure the data is well-formed and validates against the appropriate schema. "
        f"Details: {first}"
    )
    assert list_violations(kind, taken) == ()
    raise_for_document(kind, taken)


def refuse(kind, document):
    """The error for the document."""
    with pytest.raises(RequestError) as caught:
        raise_for_document(kind, document)
    return caught.value


def formatted(content):
    """A form whose question shows this XHTML."""
    inside = f"<FormattedContent><![CDATA[{content}]]></FormattedContent>"
    return form(question(TEXT, content=inside))


XHTML = [
    ("not-closed", "<p>x", "FormattedContent", "<p>x</p>"),
    ("a-script", "<script>x</script>", "script", "<b>x</b>"),
    ("a-style", "<style>x</style>", "style", "<i>x</i>"),
    ("a-form", "<form/>", "form", "<hr/>"),
    ("a-division", "<div>x</div>", "div", "<p>x</p>"),
    ("a-span", "<span>x</span>", "span", "<em>x</em>"),
    ("a-class", '<p class="x">x</p>', "class", '<p align="left">x</p>'),
    ("a-handler", '<p onclick="x()">x</p>', "onclick", '<p title="x">x</p>'),
    (
        "a-link-to-nowhere",
        '<a href="https://">x</a>',
        "href",
        '<a href="mailto:x[at]example.org">x</a>',
    ),
    ("a-comment", "<p>x</p><!-- x -->", "comments are not allowed", "<p>!-- x --</p>"),
    ("an-entity-that-nobody-knows", "<p>&nosuch;</p>", "FormattedContent", "<p>&nbsp;&copy;</p>"),
    ("a-reference-cut-off", "<p>a & b</p>", "FormattedContent", "<p>a &amp; &lt; b</p>"),
]


@pytest.mark.parametrize(
    ("refused", "reason", "taken"), [pytest.param(*row, id=name) for name, *row in XHTML]
)
def test_formatted_content_is_held_to_its_own_schema(refused, reason, taken):
    error = refuse(DocumentKind.QUESTION, formatted(refused))
    assert error.code == "AWS.MechanicalTurk.XHTMLParseError"
    assert "There was an error parsing the XHTML data in your request." in error.message
    assert reason in error.message
    assert list_violations(DocumentKind.QUESTION, formatted(taken)) == ()


def test_formatted_content_is_checked_wherever_it_stands():
    bad = "<FormattedContent>&lt;script/&gt;</FormattedContent>"
    offered = (
        "<SelectionAnswer><Selections><Selection><SelectionIdentifier>a</SelectionIdentifier>"
        f"{bad}</Selection></Selections></SelectionAnswer>"
    )
    for document in (
        form(f"<Overview>{bad}</Overview>", QUESTION),
        form(question(offered)),
        form(QUESTION, question(TEXT, "p", content=bad)),
    ):
        for kind in (DocumentKind.QUESTION, DocumentKind.QUESTION_FORM):
            assert refuse(kind, document).code == "AWS.MechanicalTurk.XHTMLParseError"


@pytest.mark.parametrize(("content", "line"), [("<p>x</p>\n<script/>", 4), ("x\n\n<!--", 5)])
def test_a_fault_in_formatted_content_is_at_its_line_of_the_whole_document(content, line):
    document = formatted(content).replace("<Question>", "\n\n<Question>")
    assert list_violations(DocumentKind.QUESTION, document)[0].startswith(f"line {line}: ")


def test_the_first_five_problems_are_told_and_how_many_more_there_are():
    names = [name for name in "abcdefg" for _ in range(2)]
    *told, rest = list_violations(
        DocumentKind.QUESTION_FORM, form(*(question(TEXT, name) for name in names))
    )
    assert [each.split('"')[1] for each in told] == ["a", "b", "c", "d", "e"]
    assert rest == "and 2 more"
    five = form(*(question(TEXT, name) for name in names[:10]))
    assert len(list_violations(DocumentKind.QUESTION_FORM, five)) == 5


@pytest.mark.parametrize("version", ["2005-10-01", "2017-11-06"])
def test_either_version_of_a_form_is_one(version):
    for kind in (DocumentKind.QUESTION, DocumentKind.QUESTION_FORM):
        assert list_violations(kind, form(QUESTION, version=version)) == ()


def test_what_a_namespace_may_be_is_said_newest_first():
    [reason] = list_violations(DocumentKind.QUESTION, "<QuestionForm/>")
    assert reason.index("2017-11-06") < reason.index("2005-10-01")
