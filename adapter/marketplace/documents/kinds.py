"""The kinds of documents, with the root, version and schema of each form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACES = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
_SCHEMAS = Path(__file__).parent / "schemas"
_MAX_PARAMETER_BYTES = 65_535


class Kind(StrEnum):
    """The purpose of a document."""

    QUESTION_FORM = "test"
    ANSWER_KEY = "answer key"
    QUESTION = "question"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Form:
    """A root element in one version."""

    root: str
    version: str

    @property
    def namespace(self) -> str:
        """Return the namespace of all its elements."""
        return f"{_NAMESPACES}/{self.version}/{self.root}.xsd"

    @property
    def schema(self) -> Path:
        """Return the path of our schema for it."""
        return _SCHEMAS / self.version / f"{self.root}.xsd"


_QUESTION_FORMS = (Form("QuestionForm", "2017-11-06"), Form("QuestionForm", "2005-10-01"))
ANSWERS = Form("QuestionFormAnswers", "2005-10-01")

FORMS: Mapping[Kind, tuple[Form, ...]] = {
    Kind.QUESTION_FORM: _QUESTION_FORMS,
    Kind.ANSWER_KEY: (Form("AnswerKey", "2005-10-01"),),
    Kind.QUESTION: (
        *_QUESTION_FORMS,
        Form("HTMLQuestion", "2011-11-11"),
        Form("ExternalQuestion", "2006-07-14"),
    ),
    Kind.ANSWERS: (ANSWERS,),
}
"""By kind. The newest version of each root comes first, because error messages recommend it."""

MAX_BYTES: Mapping[Kind, int] = {
    Kind.QUESTION_FORM: _MAX_PARAMETER_BYTES,
    Kind.ANSWER_KEY: _MAX_PARAMETER_BYTES,
    Kind.QUESTION: _MAX_PARAMETER_BYTES,
    Kind.ANSWERS: 1_000_000,
}
"""The maximum size in bytes of UTF-8. AWS documents no limit for answers; that one is ours."""

FORMATTED = _SCHEMAS / "2006-07-14" / "FormattedContent.xsd"
"""The schema of the XHTML that `FormattedContent` may contain."""
