"""Who may make calls of the current API: as for legacy ones, but by Signature Version 4."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from adapter.auth.environments import REGION
from adapter.auth.legacy import DEMO, NO_SECRET
from adapter.auth.sigv4 import errors as refusals
from adapter.auth.sigv4 import header
from adapter.auth.sigv4.header import SERVICE
from adapter.model import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.auth.legacy import Gate
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


def admit(gate: Gate, http: HttpRequest, now: datetime) -> Account:
    """The account that the call is made for.

    Where any key is accepted, signatures are not looked at, nor are times and session tokens.

    Raises:
        AuthenticationError: who calls is unknown or not proved.
    """
    header.check_not_presigned(http)
    if gate.accounts is not None:
        return _verified(gate.accounts, http, now)
    key = header.named_key(http) or DEMO
    if len(key) > LONGEST_KEY:
        raise refusals.long_key(LONGEST_KEY)
    return Account(key)


def _verified(accounts: Mapping[str, Account], http: HttpRequest, now: datetime) -> Account:
    signed = header.read(http)
    then = _time(http)
    _check_scope(signed, then)
    _check_covered(signed, http)
    account = accounts.get(signed.access_key_id)
    secret = account.secret if account else None
    made = _made(http, signed, then, secret or NO_SECRET)
    right = compare_digest(made.signature.encode(), signed.signature.encode())
    # An account without a secret proves nobody: here it counts as unknown.
    if not account or not secret:
        raise refusals.unknown_key()
    if "x-amz-security-token" in http.headers:
        raise refusals.session_token()
    if not right:
        raise refusals.wrong_signature(made, secret)
    if abs(now - then) > timedelta(seconds=account.clock_limit_seconds):
        raise refusals.expired(_basic(then), _basic(now), account.clock_limit_seconds)
    return account


def _made(http: HttpRequest, signed: Signature4, then: datetime, secret: str) -> Signing:
    """The signature that should have come."""
    # Here and not above, for the reason that adapter/auth/sigv4 gives.
    from adapter.auth.sigv4.signing import sign  # noqa: PLC0415

    return sign(http, signed, _basic(then), secret)


def _time(http: HttpRequest) -> datetime:
    """When the call was signed: X-Amz-Date, or else Date."""
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
    """The same time; one whose zone is `-0000`, which Python leaves out, is in UTC already."""
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _check_scope(signed: Signature4, then: datetime) -> None:
    if signed.region not in _REGIONS:
        raise refusals.wrong_region(signed.region, REGION)
    if signed.service != SERVICE:
        raise refusals.wrong_service(signed.service, SERVICE)
    if signed.date != _basic(then)[:8]:
        raise refusals.wrong_date(signed.date, _basic(then))


def _check_covered(signed: Signature4, http: HttpRequest) -> None:
    """The signature has to cover what says which call this is, of when, and of what body."""
    date = "x-amz-date" if "x-amz-date" in http.headers else "date"
    missing = [name for name in (*_ALWAYS_SIGNED, date) if name not in signed.headers]
    if missing:
        raise refusals.not_covered(missing)
    if http.headers.get("x-amz-content-sha256", "") not in {"", header.digest(http.body)}:
        raise refusals.wrong_digest()


def _basic(time: datetime) -> str:
    return time.strftime(_BASIC_TIME)
