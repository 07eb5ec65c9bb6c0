"""What a form shows and asks and what was answered, read as data."""

import pytest
from support.documents import (
    answered,
    chose,
    counts,
    form,
    free_text,
    question,
    selection,
    sent,
    upload,
    wrote,
)
from support.work import QUESTION

from adapter.marketplace.documents import (
    Answer,
    AnswerFormat,
    Application,
    Binary,
    BulletList,
    DocumentKind,
    EmbeddedBinary,
    FileUploadAnswer,
    FormattedContent,
    FreeTextAnswer,
    Overview,
    Question,
    QuestionForm,
    Selection,
    SelectionAnswer,
    Text,
    Title,
    build_answers,
    list_violations,
    read_form,
    write_answers,
)
from adapter.marketplace.documents.answers import read_answers, read_answers_by_question

PICTURE = (
    "<Binary><MimeType><Type>image</Type></MimeType><DataURL> https://example.org/a </DataURL>"
    "<AltText>x</AltText></Binary>"
)
FRAME = (
    "<Width>320</Width><Height>50%</Height>"
    "<ApplicationParameter><Name>a</Name><Value>1</Value></ApplicationParameter>"
    "<ApplicationParameter><Name>a</Name><Value>2</Value></ApplicationParameter>"
)
ALL_SHOWN = [
    ("<Title> One </Title>", Title("One")),
    ("<Text>\n one\n <![CDATA[<two>]]> </Text>", Text("one\n <two>")),
    (
        "<List><ListItem>a</ListItem><ListItem> b </ListItem></List>",
        BulletList(("a", "b")),
    ),
    (
        "<FormattedContent><![CDATA[ <p>a<br/>b</p> ]]></FormattedContent>",
        FormattedContent("<p>a<br/>b</p>"),
    ),
    (PICTURE, Binary("image", "", "https://example.org/a", "x")),
    (
        PICTURE.replace("</Type>", "</Type><SubType>png</SubType>"),
        Binary("image", "png", "https://example.org/a", "x"),
    ),
    (
        (
            "<EmbeddedBinary><EmbeddedMimeType><Type>video</Type><SubType>x-flv</SubType>"
            f"</EmbeddedMimeType><DataURL>http://example.org/b</DataURL><AltText>y</AltText>{FRAME}"
            "</EmbeddedBinary>"
        ),
        EmbeddedBinary(
            "video/x-flv", "http://example.org/b", "y", "320", "50%", (("a", "1"), ("a", "2"))
        ),
    ),
    (
        (
            "<Application><JavaApplet><AppletPath>http://example.org/</AppletPath>"
            f"<AppletFilename>a.class</AppletFilename>{FRAME}</JavaApplet></Application>"
        ),
        Application(
            "JavaApplet",
            "http://example.org/",
            "a.class",
            "320",
            "50%",
            (("a", "1"), ("a", "2")),
        ),
    ),
    (
        (
            "<Application><Flash><FlashMovieURL>http://example.org/m.swf</FlashMovieURL>"
            "<Width>3</Width><Height>4</Height></Flash></Application>"
        ),
        Application("Flash", "http://example.org/m.swf", "", "3", "4", ()),
    ),
]


def asked(answer, **more):
    [only] = read_form(form(question(answer, **more))).questions
    return only.answer


@pytest.mark.parametrize(("written", "read"), ALL_SHOWN)
def test_each_element_of_content_is_read(written, read):
    shown = form(f"<Overview>{written}</Overview>", question(free_text(), content=written))
    assert not list_violations(DocumentKind.QUESTION, shown)
    overview, asked_for = read_form(shown).parts
    assert overview == Overview((read,))
    assert asked_for.content == (read,)


def test_content_is_read_in_its_order():
    written, read = zip(*ALL_SHOWN, strict=True)
    [overview, _] = read_form(
        form(f"<Overview>{''.join(written)}</Overview>", question(free_text()))
    ).parts
    assert overview.content == read


def test_overviews_and_questions_are_read_in_their_order():
    named = question(free_text(), required=True).replace(
        "<IsRequired>", "<DisplayName>Shown</DisplayName><IsRequired>"
    )
    between = "<Overview><Title>Two</Title></Overview>"
    read = read_form(form(named, between, question(free_text(), "p")))
    first = Question("q", "Shown", (Text("What?"),), required=True, answer=FreeTextAnswer())
    last = Question("p", "", (Text("What?"),), required=False, answer=FreeTextAnswer())
    assert read == QuestionForm((first, Overview((Title("Two"),)), last))
    assert read.questions == (first, last)


def test_a_question_of_another_kind_has_no_parts():
    assert read_form(QUESTION).parts == ()


