"""The error for a wrong legacy signature, with advice on the likely mistake.

The code and the first sentence are Amazon's, as captured; the advice after them is ours.
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

# boto signs every parameter, and one of them may be a whole question: show the beginning.
_LONGEST_TEXT = 1_000


def build_wrong_signature(
    account: Account, secret: str, claims: Claims, then: datetime, now: datetime
) -> AuthenticationError:
    """Return the error for a wrong signature, with the string to sign and the likely mistake.

    Args:
        account: the account of the access key.
        secret: the account's secret; the message does not repeat it.
        claims: what the call was signed with.
        then: the timestamp of the call.
        now: the time of the adapter.
    """
    redactor = Redactor((secret, *claims.secrets), "(secret)")
    signed = _shorten_text(claims.strings_to_sign[0], redactor)
    sent = _shorten_text(claims.signature or "", redactor)
    system_time = format_time(now)
    message = (
        "The specified claims are invalid. Based on your request, your signature should be "
        f"generated using the following string: {signed}. "
        f"{' '.join(_list_advice(account, secret, claims, then - now))} "
        f"Our current system time: {system_time}."
    )
    data = (
        ("CustomerSignature", sent),
        ("StringToSign", signed),
        ("SystemTime", system_time),
    )
    return AuthenticationError([Problem("AWS.BadClaimsSupplied", message, data)])


def format_time(time: datetime) -> str:
    """Return a UTC time as messages show it."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _shorten_text(text: str, redactor: Redactor) -> str:
    """Return the beginning of a text, without secrets."""
    start = redactor.text(text, _LONGEST_TEXT)
    more = f"… ({len(text)} characters)" if len(text) > _LONGEST_TEXT else ""
    return shorten(start, len(start)) + more


def _list_advice(account: Account, secret: str, claims: Claims, ahead: timedelta) -> Iterator[str]:
    """Yield sentences that say what to change, at least one.

    Args:
        account: the account of the access key.
        secret: the account's secret.
        claims: what the call was signed with.
        ahead: the call's timestamp minus our clock.
    """
    yield _find_mistake(secret, claims) or _describe_signature(claims.signature)
    seconds = round(ahead.total_seconds())
    if abs(ahead) > timedelta(seconds=account.clock_limit_seconds):
        side = "ahead of" if seconds > 0 else "behind"
        yield f"Your timestamp is {abs(seconds)} seconds {side} our clock: correct clock and zone."


def _find_mistake(secret: str, claims: Claims) -> str:
    """Return a sentence about the known mistake that gives this signature; empty if none does."""
    found = (
        f"Your signature fits another string. {advice}"
        for text, advice in claims.list_mistaken_strings()
        if is_valid(secret, replace(claims, strings_to_sign=(text,)))
    )
    return next(found, "")


def _describe_signature(signature: str | None) -> str:
    """Return a sentence about the form of a signature that no known mistake explains."""
    if signature == "None":
        return "Your signature is the text None: the program has no secret key; set it."
    if signature and " " in signature:
        return "Your signature has a blank in it: percent-encode + as %2B."
    if not is_digest(signature):
        return "Your signature is not the Base64 text of an HMAC-SHA1; no other kind is accepted."
    return "Check that the program has the secret of this key, and signs exactly what it sends."
