"""A qualification test of two questions, its answer key, and answers to it."""

from __future__ import annotations

_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01"

TEST = (
    f'<QuestionForm xmlns="{_SCHEMAS}/QuestionForm.xsd">'
    "<Question><QuestionIdentifier>sky</QuestionIdentifier><IsRequired>true</IsRequired>"
    "<QuestionContent><Text>What colour is the sky?</Text></QuestionContent>"
    "<AnswerSpecification><SelectionAnswer><Selections>"
    "<Selection><SelectionIdentifier>blue</SelectionIdentifier><Text>Blue</Text></Selection>"
    "<Selection><SelectionIdentifier>green</SelectionIdentifier><Text>Green</Text></Selection>"
    "</Selections></SelectionAnswer></AnswerSpecification></Question></QuestionForm>"
)
KEY = (
    f'<AnswerKey xmlns="{_SCHEMAS}/AnswerKey.xsd">'
    "<Question><QuestionIdentifier>sky</QuestionIdentifier>"
    "<AnswerOption><SelectionIdentifier>blue</SelectionIdentifier>"
    "<AnswerScore>10</AnswerScore></AnswerOption></Question></AnswerKey>"
)


def answers(colour: str) -> str:
    """The answers of somebody to whom the sky has this colour."""
    return (
        f'<QuestionFormAnswers xmlns="{_SCHEMAS}/QuestionFormAnswers.xsd">'
        "<Answer><QuestionIdentifier>sky</QuestionIdentifier>"
        f"<SelectionIdentifier>{colour}</SelectionIdentifier></Answer></QuestionFormAnswers>"
    )
