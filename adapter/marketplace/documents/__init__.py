"""Read, check and score the XML documents in parameters: questions, tests, answer keys, answers.

The folder `schemas` has XML schemas of our own, which accept what Amazon's official ones accept.
"""

from __future__ import annotations

from adapter.marketplace.documents.answer_checks import (
    check_answer,
    check_answers,
    raise_for_answers,
)
from adapter.marketplace.documents.answer_keys import AnswerKey, read_answer_key
from adapter.marketplace.documents.answers import (
    Answer,
    build_answers,
    read_answers_by_question,
    write_answers,
)
from adapter.marketplace.documents.check import list_violations, raise_for_document
from adapter.marketplace.documents.content import (
    Application,
    Binary,
    BulletList,
    Content,
    EmbeddedBinary,
    FormattedContent,
    Text,
    Title,
)
from adapter.marketplace.documents.formats import FormatMatcher
from adapter.marketplace.documents.frames import ExternalFrame, HtmlFrame, read_frame
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.layouts import (
    fill_layout,
    list_placeholders,
    write_html_question,
    write_layout_question,
)
from adapter.marketplace.documents.plain_text import render_question
from adapter.marketplace.documents.questions import (
    AnswerFormat,
    FileUploadAnswer,
    FreeTextAnswer,
    Overview,
    Question,
    QuestionForm,
    Selection,
    SelectionAnswer,
    read_form,
)
from adapter.marketplace.documents.scoring import Score, compute_score, score_answers

__all__ = [
    "Answer",
    "AnswerFormat",
    "AnswerKey",
    "Application",
    "Binary",
    "BulletList",
    "Content",
    "DocumentKind",
    "EmbeddedBinary",
    "ExternalFrame",
    "FileUploadAnswer",
    "FormatMatcher",
    "FormattedContent",
    "FreeTextAnswer",
    "HtmlFrame",
    "Overview",
    "Question",
    "QuestionForm",
    "Score",
    "Selection",
    "SelectionAnswer",
    "Text",
    "Title",
    "build_answers",
    "check_answer",
    "check_answers",
    "compute_score",
    "fill_layout",
    "list_placeholders",
    "list_violations",
    "raise_for_answers",
    "raise_for_document",
    "read_answer_key",
    "read_answers_by_question",
    "read_form",
    "read_frame",
    "render_question",
    "score_answers",
    "write_answers",
    "write_html_question",
    "write_layout_question",
]
