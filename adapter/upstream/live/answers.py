"""Parse the answers of the current API, and refuse those that are cut short or malformed.

boto's parser reads HTML, an empty body or half an object as an answer without members, which the
caller takes for an empty list, and raises Python's own exceptions for other bytes. This module
replaces that parser.

The standard library decodes JSON, as msgspec refuses an escaped lone surrogate, and the text of one
worker must not make a whole list unreadable.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adapter.current_api.model import load
from adapter.current_api.shapes import UnfitError, convert, write_path
from adapter.current_api.times import read_time
from adapter.current_api.wire.read import refuse_constant
from adapter.errors import UnavailableError
from adapter.text import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.current_api.model import Shape

_OK = 200
_FIRST_ERROR = 300
# Logs, call histories and answers repeat codes and messages, so long ones are cut.
_CODE_CHARACTERS = 256
_MESSAGE_CHARACTERS = 2000
_LEAVES: Mapping[str, type] = {"string": str, "integer": int, "long": int, "boolean": bool}
_ERROR_TEXTS = ("__type", "message", "Message", "TurkErrorCode")
# The member that an answer must have, for operations without pages. All other operations answer an
# empty object, or leave out an empty list, as NotifyWorkers does.
REQUIRED: Mapping[str, str] = {
    "CreateHIT": "HIT.HITId",
    "CreateHITType": "HITTypeId",
    "CreateHITWithHITType": "HIT.HITId",
    "CreateQualificationType": "QualificationType.QualificationTypeId",
    "GetAccountBalance": "AvailableBalance",
    "GetAssignment": "Assignment.AssignmentId",
    "GetFileUploadURL": "FileUploadURL",
    "GetHIT": "HIT.HITId",
    "GetQualificationScore": "Qualification.QualificationTypeId",
    "GetQualificationType": "QualificationType.QualificationTypeId",
    "ListReviewPolicyResultsForHIT": "HITId",
    "UpdateQualificationType": "QualificationType.QualificationTypeId",
}


def parse_answer(
    operation: str, status: int, headers: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    """Return the answer in the form of boto's own parser; boto raises the errors that are in it.

    Raises:
        UnavailableError: the answer is cut short or malformed; its cause is a ValueError with the
            reason.
    """
    try:
        _check_length(headers, body)
        if status < _FIRST_ERROR:
            return read_answer(operation, status, body)
    except ValueError as problem:
        raise UnavailableError(
            f"The upstream's answer to {operation} is not whole, or not of the form that this"
            " operation's answers have, so nothing of it was used. Try again later."
        ) from problem
    return _build_error(status, _read_error(body))


def _check_length(headers: Mapping[str, str], body: bytes) -> None:
    length = headers.get("content-length", str(len(body)))
    if length.strip() != str(len(body)):
        raise ValueError(f"the body has {len(body)} bytes where another number was announced")


def _build_error(status: int, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return an error in boto's form; its code is the name in `__type`, such as `a#Code:b`."""
    code = texts.get("__type", str(status)).partition(":")[0].rpartition("#")[2]
    message = texts.get("message", texts.get("Message", ""))
    return {
        "Error": {"Code": code[:_CODE_CHARACTERS], "Message": message[:_MESSAGE_CHARACTERS]},
        "TurkErrorCode": texts.get("TurkErrorCode", "")[:_CODE_CHARACTERS],
        "ResponseMetadata": {"HTTPStatusCode": status},
    }


def read_answer(operation: str, status: int, body: bytes) -> dict[str, Any]:
    """Return the members of the operation's answer, with times as aware datetimes in UTC.

    Members that are null or that the model does not have are left out.

    Raises:
        ValueError: the answer cannot be used; the message gives the reason and repeats no value.
    """
    if status != _OK:
        raise ValueError(f"the status is {status}, not {_OK}")
    api = load()
    shape = api.find_output(operation)
    try:
        answer: dict[str, Any] = convert(shape, _decode(body), _read_leaf, described_only=True)
    except UnfitError as error:
        raise ValueError(f"{write_path(error.path)}: not a {error.shape.type}") from None
    required = REQUIRED.get(operation) or api.find_paged_list(operation)
    if required is not None and _find(answer, required) in (None, ""):
        raise ValueError(f"$.{required}: missing")
    return answer


def _find(answer: Any, path: str) -> Any:
    """Return the value at a dotted path; None if it is absent or an empty object."""
    for step in path.split("."):
        answer = answer.get(step, {})
    return None if answer == {} else answer


def _read_error(body: bytes) -> dict[str, str]:
    """Return the texts of an error's body; none if it is not a JSON object, such as a proxy's."""
    try:
        error = _decode(body)
    except ValueError:
        error = None
    if not isinstance(error, dict):
        return {}
    texts = {name: error.get(name) for name in _ERROR_TEXTS}
    return {name: replace_surrogates(text) for name, text in texts.items() if isinstance(text, str)}


def _decode(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise ValueError(f"not JSON, from character {problem.pos} on") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _read_leaf(shape: Shape, value: object) -> object:
    kind = _LEAVES.get(shape.type)
    if kind is None:
        return read_time(shape, value)
    if type(value) is not kind:
        raise UnfitError(shape, value)
    return replace_surrogates(value) if isinstance(value, str) else value
