"""Read, check and score the XML documents in parameters: questions, tests, answer keys, answers.

The folder `schemas` has XML schemas of our own, which accept what Amazon's official ones accept.
"""

from __future__ import annotations

from adapter.marketplace.documents.answer_checks import check_answers
from adapter.marketplace.documents.answers import fill_form, write_answers
from adapter.marketplace.documents.check import Refusal, find_problems, find_refusal
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.questions import (
    FileUpload,
    FreeText,
    Question,
    Selection,
    read_questions,
)
from adapter.marketplace.documents.scoring import compute_score

__all__ = [
    "FileUpload",
    "FreeText",
    "Kind",
    "Question",
    "Refusal",
    "Selection",
    "check_answers",
    "compute_score",
    "fill_form",
    "find_problems",
    "find_refusal",
    "read_questions",
    "write_answers",
]
