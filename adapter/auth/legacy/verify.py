"""Authenticate legacy calls by their signature, access key and timestamp."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapter.auth.accounts import DEMO, NO_SECRET
from adapter.auth.legacy import signature
from adapter.auth.legacy.errors import build_wrong_signature, format_time
from adapter.errors import AuthenticationError, Problem
from adapter.model import Account
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.auth.accounts import Accounts
    from adapter.model import Claims

# xsd:dateTime; boto 1.9b sends no zone and means UTC.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def authenticate(accounts: Accounts, claims: Claims, now: datetime) -> Account:
    """Return the account of a legacy call.

    If every access key is accepted, signatures and timestamps are not verified.

    Args:
        accounts: the accounts that may call.
        claims: the key, timestamp and signature of the call.
        now: the current time, aware.

    Raises:
        AuthenticationError: the key is unknown, or the signature or the timestamp is not valid.
    """
    if accounts.by_key is not None:
        return _verify(accounts.by_key, claims, now)
    return Account(claims.access_key_id or DEMO)


def _verify(accounts: Mapping[str, Account], claims: Claims, now: datetime) -> Account:
    access_key_id, timestamp = _read_claims(claims)
    then = _parse_time(timestamp)
    account = accounts.get(access_key_id)
    secret = account.secret if account else None
    right = signature.is_valid(secret or NO_SECRET, claims)
    # The signature of an account without a secret cannot be verified, so its key is refused.
    if not account or not secret:
        raise _build_unknown_key(access_key_id)
    if not right:
        raise build_wrong_signature(account, secret, claims, then, now)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        message = (
            f"Request has expired. Timestamp date is {shorten(timestamp)}. Our current system "
            f"time: {format_time(now)}; the two may differ by {account.clock_limit_seconds} "
            "seconds. Correct the program's clock and time zone, or raise this account's "
            "clock_limit_seconds."
        )
        raise AuthenticationError([Problem("RequestExpired", message)])
    return account


def _build_unknown_key(access_key_id: str) -> AuthenticationError:
    """Return the error for an unknown key, without the key, which may be a misplaced secret."""
    found = "it is the text None" if access_key_id == "None" else "no account here has it"
    message = (
        "The identity contained in the request is not authorized to use this AWSAccessKeyId: "
        f"{found}. Set the program to a key of this adapter's accounts, or add an account."
    )
    return AuthenticationError([Problem("AWS.NotAuthorized", message)])


def _read_claims(claims: Claims) -> tuple[str, str]:
    """Return the access key and the timestamp; raise if either or the signature is missing."""
    required = {
        "AWSAccessKeyId": claims.access_key_id,
        "Signature": claims.signature,
        "Timestamp": claims.timestamp,
    }
    if claims.access_key_id and claims.timestamp and claims.signature:
        return claims.access_key_id, claims.timestamp
    message = (
        "Your request is missing required parameters. Required parameters include "
        f"{', '.join(name for name, text in required.items() if not text)}. "
        "This adapter verifies signatures: sign the call with a key that it knows."
    )
    raise AuthenticationError([Problem("AWS.MissingParameters", message)])


def _parse_time(text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            time = datetime.fromisoformat(text)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
    except ValueError:
        pass
    message = (
        f"Value ({shorten(text)}) for parameter Timestamp is invalid. "
        "Must be in ISO8601 format, such as 2012-02-16T20:30:47Z."
    )
    raise AuthenticationError([Problem("InvalidParameterValue", message)])
