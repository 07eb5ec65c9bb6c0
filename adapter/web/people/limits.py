"""How often somebody may try to get in: by the address, and by what they name."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address, ip_network
from math import ceil
from typing import TYPE_CHECKING, TypeVar

import structlog
from flask import request
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from adapter.web.people.words import format_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limits import RateLimitItem
    from redis import ConnectionPool

log = structlog.get_logger()

Answer = TypeVar("Answer")

_MINUTES = 10
_NETWORK_BITS = 64
_PREFIX = "mturk-adapter:limits:1"


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody tries, and how often within ten minutes.

    Attributes:
        name: separates its counts from those of other actions.
        by_address: the tries from one address, which a whole class may have.
        by_subject: the tries for one name, token or access key, from any address.
    """

    name: str
    by_address: int
    by_subject: int


SIGN_IN = Action("sign in", by_address=300, by_subject=20)
JOIN = Action("join", by_address=1000, by_subject=1000)
ARRIVE = Action("arrive", by_address=1000, by_subject=60)
# Whoever knows an access key could else keep its owner out, by wrong secrets from one address.
DESK = Action("desk", by_address=30, by_subject=300)


class Limits:
    """Counts tries, in this process or in a Redis that several adapters share.

    While Redis does not answer, each process counts for itself.

    Args:
        key: the secret by which names and addresses are hashed; adapters of other databases in the
            same Redis count for themselves.
        pool: the connections to Redis; None: this process counts.
    """

    def __init__(self, key: bytes = b"", pool: ConnectionPool | None = None) -> None:
        self._key = key
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = None if pool is None else MovingWindowRateLimiter(_build_storage(pool))

    def check(self, action: Action, subject: str) -> None:
        """Count a try of this request, and refuse it if there were too many.

        Args:
            action: what is tried.
            subject: the name, token or access key that is tried.

        Raises:
            TooManyRequests: it says when to try again.
        """
        for item, name in self._list_counts(action, subject):
            if not self._ask(partial(_hit, item, name)):
                raise _build_refusal(self._ask(partial(_find_reset, item, name)))

    def _list_counts(self, action: Action, subject: str) -> Iterator[tuple[RateLimitItem, str]]:
        address = _find_network(request.remote_addr or "")
        for kind, most, text in (
            ("address", action.by_address, address),
            ("subject", action.by_subject, subject),
        ):
            identity = "\0".join((action.name, kind, text)).encode()
            yield (
                RateLimitItemPerMinute(most, _MINUTES),
                hmac.digest(self._key, identity, "sha256").hex(),
            )

    def _ask(self, use: Callable[[MovingWindowRateLimiter], Answer]) -> Answer:
        if self._shared is not None:
            try:
                return use(self._shared)
            except StorageError as error:
                kind = type(error.storage_error).__name__
                log.warning("limits_unavailable", kind=kind, effect="each process counts alone")
        return use(self._own)


def _build_storage(pool: ConnectionPool) -> RedisStorage:
    return RedisStorage("redis://", connection_pool=pool, key_prefix=_PREFIX, wrap_exceptions=True)


def _hit(item: RateLimitItem, name: str, limiter: MovingWindowRateLimiter) -> bool:
    return limiter.hit(item, name)


def _find_reset(item: RateLimitItem, name: str, limiter: MovingWindowRateLimiter) -> float:
    return limiter.get_window_stats(item, name).reset_time


def _build_refusal(reset: float) -> TooManyRequests:
    seconds = max(1, ceil(reset - time.time()))
    text = f"Nothing was done. Try again in {format_duration(seconds)}."
    return TooManyRequests(text, retry_after=seconds)


def _find_network(address: str) -> str:
    """Return the address, of IPv6 the network: one customer has all of its addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return address
    return str(ip_network((int(parsed), _NETWORK_BITS), strict=False))
