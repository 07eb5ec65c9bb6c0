"""The XML documents inside the current API's calls: questions, tests, answer keys, answers.

Held against schemas of our own in `schemas`, written from what the official ones say.
"""

from __future__ import annotations

from adapter.marketplace.documents.answers import answers_document
from adapter.marketplace.documents.check import Refusal, problems, refusal
from adapter.marketplace.documents.fit import check_answers
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.questions import (
    FileUpload,
    FreeText,
    Question,
    Selection,
    questions,
)
from adapter.marketplace.documents.scoring import score

__all__ = [
    "FileUpload",
    "FreeText",
    "Kind",
    "Question",
    "Refusal",
    "Selection",
    "answers_document",
    "check_answers",
    "problems",
    "questions",
    "refusal",
    "score",
]
