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
    from adapter.auth.sigv4.signing import Signing
    from adapter.model import HttpRequest

# boto's own name for the sandbox is a region, and it signs for that.
_REGIONS = (REGION, "sandbox")
# Without the target in it, a signature would fit every operation whose parameters look alike.
_ALWAYS_SIGNED = ("host", "x-amz-target")
LONGEST_KEY = 128
"""The most characters that AWS gave an access key."""

_BASIC_TIME = "%Y%m%dT%H%M%SZ"
_BASIC = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def authenticate(accounts: Accounts, http: HttpRequest, now: datetime) -> Account:
    """Return the account that a call of the current API is made for.

    Where any key is accepted, signatures are not looked at, nor are times and session tokens.

    Raises:
        AuthenticationError: who calls is unknown or not proved.
    """
    header.check_not_presigned(http)
    if accounts.by_key is not None:
        return _verify(accounts.by_key, http, now)
    key = header.named_key(http) or DEMO
    if len(key) > LONGEST_KEY:
        raise refusals.long_key(LONGEST_KEY)
    return Account(key)


def _verify(accounts: Mapping[str, Account], http: HttpRequest, now: datetime) -> Account:
    signed = header.read(http)
    then = _time(http)
    _check_scope(signed, then)
    _check_covered(signed, http)
    account = accounts.get(signed.access_key_id)
    secret = account.secret if account else None
    right = _sign(http, signed, then, secret or NO_SECRET)
    matches = compare_digest(right.signature.encode(), signed.signature.encode())
    # An account without a secret proves nobody: here it counts as unknown.
    if not account or not secret:
        raise refusals.unknown_key()
    if "x-amz-security-token" in http.headers:
        raise refusals.session_token()
    if not matches:
        raise refusals.wrong_signature(right, secret)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        raise refusals.expired(_basic(then), _basic(now), account.clock_limit_seconds)
    return account


def _sign(http: HttpRequest, signed: Signature4, then: datetime, secret: str) -> Signing:
    """Return the signature that the call should have."""
    # Here and not above, for the reason that adapter/auth/sigv4 gives.
    from adapter.auth.sigv4.signing import sign  # noqa: PLC0415

    return sign(http, signed, _basic(then), secret)


def _time(http: HttpRequest) -> datetime:
    """Return when the call was signed: X-Amz-Date, or else Date."""
    basic, date = http.headers.get("x-amz-date"), http.headers.get("date")
    if basic is None and date is None:
        raise refusals.no_time()
    try:
        if basic is None:
            return _in_utc(parsedate_to_datetime(date or ""))
        if _BASIC.fullmatch(basic):
            return datetime.strptime(basic, _BASIC_TIME).replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        pass
    raise refusals.malformed_time(basic or date or "")


def _in_utc(time: datetime) -> datetime:
    """Return the time in UTC; Python gives none to the zone `-0000`, which means UTC."""
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _check_scope(signed: Signature4, then: datetime) -> None:
    if signed.region not in _REGIONS:
        raise refusals.wrong_region(signed.region, REGION)
    if signed.service != SERVICE:
        raise refusals.wrong_service(signed.service, SERVICE)
    if signed.date != _basic(then)[:8]:
        raise refusals.wrong_date(signed.date, _basic(then))


def _check_covered(signed: Signature4, http: HttpRequest) -> None:
    """Raise unless the signature covers the operation, the time and the body."""
    date = "x-amz-date" if "x-amz-date" in http.headers else "date"
    missing = [name for name in (*_ALWAYS_SIGNED, date) if name not in signed.headers]
    if missing:
        raise refusals.not_covered(missing)
    if http.headers.get("x-amz-content-sha256", "") not in {"", header.digest(http.body)}:
        raise refusals.wrong_digest()


def _basic(time: datetime) -> str:
    return time.strftime(_BASIC_TIME)
