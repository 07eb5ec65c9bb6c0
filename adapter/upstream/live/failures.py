"""Failed attempts: what to raise for one, and whether another attempt may help.

boto's exceptions are translated here. Nothing repeats an address, a path or a Python name to the
caller; the upstream's own messages pass word for word where it refused what the caller asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from ssl import CertificateError
from typing import TYPE_CHECKING

from botocore import exceptions as boto

from adapter.errors import DeniedError, RefusedError, ThrottledError, UnavailableError
from adapter.upstream.live.parameters import INVALID, build_local_refusal, find_legacy_code
from adapter.upstream.live.transport import AnswerTooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.errors import UpstreamError
    from adapter.model import ModernCall


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
