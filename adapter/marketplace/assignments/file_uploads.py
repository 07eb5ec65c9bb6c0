"""URLs of files that workers uploaded.

The marketplace stores no files. Its URLs have the form of Amazon's and a host in the reserved
domain `.invalid`, which never resolves.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from adapter.marketplace.assignments.review import SUBMITTED_STATUSES
from adapter.marketplace.assignments.state import find
from adapter.marketplace.documents import Kind, find_problems
from adapter.marketplace.documents.answers import read_answers_by_question
from adapter.marketplace.errors import InvalidValueError, WrongStateError

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_HOST = "uploads.mturk.invalid"
_LIFETIME = timedelta(seconds=60)


def get_file_upload_url(transaction: Transaction, params: Params) -> Result:
    """Return a URL for the file that answers a question, valid for a minute."""
    assignment = find(transaction, params["AssignmentId"])
    if assignment.status not in SUBMITTED_STATUSES:
        raise WrongStateError("Assignment", *SUBMITTED_STATUSES)
    question = params["QuestionIdentifier"]
    if not _is_file(assignment.answer, question):
        raise InvalidValueError("QuestionIdentifier", question)
    expires = int((transaction.now + _LIFETIME).timestamp())
    path = quote(f"{assignment.id}/{question}")
    return {"FileUploadURL": f"https://{_HOST}/{path}?{urlencode({'Expires': expires})}"}


def _is_file(answers: str | None, question: str) -> bool:
    # A seed may contain an answer that is not a valid document.
    if answers is None or find_problems(Kind.ANSWERS, answers):
        return False
    answer = read_answers_by_question(answers).get(question)
    return answer is not None and answer.size is not None
