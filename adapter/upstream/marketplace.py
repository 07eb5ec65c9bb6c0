"""The embedded marketplace as an upstream, in this very process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.errors import OutcomeUnknownError, RefusedError, UnavailableError
from adapter.marketplace import RefusedCallError, ServiceFault
from adapter.upstream.pagination import collect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from adapter.marketplace import Marketplace
    from adapter.model import Account, ModernCall, Upstream, Walk


class MarketplaceUpstreams:
    """Answers from the marketplace, where every access key is an account of its own.

    Args:
        marketplace: the service.
        ceiling: the most items that a walk may find.
    """

    def __init__(self, marketplace: Marketplace, ceiling: int) -> None:
        self._marketplace = marketplace
        self._ceiling = ceiling

    def open(self, account: Account) -> Upstream:
        """The upstream that speaks for this account."""
        return _MarketplaceUpstream(self._marketplace, account.access_key_id, self._ceiling)

    def close(self) -> None:
        """Ends the connections to the database."""
        self._marketplace.close()


class _MarketplaceUpstream:
    def __init__(self, marketplace: Marketplace, access_key_id: str, ceiling: int) -> None:
        self._marketplace = marketplace
        self._access_key_id = access_key_id
        self._ceiling = ceiling

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        try:
            return self._marketplace.call(self._access_key_id, call.operation, call.params)
        except RefusedCallError as error:
            raise RefusedError(error.code, error.message) from None
        except ServiceFault as error:
            if error.unknown and call.changes:
                raise OutcomeUnknownError(error.message) from None
            raise UnavailableError(error.message) from None

    def walk(self, walk: Walk) -> Sequence[Mapping[str, Any]]:
        return collect(self.send, walk, self._ceiling)
