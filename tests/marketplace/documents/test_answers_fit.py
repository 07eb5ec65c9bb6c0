"""Which answers to a form are taken, and what is said to each that is not."""

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

from adapter.marketplace.documents import check_answers

TEXT = free_text()
LENGTH = free_text('<Length minLength="2" maxLength="4"/>')
AT_LEAST = free_text('<Length minLength="1"/>')
AT_MOST = free_text('<Length maxLength="4"/>')
NUMBER = free_text("<IsNumeric/>")
BOUNDED = free_text('<IsNumeric minValue="-2" maxValue="10"/>')
FROM_ZERO = free_text('<IsNumeric minValue="0" maxValue="0"/>')
ONE = selection("red", "green", "blue")
TWO = selection("red", "green", "blue", counts=counts(2, 2))
ANY_NUMBER = selection("red", "green", "blue", counts=counts(0, 3))
OTHER = selection("red", "green", other="")
OTHER_OF_TWO = selection("red", "green", counts=counts(2, 2), other="")
OTHER_LENGTH = selection(
    "red", other='<Constraints><Length minLength="2" maxLength="4"/></Constraints>'
)
OTHER_NUMBER = selection(
    "red", other='<Constraints><IsNumeric minValue="1" maxValue="9"/></Constraints>'
)
FILE = upload(10, 20)

TAKEN = [
    ("any-text", TEXT, wrote("whatever\nit says")),
    ("an-empty-text", TEXT, wrote("")),
    ("shortest", LENGTH, wrote("ab")),
    ("longest", LENGTH, wrote("abcd")),
    ("one-character", AT_LEAST, wrote("a")),
    ("no-text-where-only-the-longest-is-said", AT_MOST, wrote("")),
    ("whole", NUMBER, wrote("12")),
    ("signed", NUMBER, wrote("+12")),
    ("decimals", NUMBER, wrote("1.5")),
    ("decimals-without-a-digit-in-front", NUMBER, wrote(".5")),
    ("a-point-at-the-end", NUMBER, wrote("1.")),
    ("blanks-around-it", NUMBER, wrote(" 12 ")),
    ("lowest", BOUNDED, wrote("-2")),
    ("highest", BOUNDED, wrote("10")),
    ("zero", FROM_ZERO, wrote("0")),
    ("one-of-one", ONE, chose("red")),
    ("two-of-two", TWO, chose("red", "blue")),
    ("none-of-any", ANY_NUMBER, chose()),
    ("all-of-any", ANY_NUMBER, chose("red", "green", "blue")),
    ("other-alone", OTHER, chose(beside="purple")),
    ("other-counts-as-one-of-two", OTHER_OF_TWO, chose("red", beside="purple")),
    ("other-shortest", OTHER_LENGTH, chose(beside="ab")),
    ("other-longest", OTHER_LENGTH, chose(beside="abcd")),
    ("other-lowest", OTHER_NUMBER, chose(beside="1")),
    ("other-highest", OTHER_NUMBER, chose(beside=" 9 ")),
    ("smallest-file", FILE, sent(10)),
    ("largest-file", FILE, sent(20)),
]

REFUSED = [
    ("shorter", LENGTH, wrote("a"), "the text has 1 characters; at least 2 are needed"),
    ("longer", LENGTH, wrote("abcde"), "the text has 5 characters; at most 4 are taken"),
    ("longer-alone", AT_MOST, wrote("abcde"), "the text has 5 characters; at most 4 are taken"),
    ("empty-with-a-length", AT_LEAST, wrote(""), "an answer is required"),
    ("words", NUMBER, wrote("ten"), '"ten" is not a number'),
    ("exponent", NUMBER, wrote("1e3"), '"1e3" is not a number'),
    ("a-point-alone", NUMBER, wrote("."), '"." is not a number'),
    ("two-numbers", NUMBER, wrote("1 2"), '"1 2" is not a number'),
    ("other-digits", NUMBER, wrote("٣"), '"٣" is not a number'),
    ("below", BOUNDED, wrote("-2.1"), '"-2.1" is below -2'),
    ("above", BOUNDED, wrote("10.1"), '"10.1" is above 10'),
    ("below-zero", FROM_ZERO, wrote("-1"), '"-1" is below 0'),
    ("above-zero", FROM_ZERO, wrote("1"), '"1" is above 0'),
    ("selected-instead", TEXT, chose("red"), "the answer must be FreeText"),
    ("a-text-beside-nothing", TEXT, chose(beside="x"), "the answer must be FreeText"),
    ("a-file-instead", TEXT, sent(10), "the answer must be FreeText"),
    ("written-instead", ONE, wrote("red"), "the answer must be SelectionIdentifier"),
    ("a-file-instead-of-a-choice", ONE, sent(10), "the answer must be SelectionIdentifier"),
    ("not-offered", ONE, chose("mauve"), 'there is no selection "mauve"'),
    ("two-of-one", ONE, chose("red", "blue"), "2 are selected; at most 1 may be"),
    ("three-of-two", TWO, chose("red", "green", "blue"), "3 are selected; at most 2 may be"),
    ("one-of-two", TWO, chose("red"), "1 are selected; at least 2 must be"),
    ("other-alone-of-two", OTHER_OF_TWO, chose(beside="x"), "0 are selected; at least 2 must be"),
    ("no-field", ONE, chose("red", beside="x"), "there is no field for OtherSelectionText"),
    ("other-shorter", OTHER_LENGTH, chose(beside="a"),
     "the text has 1 characters; at least 2 are needed"),
    ("other-longer", OTHER_LENGTH, chose(beside="abcde"),
     "the text has 5 characters; at most 4 are taken"),
    ("other-no-number", OTHER_NUMBER, chose(beside="ten"), '"ten" is not a number'),
    ("other-below", OTHER_NUMBER, chose(beside="0"), '"0" is below 1'),
    ("other-above", OTHER_NUMBER, chose(beside="10"), '"10" is above 9'),
    ("smaller-file", FILE, sent(9), "the file has 9 bytes; 10 to 20 are taken"),
    ("larger-file", FILE, sent(21), "the file has 21 bytes; 10 to 20 are taken"),
    ("no-file", FILE, wrote("x"), "the answer must be an uploaded file"),
]  # fmt: skip


