"""NextTokens: opaque, signed, bound to who asked for what, and good for an hour."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, TimestampSigner

from adapter.marketplace.errors import invalid_value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LASTS_SECONDS = 3600
# What may differ from page to page of one list.
_PAGING = frozenset({"NextToken", "MaxResults"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, and when; what has no pages has no operation."""

    account: str
    operation: str
    params: Mapping[str, Any]
    now: datetime


class Tokens:
    """Makes and reads the tokens of one call.

    What a token is bound to is not in it, but in what it is signed with: a token given to another
    account, for another operation or for other parameters is one with a wrong signature.

    Args:
        secret: the database's.
        asked: the call; its paging parameters do not count.
    """

    def __init__(self, secret: str, asked: Asked) -> None:
        self._secret = secret
        self._asked = asked

    def make(self, position: int) -> str:
        """Return a token that continues behind this position."""
        return self._signer().sign(str(position)).decode()

    def read(self, token: str) -> int:
        """Return the position; raises for a token that is forged, too old or another call's."""
        try:
            return int(self._signer().unsign(token, max_age=LASTS_SECONDS))
        except (BadData, ValueError):
            raise invalid_value("NextToken", token) from None

    def _signer(self) -> _Signer:
        asked = self._asked
        query = {name: value for name, value in asked.params.items() if name not in _PAGING}
        salt = json.dumps([asked.account, asked.operation, query], sort_keys=True, default=str)
        return _Signer(self._secret, salt, int(asked.now.timestamp()))


class _Signer(TimestampSigner):
    """Takes the time from outside."""

    def __init__(self, secret: str, salt: str, now: int) -> None:
        super().__init__(secret, salt)
        self._now = now

    def get_timestamp(self) -> int:
        return self._now
