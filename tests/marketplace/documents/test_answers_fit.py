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


def formats(*attributes):
    """The constraint that a text has these formats."""
    return "".join(f"<AnswerFormatRegex {each}/>" for each in attributes)


ONE_WORD = formats('regex="one"')
WORD = free_text(ONE_WORD)
SAME_CASE = free_text(formats('regex="^yes$" errorText="Write yes"'))
ANY_CASE = free_text(formats('regex="^yes$" flags="i"'))
TWO_FORMATS = free_text(
    formats('regex="^a" errorText="Begin with a"', 'regex="b$" errorText="End with b"')
)
OTHER_WORD = selection("red", other=f"<Constraints>{ONE_WORD}</Constraints>")
JAVASCRIPT = free_text(formats(r'regex="^(?&lt;x&gt;[^])[^\S]\u0062(?![])$"'))
NO_PATTERN = free_text(formats('regex="("', 'regex="a{2,1}"'))
FOR_EVER = free_text(formats('regex="^(a+)+$"') * 3)
MEMORY = free_text(formats('regex="^(a|b)*$"'))

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
    ("in-the-format", WORD, wrote("say one word")),
    ("in-the-format-by-its-flag", ANY_CASE, wrote("YES")),
    ("in-every-format", TWO_FORMATS, wrote("ab")),
    ("no-text-in-a-format", WORD, wrote("")),
    ("other-in-the-format", OTHER_WORD, chose(beside="one")),
    ("a-format-that-javascript-alone-has", JAVASCRIPT, wrote("a b")),
    ("a-pattern-that-is-none", NO_PATTERN, wrote("x")),
    ("a-pattern-that-takes-for-ever", FOR_EVER, wrote("a" * 100 + "!")),
    ("a-pattern-that-needs-more-memory", MEMORY, wrote("ab" * 200_000)),
    ("smallest-file", FILE, sent(10)),
    ("largest-file", FILE, sent(20)),
]

REFUSED = [
    ("shorter", LENGTH, wrote("a"), "write at least 2 characters; you wrote 1"),
    ("longer", LENGTH, wrote("abcde"), "write at most 4 characters; you wrote 5"),
    ("longer-alone", AT_MOST, wrote("abcde"), "write at most 4 characters; you wrote 5"),
    ("empty-with-a-length", AT_LEAST, wrote(""), "write an answer"),
    ("words", NUMBER, wrote("ten"), 'write a number; "ten" is not one'),
    ("exponent", NUMBER, wrote("1e3"), 'write a number; "1e3" is not one'),
    ("a-point-alone", NUMBER, wrote("."), 'write a number; "." is not one'),
    ("two-numbers", NUMBER, wrote("1 2"), 'write a number; "1 2" is not one'),
    ("other-digits", NUMBER, wrote("٣"), 'write a number; "٣" is not one'),
    ("below", BOUNDED, wrote("-2.1"), "write a number of at least -2"),
    ("above", BOUNDED, wrote("10.1"), "write a number of at most 10"),
    ("below-zero", FROM_ZERO, wrote("-1"), "write a number of at least 0"),
    ("above-zero", FROM_ZERO, wrote("1"), "write a number of at most 0"),
    ("selected-instead", TEXT, chose("red"), "the answer must be FreeText"),
    ("a-text-beside-nothing", TEXT, chose(beside="x"), "the answer must be FreeText"),
    ("a-file-instead", TEXT, sent(10), "the answer must be FreeText"),
    ("written-instead", ONE, wrote("red"), "the answer must be SelectionIdentifier"),
    ("a-file-instead-of-a-choice", ONE, sent(10), "the answer must be SelectionIdentifier"),
    ("not-offered", ONE, chose("mauve"), 'there is no selection "mauve"'),
    ("two-of-one", ONE, chose("red", "blue"), "choose at most 1; you chose 2"),
    ("three-of-two", TWO, chose("red", "green", "blue"), "choose at most 2; you chose 3"),
    ("one-of-two", TWO, chose("red"), "choose at least 2; you chose 1"),
    ("other-alone-of-two", OTHER_OF_TWO, chose(beside="x"), "choose at least 2; you chose 1"),
    ("no-field", ONE, chose("red", beside="x"), "there is no field for OtherSelectionText"),
    ("other-shorter", OTHER_LENGTH, chose(beside="a"),
     "write at least 2 characters; you wrote 1"),
    ("other-longer", OTHER_LENGTH, chose(beside="abcde"),
     "write at most 4 characters; you wrote 5"),
    ("other-no-number", OTHER_NUMBER, chose(beside="ten"), 'write a number; "ten" is not one'),
    ("other-below", OTHER_NUMBER, chose(beside="0"), "write a number of at least 1"),
    ("other-above", OTHER_NUMBER, chose(beside="10"), "write a number of at most 9"),
    ("in-no-format", WORD, wrote("two"), "invalid input"),
    ("in-another-case", SAME_CASE, wrote("YES"), "Write yes"),
    ("a-line-end-after-it", SAME_CASE, wrote("yes\n"), "Write yes"),
    ("in-one-format-of-two", TWO_FORMATS, wrote("ac"), "End with b"),
    ("other-in-no-format", OTHER_WORD, chose(beside="two"), "invalid input"),
    ("smaller-file", FILE, sent(9), "choose a file of 10 to 20 bytes; this one has 9"),
    ("larger-file", FILE, sent(21), "choose a file of 10 to 20 bytes; this one has 21"),
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
    ("no-text", TEXT, wrote(""), "write an answer"),
    ("no-choice", ONE, chose(), "choose an answer"),
    ("no-other", OTHER, chose(beside=""), "choose an answer"),
]


@pytest.mark.parametrize(("asked", "said", "wanted"), cases(REQUIRED))
def test_an_empty_answer_is_refused_only_where_one_is_required(asked, said, wanted):
    given = answered(("q", said))
    assert check_answers(form(question(asked)), given) == ()
    [reason] = check_answers(form(question(asked, required=True)), given)
    assert reason == f'question "q": {wanted}'


MISSING = [
    ("text", TEXT, "write an answer"),
    ("one", ONE, "choose an answer"),
    ("file", FILE, "choose a file"),
    ("any", ANY_NUMBER, "choose an answer"),
]


@pytest.mark.parametrize(("asked", "wanted"), cases(MISSING))
def test_a_question_without_an_answer_is_refused_only_where_one_is_required(asked, wanted):
    given = answered(("p", wrote("x")))
    others = question(TEXT, "p")
    assert check_answers(form(others, question(asked)), given) == ()
    [reason] = check_answers(form(others, question(asked, required=True)), given)
    assert reason == f'question "q": {wanted}'


def test_selecting_none_is_an_answer_to_a_required_question_that_takes_none():
    asked = form(question(ANY_NUMBER, required=True))
    assert check_answers(asked, answered(("q", chose()))) == ()


def test_a_question_with_a_shortest_text_is_required_without_saying_so():
    asked = form(question(TEXT, "p"), question(AT_LEAST))
    assert check_answers(asked, answered(("p", wrote("x")))) == ('question "q": write an answer',)


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
        'question "q": write a number of at most 10',
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
