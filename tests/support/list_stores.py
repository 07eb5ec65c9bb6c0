"""The stores of both kinds for one suite of tests, with a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import redis
from support.lists import CEILING, CountedLists

from adapter.list_cache import ListCache, MemoryStore
from adapter.list_cache.redis import RedisStore
from adapter.translation.drive import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.redis_server import RedisServer

    from adapter.list_cache.store import ListStore
    from adapter.model import Upstreams

SECONDS = 60
BYTES = 10_000_000


@dataclass
class InMemory:
    """Stores in the memory of this process."""

    now: float = 0
    counted: CountedLists = field(default_factory=CountedLists)

    def open_store(self, most_bytes: int = BYTES) -> ListStore:
        return MemoryStore(SECONDS, most_bytes, lambda: self.now)

    def build_backend(self, inner: Upstreams, most_bytes: int = BYTES) -> Backend:
        cache = ListCache(self.open_store(most_bytes))
        return Backend(inner, CEILING, self.counted, cache)

    def advance(self, seconds: float) -> None:
        self.now += seconds

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class InRedis:
    """Stores in a real Redis; each backend is a replica of its own that shares it."""

    server: RedisServer
    counted: CountedLists = field(default_factory=CountedLists)
    opened: list[RedisStore] = field(default_factory=list)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.server.url)

    def open_store(self, most_bytes: int = BYTES, scope: str = "upstream") -> RedisStore:
        self.opened.append(RedisStore(self.server.url, scope, SECONDS, most_bytes))
        return self.opened[-1]

    def build_backend(self, inner: Upstreams, most_bytes: int = BYTES) -> Backend:
        cache = ListCache(self.open_store(most_bytes))
        return Backend(inner, CEILING, self.counted, cache)

    def advance(self, seconds: float) -> None:
        """Let everything in Redis expire so many seconds sooner."""
        with self.client as client:
            for name in client.scan_iter():
                client.pexpire(name, max(0, client.pttl(name) - int(seconds * 1000)))

    def names(self) -> Iterator[bytes]:
        with self.client as client:
            yield from client.scan_iter()

    def close(self) -> None:
        for each in self.opened:
            each.close()
