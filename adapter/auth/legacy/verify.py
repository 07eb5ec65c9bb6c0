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
    """Return the account of a legacy call.

    Where any key is accepted, signatures and timestamps are not verified.

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
        raise refusals.build_unknown_key(access_key_id)
    if not right:
        raise refusals.build_wrong_signature(account, secret, claims, then, now)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        raise refusals.build_expired(timestamp, now, account.clock_limit_seconds)
    return account


def _read_claims(claims: Claims) -> tuple[str, str]:
    """Return access key and timestamp; raise if one of them or the signature is missing."""
    required = {
        "AWSAccessKeyId": claims.access_key_id,
        "Signature": claims.signature,
        "Timestamp": claims.timestamp,
    }
    if not claims.access_key_id or not claims.timestamp or not claims.signature:
        raise refusals.build_missing_parameters(
            tuple(name for name, text in required.items() if not text)
        )
    return claims.access_key_id, claims.timestamp


def _parse_time(text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            time = datetime.fromisoformat(text)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
    except ValueError:
        pass
    raise refusals.build_malformed_timestamp(text)
