"""Authenticate calls of the current API by Signature Version 4."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from adapter.auth.accounts import DEMO, NO_SECRET
from adapter.auth.environments import REGION
from adapter.auth.sigv4 import header
from adapter.auth.sigv4.errors import (
    WRONG_KEY,
    WRONG_SIGNATURE,
    build_incomplete,
    build_refusal,
    build_wrong_signature,
)
from adapter.auth.sigv4.header import SERVICE
from adapter.model import Account
from adapter.text import quote_text, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.auth.accounts import Accounts
    from adapter.auth.sigv4.header import Signature4
    from adapter.model import HttpRequest

LONGEST_KEY = 128
"""The maximum number of characters of an AWS access key."""

# boto treats the sandbox as a region and signs for that name.
_REGIONS = (REGION, "sandbox")
# A signature that does not cover the target would match other operations with equal parameters.
_ALWAYS_SIGNED = ("host", "x-amz-target")
_INVALID_TOKEN = "The security token included in the request is invalid."  # noqa: S105
_BASIC_TIME = "%Y%m%dT%H%M%SZ"
_BASIC = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def authenticate(
    accounts: Accounts, http: HttpRequest, now: datetime, service: str = SERVICE
) -> Account:
    """Return the account of a call of the current API, or of another service.

    If every access key is accepted, signatures, times and session tokens are not verified.

    Args:
        accounts: the accounts that may call.
        http: the request.
        now: the current time, aware.
        service: the name of the service that the signature is for.

    Raises:
        AuthenticationError: the key is unknown, or the signature or the time is not valid.
    """
    header.check_not_presigned(http)
    if accounts.by_key is not None:
        return _verify(accounts.by_key, http, now, service)
    key = header.find_access_key(http) or DEMO
    if len(key) > LONGEST_KEY:
        raise build_refusal(
            WRONG_KEY, f"{_INVALID_TOKEN} An access key has at most {LONGEST_KEY} characters."
        )
    return Account(key)


def _verify(
    accounts: Mapping[str, Account], http: HttpRequest, now: datetime, service: str
) -> Account:
    # The docstring of adapter/auth/sigv4 gives the reason for this late import.
    from adapter.auth.sigv4.signer import sign  # noqa: PLC0415

    signed, then = header.read(http), _read_time(http)
    _check_scope(signed, then, service)
    _check_signed_headers(signed, http)
    account = accounts.get(signed.access_key_id)
    secret = account.secret if account else None
    expected = sign(http, signed, _format_time(then), secret or NO_SECRET)
    matches = compare_digest(expected.signature.encode(), signed.signature.encode())
    # The signature of an account without a secret cannot be verified, so its key is refused.
    if not account or not secret:
        # The message leaves the key out, which may be a misplaced secret.
        raise build_refusal(
            WRONG_KEY,
            f"{_INVALID_TOKEN} No account here has this access key: set the program to a key of "
            "this adapter's accounts, or add an account.",
        )
    if "x-amz-security-token" in http.headers:
        raise build_refusal(
            WRONG_KEY,
            f"{_INVALID_TOKEN} This adapter gives out no session tokens: call with the account's "
            "own key and without X-Amz-Security-Token.",
        )
    if not matches:
        raise build_wrong_signature(expected.canonical_request, expected.string_to_sign, secret)
    _check_clock(then, now, account.clock_limit_seconds)
    return account


def _check_clock(then: datetime, now: datetime, limit_seconds: int) -> None:
    if abs(now - then) <= timedelta(seconds=limit_seconds):
        return
    reason = "Signature expired" if then < now else "Signature not yet current"
    raise build_refusal(
        WRONG_SIGNATURE,
        f"{reason}: {_format_time(then)}, and our clock is {_format_time(now)}; the two may "
        f"differ by {limit_seconds} seconds. Correct the program's clock, or raise this "
        "account's clock_limit_seconds.",
    )


def _read_time(http: HttpRequest) -> datetime:
    """Return the time of the signature: X-Amz-Date, or else Date."""
    basic, date = http.headers.get("x-amz-date"), http.headers.get("date")
    if basic is None and date is None:
        raise build_incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    try:
        if basic is None:
            time = parsedate_to_datetime(date or "")
            # Python parses the zone -0000, which means UTC, as no zone.
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        if _BASIC.fullmatch(basic):
            return datetime.strptime(basic, _BASIC_TIME).replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        pass
    raise build_incomplete(
        f"Date must be in ISO-8601 'basic format'. Got {quote_text(basic or date or '')}. Send one "
        "such as 20180601T120000Z."
    )


def _check_scope(signed: Signature4, then: datetime, service: str) -> None:
    """Raise unless the credential is for our region, this service, and the day of the call."""
    time = _format_time(then)
    if signed.region not in _REGIONS:
        raise build_refusal(
            WRONG_SIGNATURE,
            f"Credential should be scoped to a valid region, not '{shorten(signed.region)}'. Set "
            f"the program's region to {REGION}.",
        )
    if signed.service != service:
        raise build_refusal(
            WRONG_SIGNATURE,
            f"Credential should be scoped to correct service: '{service}', not "
            f"'{shorten(signed.service)}'.",
        )
    if signed.date != time[:8]:
        raise build_refusal(
            WRONG_SIGNATURE,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{shorten(signed.date)}' != '{time[:8]}', from '{time}'.",
        )


def _check_signed_headers(signed: Signature4, http: HttpRequest) -> None:
    """Raise unless the signature covers the operation, the time and the body."""
    date = "x-amz-date" if "x-amz-date" in http.headers else "date"
    missing = [name for name in (*_ALWAYS_SIGNED, date) if name not in signed.headers]
    if missing:
        listed = " and ".join(f"'{name}'" for name in missing)
        raise build_refusal(
            WRONG_SIGNATURE,
            f"{listed} must be a 'SignedHeader' in the AWS Authorization. Sign it, too.",
        )
    if http.headers.get("x-amz-content-sha256", "") not in {"", header.hash_body(http.body)}:
        raise build_refusal(
            WRONG_SIGNATURE,
            "The value of X-Amz-Content-SHA256 is not the SHA-256 of the body that arrived. Send "
            "the body unchanged and its digest in lower-case hexadecimal digits, or leave the "
            "header out.",
        )


def _format_time(time: datetime) -> str:
    return time.strftime(_BASIC_TIME)
