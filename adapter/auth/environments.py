"""Which of Amazon's two markets a program means by the host it calls."""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.errors import FrontError, Problem
from adapter.model import Market

if TYPE_CHECKING:
    from collections.abc import Mapping

AMAZON_HOSTS: Mapping[str, Market] = MappingProxyType(
    {
        "mechanicalturk.amazonaws.com": Market.PRODUCTION,
        "mechanicalturk.sandbox.amazonaws.com": Market.SANDBOX,
        "mturk-requester.us-east-1.amazonaws.com": Market.PRODUCTION,
        "mturk-requester-sandbox.us-east-1.amazonaws.com": Market.SANDBOX,
    }
)

ENDPOINTS: Mapping[str, str] = MappingProxyType(
    {
        "production": "https://mturk-requester.us-east-1.amazonaws.com",
        "sandbox": "https://mturk-requester-sandbox.us-east-1.amazonaws.com",
    }
)
"""Where Amazon answered the current API."""

REGION = "us-east-1"
"""The one region that the service was in; calls are signed for it."""

_AUTHORITY = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]*)?")


@functools.lru_cache(maxsize=256)
def name_of(host: str) -> str:
    """Return the name in a Host header, in lower case, without port and final dot.

    An IPv6 address keeps its brackets. What is no host at all gives an empty name.
    """
    parts = _AUTHORITY.fullmatch(host)
    return parts[1].lower().removesuffix(".") if parts else ""


def market_of(host: str) -> Market | None:
    """Return the market whose address was called; None where the name is not one of Amazon's."""
    return AMAZON_HOSTS.get(name_of(host))


def check_market(host: str, served: Market | None) -> None:
    """Raise a FrontError if the call's host means the other market.

    Args:
        host: the authority asked for.
        served: the market that calls go to; None where there is but one, so that both names fit.

    Raises:
        FrontError: a call meant for the sandbox would reach production, or the other way round.
    """
    called = market_of(host)
    if served is None or called is None or called is served:
        return
    message = (
        f"This call was sent to the {called} address, but the adapter serves {served}, and never "
        f"mixes the two. Set the program to {served}, or start the adapter with "
        f"--upstream {called}."
    )
    raise FrontError(Problem("Forbidden", message), 403)
