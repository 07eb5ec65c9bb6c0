"""The list that is read: pending requests of about 1.3 KB, the same in every process."""

from __future__ import annotations

import random
from typing import Any

_TEST = (
    '<QuestionForm xmlns="http://mechanicalturk.amazonaws.com/doc/QuestionForm.xsd">'
    '<Question><QuestionIdentifier>q1</QuestionIdentifier><QuestionContent><Text>Is "this" &amp;'
    " that the same?</Text></QuestionContent><AnswerSpecification><FreeTextAnswer/>"
    "</AnswerSpecification></Question>"
    + "<Overview><Text>Read the instructions first, then look at the picture.</Text></Overview>" * 3
    + "</QuestionForm>"
)
_ANSWER = (
    '<QuestionFormAnswers xmlns="http://mechanicalturk.amazonaws.com/doc/Answers.xsd">'
    "<Answer><QuestionIdentifier>q1</QuestionIdentifier><FreeText>{text}</FreeText></Answer>"
    "<Answer><QuestionIdentifier>q2</QuestionIdentifier><FreeText>Nothing to add, thank you."
    "</FreeText></Answer></QuestionFormAnswers>"
)
# No two answers are alike, or packing them would look better than it is.
_PROSE = (
    "they are not the same because one picture was taken later in the day and of another house I"
    " think nobody would call both of them old but my eyes may be wrong so please look again at the"
    " left &lt;upper&gt; corner where a number says 1907 &amp; some name that cannot be read"
)
_WORDS_OF_AN_ANSWER = 24
_FIRST_SECOND, _SECONDS = 1_500_000_000, 10_000_000


def build_items(count: int) -> list[dict[str, Any]]:
    """Return them as the current API lists them in JSON: epoch times, in no order."""
    chance = random.Random(count)  # noqa: S311 (a list that is the same every time)
    words = _PROSE.split()
    return [
        {
            "QualificationRequestId": f"3REQ{number:026}",
            "QualificationTypeId": "3TYPE000000000000000000000000",
            "WorkerId": f"A{chance.randrange(10**12):013}",
            "Test": _TEST,
            "Answer": _ANSWER.format(text=" ".join(chance.choices(words, k=_WORDS_OF_AN_ANSWER))),
            "SubmitTime": _FIRST_SECOND + chance.randrange(_SECONDS * 1000) / 1000,
        }
        for number in range(count)
    ]


def sort_ids(count: int) -> list[str]:
    """Return the ids in the order of a legacy list by SubmitTime, ties by id."""
    ordered = sorted(
        build_items(count), key=lambda each: (each["SubmitTime"], each["QualificationRequestId"])
    )
    return [each["QualificationRequestId"] for each in ordered]
