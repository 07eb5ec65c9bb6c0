"""Translate boto's exceptions and the upstream's errors into failures of an attempt.

A failure says what to raise and whether another attempt may help. Messages to the caller contain no
address, path or Python name. If the upstream refuses the caller's parameters, its message is passed
on word for word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ssl import CertificateError
from typing import TYPE_CHECKING

from botocore import exceptions as boto

from adapter.errors import DeniedError, RefusedError, ThrottledError, UnavailableError
from adapter.upstream.live.transport import AnswerTooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.errors import UpstreamError
    from adapter.model import ModernCall

INVALID = "AWS.MechanicalTurk.InvalidParameterValue"
_RANGE = "AWS.ParameterOutOfRange"
_ENUM = "AWS.InvalidEnumeratedParameter"

# Each line of boto's ParamValidationError (botocore/validate.py), with its legacy code and message.
_LOCAL: Mapping[re.Pattern[str], tuple[str, str]] = {
    re.compile(r'Missing required parameter in (?P<place>\S+): "(?P<name>\w+)"'): (
        INVALID,
        "The parameter {name} is required.",
    ),
    re.compile(r'Unknown parameter in (?P<place>\S+): "(?P<name>\w+)"'): (
        INVALID,
        "There is no parameter {name}.",
    ),
    re.compile(r"Invalid type for parameter (?P<name>\S+), value: "): (
        INVALID,
        "The value of the parameter {name} is not of the right type.",
    ),
    re.compile(r"Invalid length for parameter (?P<name>\S+), value: .*min length: (?P<min>\d+)"): (
        INVALID,
        "The value of the parameter {name} is too short: its length is at least {min}.",
    ),
    re.compile(r"Invalid value for parameter (?P<name>\S+), value: .*min value: (?P<min>\S+)"): (
        _RANGE,
        "The value of the parameter {name} is out of range: it is at least {min}.",
    ),
}

# Phrases in the upstream's messages, by legacy code: "Valid values range from 60 to 31536000", and
# those of all AWS's JSON services: "Member must have value less than or equal to".
_REMOTE: Mapping[str, tuple[str, ...]] = {
    _RANGE: ("range from", "between", "out of range", "less than", "greater than"),
    _ENUM: ("enum", "must be one of", "is not one of", "valid values are"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed.

    Attributes:
        error: the error to raise if this attempt is the last.
        cause: the reason for the log, without parameters and secrets.
        retryable: whether another attempt may succeed.
        outcome_unknown: whether the upstream may have carried out this attempt.
    """

    error: UpstreamError
    cause: str
    retryable: bool = False
    outcome_unknown: bool = False


_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)

_TRANSIENT = frozenset(
    {
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceFault",
        "ServiceUnavailable",
    }
)

_DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "OptInRequired",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "UnauthorizedOperation",
        "UnrecognizedClientException",
    }
)

_INVALID = frozenset({"ParameterValidationError", "ValidationError", "ValidationException"})

_UNREACHED = "The upstream cannot be reached, so {operation} was not sent. Try again later."

_SLOW = "The upstream did not answer {operation} in time. Try again later."

_BROKEN = "The upstream's answer to {operation} did not arrive. Try again later."

_UNPROVED = (
    "The upstream did not prove that it is who it should be, so {operation} was not sent."
    " Whoever runs the adapter can mend this."
)

_UNSENDABLE = (
    "The adapter cannot send {operation} as it is set up. Whoever runs the adapter can mend this."
)

_NO_CREDENTIALS = (
    "The adapter has no credentials to call the upstream with. Whoever runs the adapter can mend"
    " this: they stand in its accounts, or come from an AWS profile or the standard AWS chain."
)

# The message, and the values of `retryable` and `outcome_unknown`.
_UNAVAILABLE: Mapping[type[Exception], tuple[str, bool, bool]] = {
    boto.EndpointConnectionError: (_UNREACHED, True, False),
    boto.ConnectTimeoutError: (_UNREACHED, True, False),
    boto.ProxyConnectionError: (_UNREACHED, True, False),
    boto.SSLError: (_UNPROVED, False, False),
    boto.ReadTimeoutError: (_SLOW, True, True),
    boto.HTTPClientError: (_BROKEN, True, True),
    boto.BotoCoreError: (_UNSENDABLE, False, False),
}

