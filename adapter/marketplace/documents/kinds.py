"""The kinds of documents, with the schemas and the maximum size of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACES = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
_SCHEMAS = Path(__file__).parent / "schemas"


class DocumentKind(StrEnum):
    """The purpose of a document."""

    QUESTION_FORM = "test"
    ANSWER_KEY = "answer key"
    QUESTION = "question"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class DocumentSchema:
    """One version of a root element's schema."""

    root: str
    version: str

    @property
    def namespace(self) -> str:
        """Return the namespace of all its elements."""
        return f"{_NAMESPACES}/{self.version}/{self.root}.xsd"

    @property
    def path(self) -> Path:
        """Return the path of our schema for it."""
        return _SCHEMAS / self.version / f"{self.root}.xsd"


_QUESTION_FORMS = (
    DocumentSchema("QuestionForm", "2017-11-06"),
    DocumentSchema("QuestionForm", "2005-10-01"),
)
HTML_SCHEMA = DocumentSchema("HTMLQuestion", "2011-11-11")
ANSWERS_SCHEMA = DocumentSchema("QuestionFormAnswers", "2005-10-01")
XHTML_SCHEMA = _SCHEMAS / "2006-07-14" / "FormattedContent.xsd"
"""The path of the schema of the XHTML that `FormattedContent` may contain."""

SCHEMAS: Mapping[DocumentKind, tuple[DocumentSchema, ...]] = {
    DocumentKind.QUESTION_FORM: _QUESTION_FORMS,
    DocumentKind.ANSWER_KEY: (DocumentSchema("AnswerKey", "2005-10-01"),),
    DocumentKind.QUESTION: (
        *_QUESTION_FORMS,
        HTML_SCHEMA,
        DocumentSchema("ExternalQuestion", "2006-07-14"),
    ),
    DocumentKind.ANSWERS: (ANSWERS_SCHEMA,),
}
"""By kind. The newest version of each root comes first, because error messages recommend it."""

MAX_BYTES: Mapping[DocumentKind, int] = {
    DocumentKind.QUESTION_FORM: 65_535,
    DocumentKind.ANSWER_KEY: 65_535,
    DocumentKind.QUESTION: 65_535,
    DocumentKind.ANSWERS: 1_000_000,
}
"""The maximum size in bytes of UTF-8. AWS documents no limit for answers; that one is ours."""
