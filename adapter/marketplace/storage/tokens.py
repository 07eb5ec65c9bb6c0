"""NextTokens: opaque, signed, valid for an hour for one account, operation and parameters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, TimestampSigner

from adapter.marketplace.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAX_AGE_SECONDS = 3600
# The parameters that may differ between the pages of one list.
_PAGING = frozenset({"NextToken", "MaxResults"})


@dataclass(frozen=True, slots=True)
class Call:
    """The account, operation, parameters and time of a call; `operation` may be empty."""

    account: str
    operation: str
    params: Mapping[str, Any]
    now: datetime


class Tokens:
    """Signs and verifies the tokens of one call.

    A token does not contain the account, operation and parameters for which it is valid: they are
    part of the signing key. For any other call the signature is wrong.

    Args:
        secret: the secret from the database.
        call: the call, whose paging parameters are ignored.
    """

    def __init__(self, secret: str, call: Call) -> None:
        self._secret = secret
        self._call = call

    def sign(self, position: int) -> str:
        """Return a token for the page after this position."""
        return self._signer().sign(str(position)).decode()

    def verify(self, token: str) -> int:
        """Return the position; raises for a token that is forged, too old or another call's."""
        try:
            return int(self._signer().unsign(token, max_age=MAX_AGE_SECONDS))
        except (BadData, ValueError):
            raise InvalidValueError("NextToken", token) from None

    def _signer(self) -> _Signer:
        call = self._call
        query = {name: value for name, value in call.params.items() if name not in _PAGING}
        salt = json.dumps([call.account, call.operation, query], sort_keys=True, default=str)
        return _Signer(self._secret, salt, int(call.now.timestamp()))


class _Signer(TimestampSigner):
    """A signer that takes the time as an argument instead of reading the clock."""

    def __init__(self, secret: str, salt: str, now: int) -> None:
        super().__init__(secret, salt)
        self._now = now

    def get_timestamp(self) -> int:
        return self._now
