"""The REST wire: a call in a query or a form body, an answer in plain XML."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.auth.legacy.signature import SERVICE, service_text, v1_text
from adapter.errors import FrontError, Problem
from adapter.legacy_api.answer import build_refusal, build_reply
from adapter.legacy_api.common import ADD_SERVICE, COMMON, is_true
from adapter.legacy_api.query.form import read_form_body
from adapter.legacy_api.query.pairs import read_pairs
from adapter.model import Claims, Envelope, Fault, HttpResponse, LegacyCall
from adapter.recordings.secret_places import is_secret
from adapter.xml import write as elements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import HttpRequest, Reply, RequestContext

    Pairs = tuple[tuple[str, str], ...]

# What may be said once only, by the names it is sent under; boto before 2.7 says Action.
_ONCE = MappingProxyType(
    {
        "Operation": "Operation",
        "Action": "Operation",
        "Validate": "Validate",
        "AWSAccessKeyId": "AWSAccessKeyId",
        "Timestamp": "Timestamp",
        "Signature": "Signature",
    }
)
_COMMON = COMMON | {"Action", "SignatureVersion"}

_NO_OPERATION = Problem(
    "AWS.MissingParameters",
    "Your request is missing required parameters. Required parameters include Operation. "
    "Send it in the query or in a form body, such as Operation=GetAccountBalance.",
)

# Nobody but boto sends this, and it means that all parameters are signed.
_MARK = ("SignatureVersion", "1")
_ADD_MARK = "It fits boto's form, which signs all parameters: send SignatureVersion=1 with it."
_LEAVE_MARK = (
    "It fits the usual form, which signs service, operation and timestamp: leave out "
    "SignatureVersion=1."
)


def recognises(_http: HttpRequest) -> bool:
    """Always: asked last, this wire takes whatever no other one knows, if only to refuse it."""
    return True


def read(http: HttpRequest) -> Envelope:
    """The call, from query and body together, the query first.

    Raises:
        FrontError: there is no call here that can be read.
    """
    pairs = read_pairs(http.query, read_form_body(http))
    said, twice = _said(pairs)
    if "Operation" in twice:
        raise _ambiguous(pairs, "Operation")
    operation = said.get("Operation")
    if operation is None:
        raise FrontError(_NO_OPERATION)
    if twice:
        raise _ambiguous(pairs, twice[0])
    parameters = tuple([pair for pair in pairs if pair[0] not in _COMMON])
    call = LegacyCall(operation, parameters, is_true(said.get("Validate")))
    return Envelope(_claims(pairs, said, parameters, operation), operation, (call,))


def write(
    outcomes: Sequence[Reply | Fault], _envelope: Envelope, context: RequestContext
) -> tuple[HttpResponse, int]:
    """The answer, and how many characters of it XML could not carry; a REST call is one use."""
    [outcome] = outcomes
    if isinstance(outcome, Fault):
        return write_fault(outcome, context)
    body, replaced = elements.write(build_reply(outcome, context))
    return HttpResponse(200, body), replaced


def write_fault(
    fault: Fault, context: RequestContext, _envelope: Envelope | None = None
) -> tuple[HttpResponse, int]:
    """The refusal where clients look for it, and how many characters XML could not carry."""
    status, root = build_refusal(fault, context)
    body, replaced = elements.write(root)
    return HttpResponse(status, body), replaced


def _said(pairs: Pairs) -> tuple[Mapping[str, str], Sequence[str]]:
    """What is said, but empty texts, and what is said by different texts."""
    said: dict[str, str] = {}
    twice: list[str] = []
    for name, text in pairs:
        if text and name in _ONCE and said.setdefault(_ONCE[name], text) != text:
            twice.append(_ONCE[name])
    return said, twice


def _ambiguous(pairs: Pairs, meant: str) -> FrontError:
    sent = {(name, text) for name, text in pairs if text and _ONCE.get(name) == meant}
    names = " and ".join(sorted({name for name, _ in sent}))
    count = len({text for _, text in sent})
    message = f"{names} came with {count} different values. Send one."
    return FrontError(Problem("AWS.RestrictedParameterValueCombination", message))


def _claims(pairs: Pairs, said: Mapping[str, str], parameters: Pairs, operation: str) -> Claims:
    timestamp = said.get("Timestamp")
    usual = service_text(operation, timestamp or "")
    return Claims(
        access_key_id=said.get("AWSAccessKeyId"),
        signature=said.get("Signature"),
        timestamp=timestamp,
        texts=(v1_text(pairs) if _MARK in pairs else usual,),
        near=partial(_mistakes, pairs, usual),
        secrets=tuple([text for name, text in parameters if text and is_secret(name)]),
    )


def _mistakes(pairs: Pairs, usual: str) -> tuple[tuple[str, str], ...]:
    without_service = (usual.removeprefix(SERVICE), ADD_SERVICE)
    if _MARK in pairs:
        return (usual, _LEAVE_MARK), without_service
    # The mark was dropped on the way, or this program never signed it.
    forms = (v1_text((*pairs, _MARK)), v1_text(pairs))
    return *((each, _ADD_MARK) for each in forms), without_service