def test_required_may_be_written_as_a_number_and_left_out():
    whole = question(free_text(), required=True)
    written = [whole.replace(">true<", ">1<"), whole.replace("<IsRequired>true</IsRequired>", "")]
    assert [read_form(form(each)).questions[0].required for each in written] == [True, False]


def test_the_constraints_of_a_text_are_read():
    whole = (
        '<IsNumeric minValue="-1" maxValue="2"/><Length minLength="3" maxLength="4"/>'
        '<AnswerFormatRegex regex="^a" flags="i" errorText="Begin with a"/>'
        '<AnswerFormatRegex regex="b$"/>'
    )
    assert asked(free_text(whole)) == FreeTextAnswer(
        numeric=True,
        min_value=-1,
        max_value=2,
        min_length=3,
        max_length=4,
        formats=(AnswerFormat("^a", "i", "Begin with a"), AnswerFormat("b$")),
    )
    assert asked(free_text("<IsNumeric/>")) == FreeTextAnswer(numeric=True)


def test_the_first_text_and_the_height_of_a_field_are_read():
    suggested = (
        "<DefaultText> a\nb</DefaultText><NumberOfLinesSuggestion>5</NumberOfLinesSuggestion>"
    )
    whole = f"<FreeTextAnswer>{suggested}</FreeTextAnswer>"
    assert asked(whole) == FreeTextAnswer(default_text=" a\nb", lines=5)


def style(name):
    return f"<StyleSuggestion>{name}</StyleSuggestion>"


def test_a_style_that_is_made_for_several_allows_all_selections():
    for name in ("checkbox", "multichooser"):
        chosen = asked(selection("a", "b", "c", counts=style(name)))
        assert (chosen.min_count, chosen.max_count) == (1, 3)
        limited = asked(selection("a", "b", "c", counts=counts(0, 2) + style(name)))
        assert (limited.min_count, limited.max_count) == (0, 2)
    for name in ("radiobutton", "list", "dropdown", "combobox"):
        assert asked(selection("a", "b", "c", counts=style(name))).max_count == 1


def test_a_minimum_alone_allows_as_many():
    chosen = asked(selection("a", "b", "c", counts=counts(2)))
    assert (chosen.min_count, chosen.max_count) == (2, 2)
    assert asked(selection("a", "b", counts=counts(0))).max_count == 1


def test_a_choice_is_read_with_its_counts_its_style_and_its_other_field():
    other = '<Constraints><Length maxLength="9"/></Constraints>'
    whole = selection("a", "b", counts=counts(0, 2) + style("list"), other=other)
    assert asked(whole) == SelectionAnswer(
        (Selection("a", Text("A")), Selection("b", Text("B"))),
        min_count=0,
        max_count=2,
        style="list",
        other=FreeTextAnswer(max_length=9),
    )
    assert asked(selection("a")) == SelectionAnswer((Selection("a", Text("A")),))


@pytest.mark.parametrize(
    ("written", "label"), [each for each in ALL_SHOWN if each[0].startswith(("<Bin", "<Form"))]
)
def test_a_label_may_be_a_picture_or_have_markup(written, label):
    labelled = selection("a").replace("<Text>A</Text>", written)
    assert not list_violations(DocumentKind.QUESTION, form(question(labelled)))
    assert asked(labelled).selections == (Selection("a", label),)


def test_a_file_is_read_with_its_sizes():
    assert asked(upload(3, 5)) == FileUploadAnswer(min_bytes=3, max_bytes=5)


def test_answers_are_read_in_their_order():
    document = answered(
        ("a", wrote(" x ")), ("b", chose("1", "2", beside="y")), ("c", sent(7)), ("d", chose())
    )
    assert read_answers(document) == (
        Answer("a", text=" x "),
        Answer("b", ("1", "2"), "y"),
        Answer("c", size=7, file_key="k"),
        Answer("d", ()),
    )


def test_of_two_answers_the_first_is_the_one_by_question():
    assert read_answers_by_question(answered(("a", wrote("x")), ("a", wrote("y")))) == {
        "a": Answer("a", text="x")
    }


def test_plain_answers_are_written_as_the_form_asks_for_them():
    whole = form(question(selection("red", "blue"), "colour"), question(free_text(), "why"))
    document = build_answers(whole, {"colour": "red", "why": "<red> & so\r\n", "else": ["a", "b"]})
    assert read_answers(document) == (
        Answer("colour", ("red",)),
        Answer("why", text="<red> & so\r\n"),
        Answer("else", ("a", "b")),
    )
    assert read_answers(build_answers(None, {"colour": "red"})) == (Answer("colour", text="red"),)


def test_answers_of_every_kind_are_read_as_they_were_written():
    answers = (
        Answer("a", text=""),
        Answer("b", (), "beside"),
        Answer("c", ("2", "1")),
        Answer("d", size=7, file_key="k"),
    )
    assert read_answers(write_answers(answers)) == answers
