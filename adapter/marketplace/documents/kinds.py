"""Which documents there are: their roots, versions and schemas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACES = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
_SCHEMAS = Path(__file__).parent / "schemas"
_AS_MUCH_AS_A_CALL_TAKES = 65_535


class Kind(StrEnum):
    """What a document is for."""

    QUESTION_FORM = "test"
    ANSWER_KEY = "answer key"
    QUESTION = "question"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one document."""

    root: str
    version: str

    @property
    def namespace(self) -> str:
        """The one that all of its elements are in."""
        return f"{_NAMESPACES}/{self.version}/{self.root}.xsd"

    @property
    def schema(self) -> Path:
        """Our own description of it."""
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
"""The newest version of each root comes first: it is the one that is recommended."""

LONGEST: Mapping[Kind, int] = {
    Kind.QUESTION_FORM: _AS_MUCH_AS_A_CALL_TAKES,
    Kind.ANSWER_KEY: _AS_MUCH_AS_A_CALL_TAKES,
    Kind.QUESTION: _AS_MUCH_AS_A_CALL_TAKES,
    Kind.ANSWERS: 1_000_000,
}
"""How long a document may be: bytes of UTF-8. No limit for answers is documented; this is ours."""

FORMATTED = _SCHEMAS / "2006-07-14" / "FormattedContent.xsd"
"""The XHTML that `FormattedContent` may hold."""
