"""The legacy API around a marketplace, called by REST without a socket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from lxml import etree
from support.backends import backend
from support.market import ME
from support.serving import service

from adapter.auth.accounts import Accounts
from adapter.model import HttpRequest
from adapter.upstream.marketplace import (
    MarketplaceLists,
    MarketplaceTransactions,
    MarketplaceUpstreams,
)

if TYPE_CHECKING:
    from support.market import Market

    from adapter.legacy_api.service import LegacyService


@dataclass(frozen=True)
class LegacyMarket:
    """Legacy calls to a marketplace, by any access key."""

    market: Market

    @cached_property
    def service(self) -> LegacyService:
        """The service that answers them, by the marketplace's clock."""
        market = self.market.service
        answering = backend(
            MarketplaceUpstreams(market),
            sorted_lists=MarketplaceLists(market),
            transactions=MarketplaceTransactions(market),
        )
        return service(answering, accounts=Accounts(), clock=self.market.clock)

    def __call__(self, operation: str, account: str = ME, **params: str) -> etree._Element:
        """The root of the answer; in a parameter's name `__` stands for a dot."""
        pairs = {name.replace("__", "."): text for name, text in params.items()}
        query = {"Operation": operation, "AWSAccessKeyId": account, **pairs}
        http = HttpRequest("GET", "127.0.0.1", "/", urlencode(query).encode(), {}, b"")
        return etree.fromstring(self.service.answer(http).response.body)


def problem(root: etree._Element) -> str:
    """`Code: message` of the only problem, without the service's prefix and the time."""
    [error] = root.iter("Error")
    code = error.findtext("Code").removeprefix("AWS.MechanicalTurk.")
    return f"{code}: {error.findtext('Message').rpartition(' (')[0]}"
