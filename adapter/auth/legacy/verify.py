"""Authenticate legacy calls by their signature, access key and timestamp."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapter.auth.accounts import DEMO, NO_SECRET
from adapter.auth.legacy import errors as refusals
from adapter.auth.legacy import signature
from adapter.model import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.auth.accounts import Accounts
    from adapter.model import Claims

# xsd:dateTime; boto 1.9b sends no zone and means UTC.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)


def authenticate(accounts: Accounts, claims: Claims, now: datetime) -> Account:
    """Return the account that a legacy call is made for.

    Raises:
        AuthenticationError: who calls is unknown or not proved.
    """
    if accounts.by_key is not None:
        return _verify(accounts.by_key, claims, now)
    return Account(claims.access_key_id or DEMO)


def _verify(accounts: Mapping[str, Account], claims: Claims, now: datetime) -> Account:
    access_key_id, timestamp = _complete(claims)
    then = _time(timestamp)
    account = accounts.get(access_key_id)
    secret = account.secret if account else None
    right = signature.matches(secret or NO_SECRET, claims)
    # An account without a secret proves nobody: here it counts as unknown.
    if not account or not secret:
        raise refusals.unknown_key(access_key_id)
    if not right:
        raise refusals.wrong_signature(account, secret, claims, then, now)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        raise refusals.expired(timestamp, now, account.clock_limit_seconds)
    return account


def _complete(claims: Claims) -> tuple[str, str]:
    """Return access key and timestamp if the signature is there too; the text None is a value."""
    given = {
        "AWSAccessKeyId": claims.access_key_id,
        "Signature": claims.signature,
        "Timestamp": claims.timestamp,
    }
    if not claims.access_key_id or not claims.timestamp or not claims.signature:
        raise refusals.missing(tuple(name for name, text in given.items() if not text))
    return claims.access_key_id, claims.timestamp


def _time(text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            time = datetime.fromisoformat(text)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
    except ValueError:
        pass
    raise refusals.malformed(text)
