"""The list that is walked: pending requests of about 1.3 KB, the same in every process."""

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
    "<Answer><QuestionIdentifier>q1</QuestionIdentifier><FreeText>Number {number} says: they are"
    " &lt;not&gt; the same, and here is why in a few more words than needed.</FreeText></Answer>"
    "<Answer><QuestionIdentifier>q2</QuestionIdentifier><FreeText>Nothing to add, thank you."
    "</FreeText></Answer></QuestionFormAnswers>"
)
_FIRST_SECOND, _SECONDS = 1_500_000_000, 10_000_000


def items(count: int) -> list[dict[str, Any]]:
    """As the current API lists them in JSON: epoch times, in no order."""
    chance = random.Random(count)  # noqa: S311 (a list that is the same every time)
    return [
        {
            "QualificationRequestId": f"3REQ{number:026}",
            "QualificationTypeId": "3TYPE000000000000000000000000",
            "WorkerId": f"A{chance.randrange(10**12):013}",
            "Test": _TEST,
            "Answer": _ANSWER.format(number=number),
            "SubmitTime": _FIRST_SECOND + chance.randrange(_SECONDS * 1000) / 1000,
        }
        for number in range(count)
    ]


def sorted_ids(count: int) -> list[str]:
    """The ids in the order of a legacy list by SubmitTime, ties by id."""
    ordered = sorted(
        items(count), key=lambda each: (each["SubmitTime"], each["QualificationRequestId"])
    )
    return [each["QualificationRequestId"] for each in ordered]
