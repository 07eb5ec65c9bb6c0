"""Write plain answers as a document, in the form that each question expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import write_answers
from adapter.marketplace.documents.questions import Selection, read_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def fill_form(form: str | None, answers: Mapping[str, str | Sequence[str]]) -> str:
    """Return the answers as a QuestionFormAnswers document.

    Args:
        form: a test or a HIT's question. If it is None, an HTMLQuestion or an ExternalQuestion,
            every single text is free text.
        answers: by question identifier: a text, which is a selection's identifier if the question
            is a choice, or several selection identifiers.

    Raises:
        ValueError: there is no answer, or an answer has a character that XML does not allow.
    """
    questions = read_questions(form) if form is not None else ()
    choices = {each.identifier for each in questions if isinstance(each.answer, Selection)}
    return write_answers(
        {
            name: [answer] if isinstance(answer, str) and name in choices else answer
            for name, answer in answers.items()
        }
    )
