"""boto's exceptions in our words: what to raise, and whether another attempt may help.

Nothing here repeats an address, a path or a Python name to the caller; the upstream's own
messages pass word for word where it refused what the caller asked.
"""

from __future__ import annotations

from ssl import CertificateError
from typing import TYPE_CHECKING

from botocore import exceptions as boto

from adapter.errors import DeniedError, RefusedError, ThrottledError, UnavailableError
from adapter.upstream.live.parameters import INVALID, local_refusal, remote_code
from adapter.upstream.live.trouble import Kind, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import ModernCall

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

_UNAVAILABLE: Mapping[type[Exception], tuple[Kind, str]] = {
    boto.EndpointConnectionError: (Kind.UNSENT, _UNREACHED),
    boto.ConnectTimeoutError: (Kind.UNSENT, _UNREACHED),
    boto.ProxyConnectionError: (Kind.UNSENT, _UNREACHED),
    boto.SSLError: (Kind.FINAL, _UNPROVED),
    boto.ReadTimeoutError: (Kind.UNSURE, _SLOW),
    boto.HTTPClientError: (Kind.UNSURE, _BROKEN),
    boto.BotoCoreError: (Kind.FINAL, _UNSENDABLE),
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


def trouble(error: Exception, call: ModernCall) -> Trouble:
    """What an exception out of boto, or out of our hold on its answers, means for the call."""
    if isinstance(error, UnavailableError):
        return Trouble(Kind.UNSURE, error, str(error.__cause__))
    if isinstance(error, boto.ClientError):
        return _answered(error, call)
    cause = type(error).__name__
    if isinstance(error, boto.ParamValidationError):
        return Trouble(Kind.FINAL, local_refusal(error.kwargs["report"], call), cause)
    if isinstance(error, _CREDENTIALS):
        return Trouble(Kind.FINAL, DeniedError(_NO_CREDENTIALS), cause)
    if isinstance(error, boto.SSLError) and not _is_unproved(error):
        # Encryption may break after the request was sent, too.
        return Trouble(
            Kind.UNSURE, UnavailableError(_BROKEN.format(operation=call.operation)), cause
        )
    # The nearest class of the error's ancestry, as `except` clauses in order would find it.
    kind, text = next(_UNAVAILABLE[each] for each in type(error).__mro__ if each in _UNAVAILABLE)
    return Trouble(kind, UnavailableError(text.format(operation=call.operation)), cause)


def _is_unproved(error: boto.SSLError) -> bool:
    """Whether it is the upstream's certificate, which is looked at before anything is sent."""
    reason = error.kwargs.get("error")
    return any(isinstance(each, CertificateError) for each in getattr(reason, "args", ()))


def _answered(error: boto.ClientError, call: ModernCall) -> Trouble:
    """What a status from 300 on means."""
    if error.operation_name != call.operation:
        # Another service was asked on the way, for credentials.
        return Trouble(Kind.FINAL, DeniedError(_NO_CREDENTIALS), error.operation_name)
    code = error.response["Error"].get("Code", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    cause = f"{status} {code}"
    if code in _THROTTLED or status == 429:
        text = (
            f"The upstream was asked too often and did nothing. Send {call.operation} again later."
        )
        return Trouble(Kind.THROTTLED, ThrottledError(text), cause)
    again = Kind.UNSURE if status >= 500 or code in _TRANSIENT else Kind.FINAL
    refusal = _refusal(error, code, call)
    if refusal is not None:
        return Trouble(again, refusal, cause)
    if code in _DENIED:
        text = (
            f"The upstream does not accept the adapter's credentials for {call.operation}: {code}."
        )
        return Trouble(Kind.FINAL, DeniedError(text), cause)
    text = f"The upstream failed at {call.operation}, with status {status}. Try again later."
    return Trouble(again, UnavailableError(text), cause)


def _refusal(error: boto.ClientError, code: str, call: ModernCall) -> RefusedError | None:
    """The upstream's own refusal; None when it did not judge what the caller asked."""
    message = error.response["Error"].get("Message") or (
        f"The upstream refused {call.operation} and did not say why."
    )
    turk_code = error.response.get("TurkErrorCode")
    if turk_code:
        return RefusedError(str(turk_code), message)
    if code in _INVALID:
        return RefusedError(remote_code(message), message)
    return RefusedError(INVALID, message) if code == "RequestError" else None
