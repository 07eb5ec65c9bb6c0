"""The embedded marketplace as an upstream, in the same process."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import structlog

from adapter.errors import OutcomeUnknownError, RefusedError, UnavailableError
from adapter.marketplace import MONEY, Order, Range, RefusedCallError, ServiceFault
from adapter.queries import Amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from adapter.marketplace import Marketplace
    from adapter.model import Account, ModernCall, Upstream
    from adapter.queries import AmountsQuery, ListQuery, TokenUse

    Params = Mapping[str, Any]

log = structlog.get_logger()


class MarketplaceUpstreams:
    """Opens upstreams that call the marketplace, where every access key is an account of its own.

    Args:
        marketplace: the service.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def open(self, account: Account) -> Upstream:
        """Return the upstream that calls for this account."""
        return _MarketplaceUpstream(partial(self._marketplace.call, account.access_key_id))

    def close(self) -> None:
        """Close the connections to the database."""
        self._marketplace.close()


class MarketplaceLists:
    """The marketplace's lists, which its database sorts and counts.

    Args:
        marketplace: the service.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def find_keys(self, account: str, query: ListQuery) -> Sequence[int]:
        """Return the key of every item of the list, in order; raise an UpstreamError."""
        order = Order(query.sort_by, query.descending)
        with _translate_errors(changes=False):
            return self._marketplace.list_keys(account, query.operation, query.requests, order)

    def read_items(self, account: str, query: ListQuery, keys: Sequence[int]) -> Sequence[Any]:
        """Return the items with these keys as they are now; raise an UpstreamError."""
        with _translate_errors(changes=False):
            return self._marketplace.list_items(account, query.operation, keys)

    def read_amounts(self, account: str, query: AmountsQuery) -> Sequence[Amount]:
        """Return the amounts of the query by hour; raise an UpstreamError."""
        counted = Range(query.begins, query.ends, query.worker_id)
        scale = Decimal("0.01") if query.measure in MONEY else Decimal(1)
        with _translate_errors(changes=False):
            found = self._marketplace.read_amounts(account, query.measure, counted)
        return [Amount(each.when, each.total * scale, each.number) for each in found]


class MarketplaceTransactions:
    """The marketplace's transactions, each of which carries out several calls or none.

    Args:
        marketplace: the service.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    @contextmanager
    def begin(self, account: str, use: TokenUse | None) -> Iterator[Upstream]:
        """Begin a transaction, and return its upstream; raise an UpstreamError."""
        token = (use.operation, use.token) if use is not None else None
        with _translate_errors(changes=True), self._marketplace.begin_calls(account, token) as call:
            yield _MarketplaceUpstream(call)


class _MarketplaceUpstream:
    def __init__(self, call: Callable[[str, Params], Mapping[str, Any]]) -> None:
        self._call = call

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        with _translate_errors(changes=call.changes):
            return self._call(call.operation, call.params)


@contextmanager
def _translate_errors(*, changes: bool) -> Iterator[None]:
    """Raise the marketplace's errors as an UpstreamError."""
    try:
        yield
    except RefusedCallError as error:
        raise RefusedError(error.code, error.message) from None
    except ServiceFault as error:
        log.error("database_failed", reason=error.reason)  # noqa: TRY400 (a trace says no more)
        if error.unknown and changes:
            raise OutcomeUnknownError(error.message) from None
        raise UnavailableError(error.message) from None
