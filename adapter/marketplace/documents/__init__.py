"""Read, check and score the XML documents in parameters: questions, tests, answer keys, answers.

The folder `schemas` has XML schemas of our own, which accept what Amazon's official ones accept.
"""

from __future__ import annotations

from adapter.marketplace.documents.answer_checks import check_answers, raise_for_answers
from adapter.marketplace.documents.answers import build_answers, write_answers
from adapter.marketplace.documents.check import list_violations, raise_for_document
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.layouts import write_layout_question
from adapter.marketplace.documents.questions import (
    FileUpload,
    FreeText,
    Question,
    Selection,
    read_questions,
)
from adapter.marketplace.documents.scoring import compute_score

__all__ = [
    "DocumentKind",
    "FileUpload",
    "FreeText",
    "Question",
    "Selection",
    "build_answers",
    "check_answers",
    "compute_score",
    "list_violations",
    "raise_for_answers",
    "raise_for_document",
    "read_questions",
    "write_answers",
    "write_layout_question",
]