def cases(rows):
    return [pytest.param(*row, id=name) for name, *row in rows]


@pytest.mark.parametrize(("asked", "said"), cases(TAKEN))
def test_an_answer_that_fits_is_taken(asked, said):
    assert check_answers(form(question(asked)), answered(("q", said))) == ()


@pytest.mark.parametrize(("asked", "said", "reason"), cases(REFUSED))
def test_an_answer_that_does_not_fit_is_refused_by_its_question(asked, said, reason):
    found = check_answers(form(question(asked)), answered(("q", said)))
    assert found == (f'question "q": {reason}',)


REQUIRED = [
    ("no-text", TEXT, wrote("")),
    ("no-choice", ONE, chose()),
    ("no-other", OTHER, chose(beside="")),
]


@pytest.mark.parametrize(("asked", "said"), cases(REQUIRED))
def test_an_empty_answer_is_refused_only_where_one_is_required(asked, said):
    given = answered(("q", said))
    assert check_answers(form(question(asked)), given) == ()
    [reason] = check_answers(form(question(asked, required=True)), given)
    assert reason == 'question "q": an answer is required'


@pytest.mark.parametrize("asked", [TEXT, ONE, FILE, ANY_NUMBER], ids=["text", "one", "file", "any"])
def test_a_question_without_an_answer_is_refused_only_where_one_is_required(asked):
    given = answered(("p", wrote("x")))
    others = question(TEXT, "p")
    assert check_answers(form(others, question(asked)), given) == ()
    [reason] = check_answers(form(others, question(asked, required=True)), given)
    assert reason == 'question "q": an answer is required'


def test_selecting_none_is_an_answer_to_a_required_question_that_takes_none():
    asked = form(question(ANY_NUMBER, required=True))
    assert check_answers(asked, answered(("q", chose()))) == ()


def test_a_question_with_a_shortest_text_is_required_without_saying_so():
    asked = form(question(TEXT, "p"), question(AT_LEAST))
    assert check_answers(asked, answered(("p", wrote("x")))) == (
        'question "q": an answer is required',
    )


def test_an_answer_to_no_question_is_refused():
    found = check_answers(form(question(TEXT)), answered(("q", wrote("x")), ("r", wrote("x"))))
    assert found == ('there is no question "r"',)


@pytest.mark.parametrize("times", [2, 3])
def test_a_question_that_is_answered_more_than_once_is_refused(times):
    given = answered(*[("q", wrote(each)) for each in "xyz"[:times]])
    found = check_answers(form(question(TEXT)), given)
    assert found == (f'question "q" is answered {times} times',)


def test_every_question_that_is_answered_wrongly_is_named():
    asked = form(question(ONE, "p"), question(BOUNDED))
    found = check_answers(asked, answered(("p", chose("mauve")), ("q", wrote("11"))))
    assert found == (
        'question "p": there is no selection "mauve"',
        'question "q": "11" is above 10',
    )


def test_what_is_no_form_and_what_is_no_answers_is_said_instead():
    assert "question document" in check_answers("<QuestionForm", answered(("q", "")))[0]
    assert "answers document" in check_answers(form(question(TEXT)), "<Answers")[0]


def test_a_page_elsewhere_takes_any_answers():
    page = (
        '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
        '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://example.org/</ExternalURL>'
        "<FrameHeight>400</FrameHeight></ExternalQuestion>"
    )
    assert check_answers(page, answered(("anything", wrote("x")))) == ()
