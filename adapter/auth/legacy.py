"""Who may call: accounts whose signatures are verified, or anybody who is not a web page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapter.auth import legacy_errors as refusals
from adapter.auth import signature
from adapter.auth.web_pages import raise_for_marked_page, raise_for_page
from adapter.model import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import Claims, HttpRequest

DEMO = "demo"
"""The account of calls that name no key, where any key is accepted."""

NO_SECRET = "no account has this secret"  # noqa: S105
"""Stands in for the secret of an unknown key, so that refusing it costs the same time."""

# xsd:dateTime; boto 1.9b sends no zone and means UTC.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits calls.

    Attributes:
        accounts: by access key; every signature is verified. None: any key is an account.
        hosts: names that the adapter is reached under, besides loopback's and Amazon's; asked
            for only where `accounts` is None.
    """

    accounts: Mapping[str, Account] | None = None
    hosts: frozenset[str] = frozenset()

    def admit(self, claims: Claims, now: datetime) -> Account:
        """The account that the call is made for.

        Raises:
            AuthenticationError: who calls is unknown or not proved.
        """
        if self.accounts is not None:
            return _verified(self.accounts, claims, now)
        return Account(claims.access_key_id or DEMO)

    def check_page(self, http: HttpRequest) -> None:
        """Raise a FrontError if a web page may have sent the call.

        Where signatures are verified nothing is checked: a page cannot sign.
        """
        if self.accounts is None:
            raise_for_page(http, self.hosts)

    def check_document(self, http: HttpRequest) -> None:
        """Raise a FrontError if a web page says that it asked for WSDL or schema."""
        if self.accounts is None:
            raise_for_marked_page(http, self.hosts)


def _verified(accounts: Mapping[str, Account], claims: Claims, now: datetime) -> Account:
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
    """Access key and timestamp, where the signature is there too; the text None is a value."""
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
