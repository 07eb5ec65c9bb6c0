"""NextTokens: opaque, signed, bound to who asked for what, and good for an hour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from adapter.marketplace.refusals import invalid_value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LASTS_SECONDS = 3600
# What may differ from page to page of one list.
_PAGING = frozenset({"NextToken", "MaxResults"})


class Tokens:
    """Makes and reads the tokens of one call.

    What a token is bound to is not in it, but in what it is signed with: a token given to another
    account, for another operation or for other parameters is one with a wrong signature.

    Args:
        secret: the database's.
        now: when the call came.
        account, operation, params: what is called; the paging parameters do not count.
    """

    def __init__(
        self, secret: str, now: datetime, account: str, operation: str, params: Mapping[str, Any]
    ) -> None:
        self._secret = secret
        self._now = int(now.timestamp())
        self._bound = (account, operation, params)

    def make(self, position: int) -> str:
        """A token that continues behind this position."""
        return self._serializer().dumps(position)

    def read(self, token: str) -> int:
        """The position; a token that is forged, another's or too old is refused."""
        try:
            position: int = self._serializer().loads(token, max_age=LASTS_SECONDS)
        except BadData:
            raise invalid_value("NextToken", token) from None
        return position

    def _serializer(self) -> URLSafeTimedSerializer:
        account, operation, params = self._bound
        query = {name: value for name, value in params.items() if name not in _PAGING}
        salt = json.dumps([account, operation, query], sort_keys=True, default=str)
        now = self._now

        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return now

        return URLSafeTimedSerializer(self._secret, salt=salt, signer=Signer)
