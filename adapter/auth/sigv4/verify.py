"""Authenticate calls of the current API by Signature Version 4."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from adapter.auth.accounts import DEMO, NO_SECRET
from adapter.auth.environments import REGION
from adapter.auth.sigv4 import errors as refusals
from adapter.auth.sigv4 import header
from adapter.auth.sigv4.header import SERVICE
from adapter.model import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.auth.accounts import Accounts
    from adapter.auth.sigv4.header import Signature4
    from adapter.auth.sigv4.signer import ExpectedSignature
    from adapter.model import HttpRequest

# boto calls the sandbox a region and signs for that name.
_REGIONS = (REGION, "sandbox")
# A signature that does not cover the target would fit other operations with equal parameters.
_ALWAYS_SIGNED = ("host", "x-amz-target")
LONGEST_KEY = 128
"""The maximum number of characters of an AWS access key."""

_BASIC_TIME = "%Y%m%dT%H%M%SZ"
_BASIC = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def authenticate(accounts: Accounts, http: HttpRequest, now: datetime) -> Account:
    """Return the account of a call of the current API.

    Where any key is accepted, signatures, times and session tokens are not verified.

    Raises:
        AuthenticationError: the key is unknown, or the signature or the time is not valid.
    """
    header.check_not_presigned(http)
    if accounts.by_key is not None:
        return _verify(accounts.by_key, http, now)
    key = header.find_access_key(http) or DEMO
    if len(key) > LONGEST_KEY:
        raise refusals.build_long_key(LONGEST_KEY)
    return Account(key)


def _verify(accounts: Mapping[str, Account], http: HttpRequest, now: datetime) -> Account:
    signed = header.read(http)
    then = _read_time(http)
    _check_scope(signed, then)
    _check_signed_headers(signed, http)
    account = accounts.get(signed.access_key_id)
    secret = account.secret if account else None
    right = _sign(http, signed, then, secret or NO_SECRET)
    matches = compare_digest(right.signature.encode(), signed.signature.encode())
    # The signature of an account without a secret cannot be verified, so its key is refused.
    if not account or not secret:
        raise refusals.build_unknown_key()
    if "x-amz-security-token" in http.headers:
        raise refusals.build_session_token()
    if not matches:
        raise refusals.build_wrong_signature(right, secret)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        raise refusals.build_expired(
            _format_time(then), _format_time(now), account.clock_limit_seconds
        )
    return account


def _sign(http: HttpRequest, signed: Signature4, then: datetime, secret: str) -> ExpectedSignature:
    """Return the expected signature of the call."""
    # The docstring of adapter/auth/sigv4 gives the reason for this late import.
    from adapter.auth.sigv4.signer import sign  # noqa: PLC0415

    return sign(http, signed, _format_time(then), secret)


def _read_time(http: HttpRequest) -> datetime:
    """Return the time of the signature from X-Amz-Date, or else from Date."""
    basic, date = http.headers.get("x-amz-date"), http.headers.get("date")
    if basic is None and date is None:
        raise refusals.build_missing_time()
    try:
        if basic is None:
            return _convert_to_utc(parsedate_to_datetime(date or ""))
        if _BASIC.fullmatch(basic):
            return datetime.strptime(basic, _BASIC_TIME).replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        pass
    raise refusals.build_malformed_time(basic or date or "")


def _convert_to_utc(time: datetime) -> datetime:
    """Return the time in UTC; Python parses the zone `-0000`, which means UTC, as no zone."""
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _check_scope(signed: Signature4, then: datetime) -> None:
    if signed.region not in _REGIONS:
        raise refusals.build_wrong_region(signed.region, REGION)
    if signed.service != SERVICE:
        raise refusals.build_wrong_service(signed.service, SERVICE)
    if signed.date != _format_time(then)[:8]:
        raise refusals.build_wrong_date(signed.date, _format_time(then))


def _check_signed_headers(signed: Signature4, http: HttpRequest) -> None:
    """Raise unless the signature covers the operation, the time and the body."""
    date = "x-amz-date" if "x-amz-date" in http.headers else "date"
    missing = [name for name in (*_ALWAYS_SIGNED, date) if name not in signed.headers]
    if missing:
        raise refusals.build_unsigned_headers(missing)
    if http.headers.get("x-amz-content-sha256", "") not in {"", header.hash_body(http.body)}:
        raise refusals.build_wrong_digest()


def _format_time(time: datetime) -> str:
    return time.strftime(_BASIC_TIME)
