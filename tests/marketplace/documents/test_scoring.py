"""What a test is worth: options, defaults, and every mapping of a sum to a value."""

import pytest
from support.documents import answered, chose, key, scored, wrote

from adapter.marketplace.documents import (
    compute_score,
    read_answer_key,
    read_answers_by_question,
    score_answers,
)

COLOURS = scored("q", (3, ("red",)), (5, ("red", "blue")), (7, ("red",)), default=-2)

OPTIONS = [
    ("first-that-matches", chose("red"), 3),
    ("every-selection-of-it", chose("blue", "red"), 5),
    ("one-too-few", chose("blue"), -2),
    ("one-too-many", chose("red", "blue", "green"), -2),
    ("none", chose(), -2),
    ("a-text-beside-it", chose("red", beside="purple"), -2),
    ("an-empty-text-beside-it", chose("red", beside=""), 3),
    ("a-text-instead", wrote("red"), -2),
]


@pytest.mark.parametrize(("said", "worth"), [pytest.param(*row, id=name) for name, *row in OPTIONS])
def test_an_option_counts_when_it_names_what_was_selected_and_nothing_else(said, worth):
    assert compute_score(key(COLOURS), answered(("q", said))) == worth


def test_a_question_that_was_not_answered_counts_its_default():
    assert compute_score(key(COLOURS), answered(("p", wrote("x")))) == -2


def test_a_question_without_a_default_counts_nothing():
    whole = key(scored("q", (3, ("red",))))
    assert compute_score(whole, answered(("q", chose("blue")))) == 0


def test_questions_are_added_up():
    whole = key(scored("p", (1, ("a",))), scored("q", (10, ("b",)), default=100))
    assert compute_score(whole, answered(("p", chose("a")), ("q", chose("b")))) == 11
    assert compute_score(whole, answered(("p", chose("a")))) == 101


def test_of_two_answers_to_one_question_the_first_counts():
    assert (
        compute_score(key(COLOURS), answered(("q", chose("red")), ("q", chose("red", "blue")))) == 3
    )


def worth(points, mapping):
    """The value of a test whose one question came to these points."""
    return compute_score(
        key(scored("q", (points, ("a",))), mapping=mapping), answered(("q", chose("a")))
    )


def percentage(most):
    return f"<PercentageMapping><MaximumSummedScore>{most}</MaximumSummedScore></PercentageMapping>"


def scale(factor):
    multiplier = f"<SummedScoreMultiplier>{factor}</SummedScoreMultiplier>"
    return f"<ScaleMapping>{multiplier}</ScaleMapping>"


def ranges(*rows, otherwise):
    within = "".join(
        f"<SummedScoreRange><InclusiveLowerBound>{lowest}</InclusiveLowerBound>"
        f"<InclusiveUpperBound>{highest}</InclusiveUpperBound>"
        f"<QualificationValue>{value}</QualificationValue></SummedScoreRange>"
        for lowest, highest, value in rows
    )
    return (
        f"<RangeMapping>{within}<OutOfRangeQualificationValue>{otherwise}"
        "</OutOfRangeQualificationValue></RangeMapping>"
    )


GRADES = ranges((5, 7, 1), (7, 10, 2), (-3, -1, 3), otherwise=99)

VALUES = [
    ("sum-itself", "", 15, 15),
    ("all-of-it", percentage(15), 15, 100),
    ("a-share", percentage(15), 5, 33),
    ("a-share-upwards", percentage(15), 10, 67),
    ("a-half-upwards", percentage(200), 1, 1),
    ("a-half-below-zero-upwards", percentage(200), -1, 0),
    ("more-than-all", percentage(10), 15, 150),
    ("twice", scale("2"), 15, 30),
    ("a-tenth", scale("0.1"), 15, 2),
    ("a-tenth-exactly", scale("0.1"), 5, 1),
    ("less-than-a-half", scale("0.1"), 4, 0),
    ("negative", scale("-1.5"), 3, -4),
    ("exponent", scale("1E1"), 3, 30),
    ("lower-bound", GRADES, 5, 1),
    ("inside", GRADES, 6, 1),
    ("first-of-two-ranges", GRADES, 7, 1),
    ("second-range", GRADES, 8, 2),
    ("upper-bound", GRADES, 10, 2),
    ("below-every-range", GRADES, 4, 99),
    ("above-every-range", GRADES, 11, 99),
    ("below-zero", GRADES, -3, 3),
    ("upper-bound-below-zero", GRADES, -1, 3),
    ("between-ranges", GRADES, 0, 99),
    ("greatest-integer", scale("1000"), 2**31 - 1, 2**31 - 1),
    ("smallest-integer", scale("-1000"), 2**31 - 1, -(2**31)),
]


@pytest.mark.parametrize(
    ("mapping", "points", "value"), [pytest.param(*row, id=name) for name, *row in VALUES]
)
def test_a_sum_becomes_a_value_as_the_key_says(mapping, points, value):
    assert worth(points, mapping) == value


def test_the_score_of_each_question_is_explained():
    whole = key(scored("p", (1, ("a",))), scored("q", (10, ("b",)), default=-1), mapping=scale("2"))
    given = read_answers_by_question(answered(("p", chose("a")), ("q", chose("x"))))
    found = score_answers(read_answer_key(whole), given)
    assert [(each.question.identifier, each.score) for each in found.questions] == [
        ("p", 1),
        ("q", -1),
    ]
    assert [each.option is None for each in found.questions] == [False, True]
    assert (found.total, found.value) == (0, 0)


@pytest.mark.parametrize(
    ("mapping", "text"),
    [
        ("", "the sum is the value"),
        (percentage(20), "the value is the sum as a percentage of 20"),
        (scale("0.5"), "the value is the sum times 0.5"),
        (ranges((0, 4, 10), (5, 9, 20), otherwise=-1), "0 to 4: 10, 5 to 9: 20, any other: -1"),
    ],
)
def test_a_mapping_is_said_in_words(mapping, text):
    found = read_answer_key(key(scored("q", (1, ("a",))), mapping=mapping))
    assert text in str(found.mapping)
