"""Failed attempts: what to raise for one, and whether another attempt may help.

The exceptions of boto and the refusals of the upstream are translated here. Nothing repeats an
address, a path or a Python name to the caller; the upstream's own messages pass word for word
where it refused what the caller asked.
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

# The lines of boto's ParamValidationError, from its validate module, and what the caller reads.
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

# The upstream's own words: "Valid values range from 60 to 31536000", and those that services of
# this wire share: "Member must have value less than or equal to", "must satisfy enum value set".
_REMOTE: Mapping[str, tuple[str, ...]] = {
    _RANGE: ("range from", "between", "out of range", "less than", "greater than"),
    _ENUM: ("enum", "must be one of", "is not one of", "valid values are"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed.

    Attributes:
        error: what the call ends with if this attempt was its last.
        cause: for the log; holds no parameter and no secret.
        retryable: whether another attempt may have another result.
        outcome_unknown: whether this attempt may have been carried out.
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


# The text, whether another attempt may help, and whether this one may have been carried out.
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
    """Return what an exception of boto, or of our reading of answers, means for the call."""
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
    if isinstance(error, boto.SSLError) and not _is_certificate_refused(error):
        # Encryption may break after the request was sent, too.
        return _UNAVAILABLE[boto.HTTPClientError]
    # The nearest class of the error's ancestry, as `except` clauses in order would find it.
    return next(_UNAVAILABLE[each] for each in type(error).__mro__ if each in _UNAVAILABLE)


def _is_certificate_refused(error: boto.SSLError) -> bool:
    """Return whether the upstream's certificate, verified before anything is sent, is at fault."""
    reason = error.kwargs.get("error")
    return any(isinstance(each, CertificateError) for each in getattr(reason, "args", ()))


def _build_answered_failure(error: boto.ClientError, call: ModernCall) -> Failure:
    """Return what an answer with a status from 300 on means."""
    if error.operation_name != call.operation:
        # Another service was asked on the way, for credentials.
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
    """Return the upstream's own refusal; None when it did not judge what the caller asked."""
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
    """Return the refusal that names every parameter of boto's report, with the first one's code."""
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
    """Return the text with the parameter's name, behind its place unless that is the top."""
    place = found.get("place", "input")
    name = found["name"] if place == "input" else f"{place}.{found['name']}"
    return text.format(name=name, min=found.get("min"))


def find_legacy_code(message: str) -> str:
    """Return the legacy code for what the upstream says about a parameter."""
    text = message.lower()
    found = (code for code, phrases in _REMOTE.items() if any(each in text for each in phrases))
    return next(found, INVALID)
