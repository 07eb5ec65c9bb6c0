"""The REST wire: a call in a query or a form body, an answer in plain XML."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.auth.legacy.signature import SERVICE, build_service_text, build_v1_text
from adapter.errors import Problem, ProtocolError
from adapter.legacy_api.answer import build_refusal, build_results
from adapter.legacy_api.batch import split_calls
from adapter.legacy_api.common_parameters import COMMON_PARAMETERS, SIGN_SERVICE_ADVICE, is_true
from adapter.legacy_api.form import read_form_body, read_pairs
from adapter.model import Claims, Envelope, Fault, HttpResponse, LegacyCall
from adapter.redaction import is_secret
from adapter.xml import write as elements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import HttpRequest, Reply, RequestContext

    Pairs = tuple[tuple[str, str], ...]

# What may be sent with one value only, by parameter name; boto before 2.7 sends Action.
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
_COMMON = COMMON_PARAMETERS | {"Action", "SignatureVersion"}

_NO_OPERATION = Problem(
    "AWS.MissingParameters",
    "Your request is missing required parameters. Required parameters include Operation. "
    "Send it in the query or in a form body, such as Operation=GetAccountBalance.",
)

# Nobody but boto sends this, and it means that all parameters are signed.
_SIGNS_ALL = ("SignatureVersion", "1")
_SIGN_ALL_ADVICE = (
    "It fits boto's form, which signs all parameters: send SignatureVersion=1 with it."
)
_SIGN_USUAL_ADVICE = (
    "It fits the usual form, which signs service, operation and timestamp: leave out "
    "SignatureVersion=1."
)


def can_read(_http: HttpRequest) -> bool:
    """Return True: this wire is the last one, and refuses what no wire can read."""
    return True


def read(http: HttpRequest) -> Envelope:
    """Return the calls, from query and body together, the query first.

    Raises:
        ProtocolError: there is no call here that can be read.
    """
    pairs = read_pairs(http.query, read_form_body(http))
    common, ambiguous = _read_common(pairs)
    if "Operation" in ambiguous:
        raise _build_ambiguity(pairs, "Operation")
    operation = common.get("Operation")
    if operation is None:
        raise ProtocolError(_NO_OPERATION)
    if ambiguous:
        raise _build_ambiguity(pairs, ambiguous[0])
    parameters = tuple([pair for pair in pairs if pair[0] not in _COMMON])
    validate = is_true(common.get("Validate"))
    calls = tuple(
        LegacyCall(operation, each, validate) for each in split_calls(operation, parameters)
    )
    return Envelope(_read_claims(pairs, common, parameters, operation), operation, calls)


def write(
    outcomes: Sequence[Reply | Fault], _envelope: Envelope, context: RequestContext
) -> tuple[HttpResponse, int]:
    """Return the answer to all calls in order, and how many characters XML could not carry."""
    only = outcomes[0] if len(outcomes) == 1 else None
    if isinstance(only, Fault):
        return write_fault(only, context)
    body, replaced = elements.write(build_results(outcomes[0].operation, context, outcomes))
    return HttpResponse(200, body), replaced


def write_fault(
    fault: Fault, context: RequestContext, _envelope: Envelope | None = None
) -> tuple[HttpResponse, int]:
    """Return the refusal where clients look for it, and how many characters XML could not carry."""
    status, root = build_refusal(fault, context)
    body, replaced = elements.write(root)
    return HttpResponse(status, body), replaced


def _read_common(pairs: Pairs) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return the common parameters that are not empty, and those sent with different values."""
    common: dict[str, str] = {}
    ambiguous: list[str] = []
    for name, text in pairs:
        if text and name in _ONCE and common.setdefault(_ONCE[name], text) != text:
            ambiguous.append(_ONCE[name])
    return common, ambiguous


def _build_ambiguity(pairs: Pairs, meant: str) -> ProtocolError:
    sent = {(name, text) for name, text in pairs if text and _ONCE.get(name) == meant}
    names = " and ".join(sorted({name for name, _ in sent}))
    count = len({text for _, text in sent})
    message = f"{names} came with {count} different values. Send one."
    return ProtocolError(Problem("AWS.RestrictedParameterValueCombination", message))


def _read_claims(
    pairs: Pairs, common: Mapping[str, str], parameters: Pairs, operation: str
) -> Claims:
    timestamp = common.get("Timestamp")
    usual = build_service_text(operation, timestamp or "")
    return Claims(
        access_key_id=common.get("AWSAccessKeyId"),
        signature=common.get("Signature"),
        timestamp=timestamp,
        strings_to_sign=(build_v1_text(pairs) if _SIGNS_ALL in pairs else usual,),
        list_mistaken_strings=partial(_list_mistakes, pairs, usual),
        secrets=tuple([text for name, text in parameters if text and is_secret(name)]),
    )


def _list_mistakes(pairs: Pairs, usual: str) -> tuple[tuple[str, str], ...]:
    without_service = (usual.removeprefix(SERVICE), SIGN_SERVICE_ADVICE)
    if _SIGNS_ALL in pairs:
        return (usual, _SIGN_USUAL_ADVICE), without_service
    # The mark was dropped on the way, or this program never signed it.
    forms = (build_v1_text((*pairs, _SIGNS_ALL)), build_v1_text(pairs))
    return *((each, _SIGN_ALL_ADVICE) for each in forms), without_service
