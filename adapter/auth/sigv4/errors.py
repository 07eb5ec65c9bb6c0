"""Errors for current calls that fail authentication.

The codes and the first sentences are AWS's, as quoted in public issues; the advice is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.auth.sigv4.header import build_incomplete, build_refusal
from adapter.redaction import Redactor
from adapter.text import quote_text, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.auth.sigv4.signer import ExpectedSignature
    from adapter.errors import AuthenticationError

_SIGNATURE = "InvalidSignatureException"
_CLIENT = "UnrecognizedClientException"
# These limits show every header that programs sign, and bound the size of the message.
_LONGEST_LINE = 300
_MOST_LINES = 40


def build_unknown_key() -> AuthenticationError:
    """Return the error for an unknown key, without the key, which may be a misplaced secret."""
    return build_refusal(
        _CLIENT,
        "The security token included in the request is invalid. No account here has this access "
        "key: set the program to a key of this adapter's accounts, or add an account.",
    )


def build_long_key(most: int) -> AuthenticationError:
    """Return the error for a key that is too long, where any key is accepted."""
    return build_refusal(
        _CLIENT,
        "The security token included in the request is invalid. An access key has at most "
        f"{most} characters.",
    )


def build_session_token() -> AuthenticationError:
    """Return the error for a session token."""
    return build_refusal(
        _CLIENT,
        "The security token included in the request is invalid. This adapter gives out no session "
        "tokens: call with the account's own key and without X-Amz-Security-Token.",
    )


def build_missing_time() -> AuthenticationError:
    """Return the error for a call without X-Amz-Date and Date."""
    return build_incomplete(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    )


def build_malformed_time(text: str) -> AuthenticationError:
    """Return the error for a malformed time."""
    return build_incomplete(
        f"Date must be in ISO-8601 'basic format'. Got {quote_text(text)}. Send one such as "
        "20180601T120000Z."
    )


def build_wrong_region(region: str, expected: str) -> AuthenticationError:
    """Return the error for a signature for another region."""
    return build_refusal(
        _SIGNATURE,
        f"Credential should be scoped to a valid region, not '{shorten(region)}'. Set the "
        f"program's region to {expected}.",
    )


def build_wrong_service(service: str, expected: str) -> AuthenticationError:
    """Return the error for a signature for another service."""
    return build_refusal(
        _SIGNATURE,
        f"Credential should be scoped to correct service: '{expected}', not '{shorten(service)}'.",
    )


def build_wrong_date(date: str, time: str) -> AuthenticationError:
    """Return the error for a scope whose day differs from the call's."""
    return build_refusal(
        _SIGNATURE,
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        f"HTTP: '{shorten(date)}' != '{time[:8]}', from '{time}'.",
    )


def build_unsigned_headers(names: Sequence[str]) -> AuthenticationError:
    """Return the error for a signature that does not cover these headers."""
    listed = " and ".join(f"'{name}'" for name in names)
    return build_refusal(
        _SIGNATURE, f"{listed} must be a 'SignedHeader' in the AWS Authorization. Sign it, too."
    )


def build_wrong_digest() -> AuthenticationError:
    """Return the error for a digest header that does not match the body."""
    return build_refusal(
        _SIGNATURE,
        "The value of X-Amz-Content-SHA256 is not the SHA-256 of the body that arrived. Send the "
        "body unchanged and its digest in lower-case hexadecimal digits, or leave the header out.",
    )


def build_expired(signed: str, now: str, limit_seconds: int) -> AuthenticationError:
    """Return the error for a time too far from our clock."""
    reason = "Signature expired" if signed < now else "Signature not yet current"
    return build_refusal(
        _SIGNATURE,
        f"{reason}: {signed}, and our clock is {now}; the two may differ by {limit_seconds} "
        "seconds. Correct the program's clock, or raise this account's clock_limit_seconds.",
    )


def build_wrong_signature(expected: ExpectedSignature, secret: str) -> AuthenticationError:
    """Return the error for a wrong signature, with the canonical request and string to sign."""
    canonical, text = (
        _shorten_lines(each, secret)
        for each in (expected.canonical_request, expected.string_to_sign)
    )
    return build_refusal(
        _SIGNATURE,
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details. If the key is right, a header or the body was changed on the way; look at the "
        f"host first.\n\nThe Canonical String for this request should have been\n'{canonical}'\n\n"
        f"The String-to-Sign should have been\n'{text}'\n",
    )


def _shorten_lines(text: str, secret: str) -> str:
    """Return the first lines of a text, each shortened, without the secret."""
    lines = Redactor([secret], "(secret)").text(text).split("\n")
    more = ["…"] if len(lines) > _MOST_LINES else []
    return "\n".join([shorten(line, _LONGEST_LINE) for line in lines[:_MOST_LINES]] + more)
