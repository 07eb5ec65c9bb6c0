"""What a form asks and what was answered, read as data."""

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

from adapter.marketplace.documents import (
    FileUpload,
    FreeText,
    Question,
    Selection,
    build_answers,
    read_questions,
    write_answers,
)
from adapter.marketplace.documents.answers import Answer, read_answers, read_answers_by_question


def asked(answer, **more):
    [only] = read_questions(form(question(answer, **more)))
    return only.answer


def test_a_question_is_read_whole():
    content = "<Title> One </Title><Text>Two</Text><List><ListItem>no</ListItem></List>"
    named = question(free_text(), content=content, required=True).replace(
        "<IsRequired>", "<DisplayName>Shown</DisplayName><IsRequired>"
    )
    assert read_questions(form(named, question(free_text(), "p"))) == (
        Question("q", "Shown", ("One", "Two"), required=True, answer=FreeText()),
        Question("p", "", ("What?",), required=False, answer=FreeText()),
    )


def test_required_may_be_written_as_a_number_and_left_out():
    whole = question(free_text(), required=True)
    written = [whole.replace(">true<", ">1<"), whole.replace("<IsRequired>true</IsRequired>", "")]
    assert [read_questions(form(each))[0].required for each in written] == [True, False]


def test_the_constraints_of_a_text_are_read():
    whole = '<IsNumeric minValue="-1" maxValue="2"/><Length minLength="3" maxLength="4"/>'
    assert asked(free_text(whole)) == FreeText(
        numeric=True, min_value=-1, max_value=2, min_length=3, max_length=4
    )
    assert asked(free_text("<IsNumeric/>")) == FreeText(numeric=True)


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


def test_a_choice_is_read_with_its_counts_and_its_other_field():
    other = '<Constraints><Length maxLength="9"/></Constraints>'
    assert asked(selection("a", "b", counts=counts(0, 2), other=other)) == Selection(
        {"a": "A", "b": "B"}, min_count=0, max_count=2, other=FreeText(max_length=9)
    )
    assert asked(selection("a")) == Selection({"a": "A"}, min_count=1, max_count=1)


def test_a_picture_to_choose_is_shown_by_nothing():
    picture = (
        "<Binary><MimeType><Type>image</Type></MimeType><DataURL>https://example.org/</DataURL>"
        "<AltText>x</AltText></Binary>"
    )
    assert asked(selection("a").replace("<Text>A</Text>", picture)).options == {"a": ""}


def test_a_file_is_read_with_its_sizes():
    assert asked(upload(3, 5)) == FileUpload(min_bytes=3, max_bytes=5)


def test_answers_are_read_in_their_order():
    document = answered(
        ("a", wrote(" x ")), ("b", chose("1", "2", beside="y")), ("c", sent(7)), ("d", chose())
    )
    assert read_answers(document) == (
        Answer("a", text=" x "),
        Answer("b", frozenset({"1", "2"}), "y"),
        Answer("c", size=7),
        Answer("d", frozenset()),
    )


def test_of_two_answers_the_first_is_the_one_by_question():
    assert read_answers_by_question(answered(("a", wrote("x")), ("a", wrote("y")))) == {
        "a": Answer("a", text="x")
    }


def test_plain_answers_are_written_as_the_form_asks_for_them():
    whole = form(question(selection("red", "blue"), "colour"), question(free_text(), "why"))
    document = build_answers(whole, {"colour": "red", "why": "<red> & so\r\n", "else": ["a", "b"]})
    assert read_answers(document) == (
        Answer("colour", frozenset({"red"})),
        Answer("why", text="<red> & so\r\n"),
        Answer("else", frozenset({"a", "b"})),
    )
    assert read_answers(build_answers(None, {"colour": "red"})) == (Answer("colour", text="red"),)


def test_an_empty_text_is_an_answer():
    assert read_answers(write_answers({"q": ""})) == (Answer("q", text=""),)
