"""What a page sends back, read as answers, or shown again with all that is wrong."""

import pytest
from support.documents import counts, form, free_text, question, selection, upload

from adapter.marketplace.documents import Answer, check_answers, read_form
from adapter.marketplace.documents.answers import read_answers
from adapter.marketplace.uploads import UploadMetadata
from adapter.web.people.forms import read_request, show_form

FILE = UploadMetadata("KEY", "owl.png", 12)
OTHER = selection("red", "green", other="")
NONE = selection("red", "green", counts=counts(0))
SEVERAL = selection("red", "green", "blue", counts=counts(2, 2), other="")
MENU = selection("red", "green", counts="<StyleSuggestion>dropdown</StyleSuggestion>")


def read(answer, fields, *, required=True, uploads=None):
    asked = form(question(answer, required=required))
    reading = read_request(read_form(asked), fields, uploads)
    assert reading.answers is None or check_answers(asked, reading.answers) == ()
    return reading


TAKEN = [
    ("a-text", free_text(), {"q1": ["a"]}, Answer("q", text="a")),
    ("blanks", free_text('<Length minLength="2"/>'), {"q1": ["  "]}, Answer("q", text="  ")),
    ("lines", free_text(), {"q1": ["a\r\nb\rc"]}, Answer("q", text="a\nb\nc")),
    ("unwritable", free_text(), {"q1": ["a\0b"]}, Answer("q", text="a\ufffdb")),
    ("one", OTHER, {"q1": ["1"]}, Answer("q", ("green",))),
    ("other", OTHER, {"q1": ["other"], "q1-other": ["mauve"]}, Answer("q", (), "mauve")),
    ("other-that-was-written-alone", OTHER, {"q1-other": ["mauve"]}, Answer("q", (), "mauve")),
    ("none", NONE, {"q1": ["none"]}, Answer("q", ())),
    ("none-by-nothing", NONE, {}, Answer("q", ())),
    ("several-in-the-form's-order", SEVERAL, {"q1": ["2", "0"]}, Answer("q", ("red", "blue"))),
    ("one-and-another", SEVERAL, {"q1": ["2", "other"], "q1-other": ["x"]},
     Answer("q", ("blue",), "x")),
    ("one-and-what-was-written", SEVERAL, {"q1": ["2"], "q1-other": ["x"]},
     Answer("q", ("blue",), "x")),
    ("of-a-menu", MENU, {"q1": ["1"]}, Answer("q", ("green",))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fields", "said"), [pytest.param(*row, id=name) for name, *row in TAKEN]
)
def test_what_fits_is_an_answer(answer, fields, said):
    assert read_answers(read(answer, fields).answers) == (said,)


REFUSED = [
    ("no-text", free_text(), {"q1": [""]}, "Write an answer"),
    ("no-choice", OTHER, {}, "Choose an answer"),
    ("no-choice-of-a-menu", MENU, {"q1": [""]}, "Choose an answer"),
    ("an-option-that-is-none", OTHER, {"q1": ["7", "x"]}, "Choose an answer"),
    ("too-short", free_text('<Length minLength="2"/>'), {"q1": ["a"]},
     "Write at least 2 characters; you wrote 1"),
    ("too-few", SEVERAL, {"q1": ["0"]}, "Choose at least 2; you chose 1"),
    ("too-many", SEVERAL, {"q1": ["0", "1", "2"]}, "Choose at most 2; you chose 3"),
    ("two-of-one", OTHER, {"q1": ["0", "1"]}, "Choose one answer"),
    ("none-and-one", selection("a", counts=counts(0)), {"q1": ["0", "none"]},
     "Choose none of these, or something, not both"),
    ("other-without-a-text", OTHER, {"q1": ["other"], "q1-other": [" "]},
     "Write what the other answer is, or choose another"),
    ("a-text-beside-a-choice", OTHER, {"q1": ["0"], "q1-other": ["mauve"]},
     "Choose Other for what you wrote, or clear the text"),
    ("own-words", free_text('<AnswerFormatRegex regex="^a" errorText="begin with a"/>'),
     {"q1": ["b"]}, "Begin with a"),
    ("no-file", upload(1, 20), {}, "Choose a file"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fields", "error"), [pytest.param(*row, id=name) for name, *row in REFUSED]
)
def test_what_does_not_fit_is_said_beside_the_field_and_in_the_summary(answer, fields, error):
    reading = read(answer, fields)
    assert reading.answers is None
    [filled] = reading.page.fields
    assert filled.errors == (error,)
    assert reading.page.errors == (("q1", f"What? {error}"),)


def test_every_problem_is_said_and_nothing_is_lost():
    asked = form(
        question(free_text("<IsNumeric/>"), "a"),
        question(SEVERAL, "b"),
        question(free_text(), "c"),
    )
    sent = {"q1": ["ten"], "q2": ["2"], "q3": ["kept"]}
    reading = read_request(read_form(asked), sent)
    assert [name for name, _ in reading.page.errors] == ["q1", "q2"]
    entries = [each.entry for each in reading.page.fields]
    assert [each.text for each in entries] == ["ten", "", "kept"]
    assert entries[1].chosen == ("2",)


def test_a_field_begins_with_its_default_text():
    asked = form(question("<FreeTextAnswer><DefaultText>a</DefaultText></FreeTextAnswer>"))
    [filled] = show_form(read_form(asked)).fields
    assert filled.entry.text == "a"


def test_a_default_text_beside_a_choice_is_no_answer():
    answer = selection("red", other="<DefaultText>which?</DefaultText>")
    sent = {"q1": ["0"], "q1-other": ["which?"]}
    assert read_answers(read(answer, sent).answers) == (Answer("q", ("red",)),)


def test_a_file_that_is_kept_is_the_answer():
    reading = read(upload(10, 20), {}, uploads={"q": FILE})
    assert read_answers(reading.answers) == (Answer("q", size=12, file_key="KEY"),)


def test_a_file_of_another_size_is_refused():
    [filled] = read(upload(13, 20), {}, uploads={"q": FILE}).page.fields
    assert filled.errors == ("Choose a file of 13 to 20 bytes; this one has 12",)
    assert filled.entry.upload == FILE


def test_a_form_of_which_nothing_is_answered_is_not_submitted():
    reading = read(upload(10, 20), {}, required=False)
    assert reading.answers is None
    assert reading.page.errors == (("q1", "Answer at least one question"),)


def test_questions_that_are_not_answered_are_empty_answers():
    asked = form(question(free_text(), "a"), question(OTHER, "b"))
    reading = read_request(read_form(asked), {})
    assert read_answers(reading.answers) == (Answer("a", text=""), Answer("b", ()))


def test_narrowing_options_keeps_the_rest_and_says_nothing():
    many = selection(
        *[f"n{number}" for number in range(20)],
        counts="<StyleSuggestion>combobox</StyleSuggestion>",
    )
    asked = form(question(many), question(free_text("<IsNumeric/>"), "p"))
    sent = {"q1": ["3"], "q1-filter": ["N1"], "q2": ["ten"], "filter": ["q1"]}
    reading = read_request(read_form(asked), sent)
    assert (reading.answers, reading.page.errors) == (None, ())
    chosen, text = reading.page.fields
    expected = ["1", "3", *[str(number) for number in range(10, 20)]]
    assert [each.value for each in chosen.options] == expected
    assert (chosen.entry.wanted, text.entry.text) == ("N1", "ten")


def test_answers_that_are_too_long_are_refused_and_kept():
    reading = read(free_text(), {"q1": ["a" * 1_000_001]})
    [(_, error)] = reading.page.errors
    assert "1000000 are read" in error
    assert len(reading.page.fields[0].entry.text) == 1_000_001
