"""Refusals of legacy calls that are not authenticated: captured codes and words, and advice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapter.auth.legacy.signature import is_digest, matches
from adapter.errors import AuthenticationError, Problem
from adapter.redaction import Redactor
from adapter.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from adapter.model import Account, Claims

# Boto's form signs every parameter: enough is shown to see which, not a whole question.
_LONGEST_TEXT = 1_000


def missing(names: tuple[str, ...]) -> AuthenticationError:
    """Return the refusal of a call that lacks these parameters."""
    message = (
        "Your request is missing required parameters. "
        f"Required parameters include {', '.join(names)}. "
        "This adapter verifies signatures: sign the call with a key that it knows."
    )
    return AuthenticationError([Problem("AWS.MissingParameters", message)])


def malformed(timestamp: str) -> AuthenticationError:
    """Return the refusal of a malformed timestamp."""
    message = (
        f"Value ({shown(timestamp)}) for parameter Timestamp is invalid. "
        "Must be in ISO8601 format, such as 2012-02-16T20:30:47Z."
    )
    return AuthenticationError([Problem("InvalidParameterValue", message)])


def unknown_key(access_key_id: str) -> AuthenticationError:
    """Return the refusal of an unknown key, without the key: it may be a misplaced secret."""
    found = "it is the text None" if access_key_id == "None" else "no account here has it"
    message = (
        "The identity contained in the request is not authorized to use this AWSAccessKeyId: "
        f"{found}. Set the program to a key of this adapter's accounts, or add an account."
    )
    return AuthenticationError([Problem("AWS.NotAuthorized", message)])


def expired(timestamp: str, now: datetime, limit_seconds: int) -> AuthenticationError:
    """Return the refusal of a timestamp too far from our clock."""
    message = (
        f"Request has expired. Timestamp date is {shown(timestamp)}. "
        f"Our current system time: {_time(now)}; the two may differ by {limit_seconds} seconds. "
        "Correct the program's clock and time zone, or raise this account's clock_limit_seconds."
    )
    return AuthenticationError([Problem("RequestExpired", message)])


def wrong_signature(
    account: Account, secret: str, claims: Claims, then: datetime, now: datetime
) -> AuthenticationError:
    """Return the refusal of a wrong signature, with the text to sign and what looks wrong."""
    redactor = Redactor((secret, *claims.secrets), "(secret)")
    signed, sent = (_shown(text, redactor) for text in (claims.texts[0], claims.signature or ""))
    message = (
        "The specified claims are invalid. Based on your request, your signature should be "
        f"generated using the following string: {signed}. "
        f"{' '.join(_advice(account, secret, claims, then - now))} "
        f"Our current system time: {_time(now)}."
    )
    data = (("CustomerSignature", sent), ("StringToSign", signed), ("SystemTime", _time(now)))
    return AuthenticationError([Problem("AWS.BadClaimsSupplied", message, data)])


def _shown(text: str, redactor: Redactor) -> str:
    """Return the beginning without secrets: boto's form would repeat one sent as a parameter."""
    start = redactor.text(text, _LONGEST_TEXT)
    more = f"… ({len(text)} characters)" if len(text) > _LONGEST_TEXT else ""
    return shown(start, len(start)) + more


def _advice(account: Account, secret: str, claims: Claims, ahead: timedelta) -> Iterator[str]:
    """Yield what to change, at least one sentence."""
    yield _fitting(secret, claims) or _look(claims.signature)
    seconds = round(ahead.total_seconds())
    if abs(ahead) > timedelta(seconds=account.clock_limit_seconds):
        side = "ahead of" if seconds > 0 else "behind"
        yield f"Your timestamp is {abs(seconds)} seconds {side} our clock: correct clock and zone."


def _fitting(secret: str, claims: Claims) -> str:
    """Return the mistake that explains the signature; empty if no known one does."""
    found = (
        f"Your signature fits another string. {advice}"
        for text, advice in claims.near()
        if matches(secret, replace(claims, texts=(text,)))
    )
    return next(found, "")


def _look(signature: str | None) -> str:
    """Return what can be seen of a signature that fits nothing."""
    if signature == "None":
        return "Your signature is the text None: the program has no secret key; set it."
    if signature and " " in signature:
        return "Your signature has a blank in it: percent-encode + as %2B."
    if not is_digest(signature):
        return "Your signature is not the Base64 text of an HMAC-SHA1; no other kind is accepted."
    return "Check that the program has the secret of this key, and signs exactly what it sends."


def _time(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
