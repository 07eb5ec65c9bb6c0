"""Refusals of current calls that are not authenticated: AWS's codes and words, and advice.

Source: AWS's answers as they stand in public issues; of what to do, our own words follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.auth.sigv4.header import incomplete, refused
from adapter.redaction import Redactor
from adapter.text import quoted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.auth.sigv4.signing import Signing
    from adapter.errors import AuthenticationError

_SIGNATURE = "InvalidSignatureException"
_CLIENT = "UnrecognizedClientException"
# Enough for every header that programs sign, and not for everything that could be one.
_LONGEST_LINE = 300
_MOST_LINES = 40


def unknown_key() -> AuthenticationError:
    """Return the refusal of an unknown key, without the key: it may be a misplaced secret."""
    return refused(
        _CLIENT,
        "The security token included in the request is invalid. No account here has this access "
        "key: set the program to a key of this adapter's accounts, or add an account.",
    )


def long_key(most: int) -> AuthenticationError:
    """Return the refusal of a key that is too long, where any key is accepted."""
    return refused(
        _CLIENT,
        "The security token included in the request is invalid. An access key has at most "
        f"{most} characters.",
    )


def session_token() -> AuthenticationError:
    """Return the refusal of a session token."""
    return refused(
        _CLIENT,
        "The security token included in the request is invalid. This adapter gives out no session "
        "tokens: call with the account's own key and without X-Amz-Security-Token.",
    )


def no_time() -> AuthenticationError:
    """Return the refusal of a call without X-Amz-Date and Date."""
    return incomplete(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    )


def malformed_time(text: str) -> AuthenticationError:
    """Return the refusal of a malformed time."""
    return incomplete(
        f"Date must be in ISO-8601 'basic format'. Got {quoted(text)}. Send one such as "
        "20180601T120000Z."
    )


def wrong_region(region: str, expected: str) -> AuthenticationError:
    """Return the refusal of a signature for another region."""
    return refused(
        _SIGNATURE,
        f"Credential should be scoped to a valid region, not '{shown(region)}'. Set the program's "
        f"region to {expected}.",
    )


def wrong_service(service: str, expected: str) -> AuthenticationError:
    """Return the refusal of a signature for another service."""
    return refused(
        _SIGNATURE,
        f"Credential should be scoped to correct service: '{expected}', not '{shown(service)}'.",
    )


def wrong_date(date: str, time: str) -> AuthenticationError:
    """Return the refusal of a scope of another day than the call's."""
    return refused(
        _SIGNATURE,
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        f"HTTP: '{shown(date)}' != '{time[:8]}', from '{time}'.",
    )


def not_covered(names: Sequence[str]) -> AuthenticationError:
    """Return the refusal of a signature that does not cover these headers."""
    told = " and ".join(f"'{name}'" for name in names)
    return refused(
        _SIGNATURE, f"{told} must be a 'SignedHeader' in the AWS Authorization. Sign it, too."
    )


def wrong_digest() -> AuthenticationError:
    """Return the refusal of a digest header that does not match the body."""
    return refused(
        _SIGNATURE,
        "The value of X-Amz-Content-SHA256 is not the SHA-256 of the body that arrived. Send the "
        "body unchanged and its digest in lower-case hexadecimal digits, or leave the header out.",
    )


def expired(signed: str, now: str, limit_seconds: int) -> AuthenticationError:
    """Return the refusal of a time too far from our clock."""
    said = "Signature expired" if signed < now else "Signature not yet current"
    return refused(
        _SIGNATURE,
        f"{said}: {signed}, and our clock is {now}; the two may differ by {limit_seconds} seconds. "
        "Correct the program's clock, or raise this account's clock_limit_seconds.",
    )


def wrong_signature(made: Signing, secret: str) -> AuthenticationError:
    """Return the refusal of a wrong signature, with the two texts that should be signed."""
    canonical, text = (
        _lines(each, secret) for each in (made.canonical_request, made.string_to_sign)
    )
    return refused(
        _SIGNATURE,
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details. If the key is right, a header or the body was changed on the way; look at the "
        f"host first.\n\nThe Canonical String for this request should have been\n'{canonical}'\n\n"
        f"The String-to-Sign should have been\n'{text}'\n",
    )


def _lines(text: str, secret: str) -> str:
    """The text with its line ends, and without a secret that was sent in a header."""
    lines = Redactor([secret], "(secret)").text(text).split("\n")
    more = ["…"] if len(lines) > _MOST_LINES else []
    return "\n".join([shown(line, _LONGEST_LINE) for line in lines[:_MOST_LINES]] + more)