_CREDENTIALS = (
    boto.ConfigNotFound,
    boto.ConfigParseError,
    boto.CredentialRetrievalError,
    boto.InvalidConfigError,
    boto.LoginError,
    boto.MetadataRetrievalError,
    boto.NoAuthTokenError,
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.ProfileNotFound,
    boto.RefreshWithMFAUnsupportedError,
    boto.SSOError,
    boto.TokenRetrievalError,
    boto.UnknownCredentialError,
)


def build_failure(error: Exception, call: ModernCall) -> Failure:
    """Return the failure for an exception of boto, or of `parse_answer` and `Transport`."""
    cause = type(error).__name__
    match error:
        case AnswerTooLargeError():
            return Failure(error, cause, outcome_unknown=True)
        case UnavailableError():
            return Failure(error, str(error.__cause__), retryable=True, outcome_unknown=True)
        case boto.ClientError():
            return _build_answered_failure(error, call)
        case boto.ParamValidationError():
            return Failure(build_local_refusal(error.kwargs["report"], call), cause)
    if isinstance(error, _CREDENTIALS):
        return Failure(DeniedError(_NO_CREDENTIALS), cause)
    text, retryable, outcome_unknown = _look_up(error)
    return Failure(
        UnavailableError(text.format(operation=call.operation)), cause, retryable, outcome_unknown
    )


def _look_up(error: Exception) -> tuple[str, bool, bool]:
    """Return the entry of `_UNAVAILABLE` for the nearest base class of the error."""
    if isinstance(error, boto.SSLError):
        arguments = getattr(error.kwargs.get("error"), "args", ())
        # The certificate is verified before anything is sent; another error may come after that.
        if not any(isinstance(each, CertificateError) for each in arguments):
            return _UNAVAILABLE[boto.HTTPClientError]
    return next(_UNAVAILABLE[each] for each in type(error).__mro__ if each in _UNAVAILABLE)


def _build_answered_failure(error: boto.ClientError, call: ModernCall) -> Failure:
    """Return the failure for an answer whose status is 300 or above."""
    if error.operation_name != call.operation:
        # boto called another service before, which gives out credentials.
        return Failure(DeniedError(_NO_CREDENTIALS), error.operation_name)
    code = error.response["Error"].get("Code", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    cause = f"{status} {code}"
    if code in _THROTTLED or status == 429:
        throttled = ThrottledError(
            f"The upstream was asked too often and did nothing. Send {call.operation} again later."
        )
        return Failure(throttled, cause, retryable=True)
    failed = status >= 500 or code in _TRANSIENT
    if refusal := _read_refusal(error, code, call):
        return Failure(refusal, cause, retryable=failed, outcome_unknown=failed)
    if code in _DENIED:
        denied = DeniedError(
            f"The upstream does not accept the adapter's credentials for {call.operation}: {code}."
        )
        return Failure(denied, cause)
    unavailable = UnavailableError(
        f"The upstream failed at {call.operation}, with status {status}. Try again later."
    )
    return Failure(unavailable, cause, retryable=failed, outcome_unknown=failed)


def _read_refusal(error: boto.ClientError, code: str, call: ModernCall) -> RefusedError | None:
    """Return the upstream's refusal of the parameters; None if the error has another reason."""
    message = error.response["Error"].get("Message") or (
        f"The upstream refused {call.operation} and did not say why."
    )
    turk_code = error.response.get("TurkErrorCode")
    if turk_code:
        return RefusedError(str(turk_code), message)
    if code in _INVALID:
        return RefusedError(find_legacy_code(message), message)
    return RefusedError(INVALID, message) if code == "RequestError" else None


def build_local_refusal(report: str, call: ModernCall) -> RefusedError:
    """Return the refusal for boto's report on parameters, with the code of its first line."""
    found = [
        (code, _fill_in(text, match.groupdict()))
        for line in report.splitlines()
        for pattern, (code, text) in _LOCAL.items()
        if (match := pattern.match(line))
    ]
    if not found:
        return RefusedError(INVALID, f"A parameter of {call.operation} has an invalid value.")
    return RefusedError(found[0][0], " ".join(text for _, text in found))


def _fill_in(text: str, found: dict[str, str]) -> str:
    """Return the text with the parameter's name, as a path unless the parameter is at the top."""
    place = found.get("place", "input")
    name = found["name"] if place == "input" else f"{place}.{found['name']}"
    return text.format(name=name, min=found.get("min"))


def find_legacy_code(message: str) -> str:
    """Return the legacy code for the upstream's message about a parameter."""
    text = message.lower()
    found = (code for code, phrases in _REMOTE.items() if any(each in text for each in phrases))
    return next(found, INVALID)
