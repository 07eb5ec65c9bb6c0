"""Plain answers as a document, in the form that the questions ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import answers_document
from adapter.marketplace.documents.questions import Selection, questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def filled(form: str | None, answers: Mapping[str, str | Sequence[str]]) -> str:
    """The document of these answers.

    Args:
        form: a test or a HIT's question; None, a page of HTML or elsewhere: every text is one.
        answers: by question: a text, which names a selection where the question is a choice, or
            several selections.

    Raises:
        ValueError: there is no answer, or XML cannot carry one.
    """
    asked = questions(form) if form is not None else ()
    choices = {each.identifier for each in asked if isinstance(each.answer, Selection)}
    return answers_document(
        {
            name: [answer] if isinstance(answer, str) and name in choices else answer
            for name, answer in answers.items()
        }
    )
