"""Errors for legacy calls that fail authentication.

The codes and the first sentences are Amazon's, as captured; the advice after them is ours.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapter.auth.legacy.signature import is_digest, is_valid
from adapter.errors import AuthenticationError, Problem
from adapter.redaction import Redactor
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from adapter.model import Account, Claims

# Boto's form signs every parameter; this limit shows which ones, without a whole question.
_LONGEST_TEXT = 1_000


def build_missing_parameters(names: tuple[str, ...]) -> AuthenticationError:
    """Return the error for a call that lacks these parameters."""
    message = (
        "Your request is missing required parameters. "
        f"Required parameters include {', '.join(names)}. "
        "This adapter verifies signatures: sign the call with a key that it knows."
    )
    return AuthenticationError([Problem("AWS.MissingParameters", message)])


def build_malformed_timestamp(timestamp: str) -> AuthenticationError:
    """Return the error for a malformed timestamp."""
    message = (
        f"Value ({shorten(timestamp)}) for parameter Timestamp is invalid. "
        "Must be in ISO8601 format, such as 2012-02-16T20:30:47Z."
    )
    return AuthenticationError([Problem("InvalidParameterValue", message)])


def build_unknown_key(access_key_id: str) -> AuthenticationError:
    """Return the error for an unknown key, without the key, which may be a misplaced secret."""
    found = "it is the text None" if access_key_id == "None" else "no account here has it"
    message = (
        "The identity contained in the request is not authorized to use this AWSAccessKeyId: "
        f"{found}. Set the program to a key of this adapter's accounts, or add an account."
    )
    return AuthenticationError([Problem("AWS.NotAuthorized", message)])


def build_expired(timestamp: str, now: datetime, limit_seconds: int) -> AuthenticationError:
    """Return the error for a timestamp too far from our clock."""
    message = (
        f"Request has expired. Timestamp date is {shorten(timestamp)}. "
        f"Our current system time: {_format_time(now)}; the two may differ by {limit_seconds} "
        "seconds. Correct the program's clock and time zone, or raise this account's "
        "clock_limit_seconds."
    )
    return AuthenticationError([Problem("RequestExpired", message)])


def build_wrong_signature(
    account: Account, secret: str, claims: Claims, then: datetime, now: datetime
) -> AuthenticationError:
    """Return the error for a wrong signature, with the string to sign and the likely mistake."""
    redactor = Redactor((secret, *claims.secrets), "(secret)")
    signed, sent = (
        _shorten_text(text, redactor)
        for text in (claims.strings_to_sign[0], claims.signature or "")
    )
    message = (
        "The specified claims are invalid. Based on your request, your signature should be "
        f"generated using the following string: {signed}. "
        f"{' '.join(_list_advice(account, secret, claims, then - now))} "
        f"Our current system time: {_format_time(now)}."
    )
    data = (
        ("CustomerSignature", sent),
        ("StringToSign", signed),
        ("SystemTime", _format_time(now)),
    )
    return AuthenticationError([Problem("AWS.BadClaimsSupplied", message, data)])


def _shorten_text(text: str, redactor: Redactor) -> str:
    """Return the beginning of a text without secrets, which boto's form may contain."""
    start = redactor.text(text, _LONGEST_TEXT)
    more = f"… ({len(text)} characters)" if len(text) > _LONGEST_TEXT else ""
    return shorten(start, len(start)) + more


def _list_advice(account: Account, secret: str, claims: Claims, ahead: timedelta) -> Iterator[str]:
    """Yield sentences that say what to change, at least one."""
    yield _explain_signature(secret, claims) or _describe_signature(claims.signature)
    seconds = round(ahead.total_seconds())
    if abs(ahead) > timedelta(seconds=account.clock_limit_seconds):
        side = "ahead of" if seconds > 0 else "behind"
        yield f"Your timestamp is {abs(seconds)} seconds {side} our clock: correct clock and zone."


def _explain_signature(secret: str, claims: Claims) -> str:
    """Return a sentence on the known mistake that gives this signature; empty if absent."""
    found = (
        f"Your signature fits another string. {advice}"
        for text, advice in claims.list_mistaken_strings()
        if is_valid(secret, replace(claims, strings_to_sign=(text,)))
    )
    return next(found, "")


def _describe_signature(signature: str | None) -> str:
    """Return a sentence on the form of a signature that no known mistake explains."""
    if signature == "None":
        return "Your signature is the text None: the program has no secret key; set it."
    if signature and " " in signature:
        return "Your signature has a blank in it: percent-encode + as %2B."
    if not is_digest(signature):
        return "Your signature is not the Base64 text of an HMAC-SHA1; no other kind is accepted."
    return "Check that the program has the secret of this key, and signs exactly what it sends."


def _format_time(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
