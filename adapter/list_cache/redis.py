"""Lists stored in a Redis or Valkey that several adapters share.

A list is one hash with its total, the version that it was read at, and its blocks by number. It is
replaced in one transaction, so a page is never cut from two lists.
"""

from __future__ import annotations

import threading
import time
from hashlib import sha256
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import redis
import structlog
from cachetools import TTLCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from adapter.errors import SettingError
from adapter.list_cache.codec import EncodingError, count_block_rows, decode
from adapter.list_cache.store import StoredPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redis.client import Pipeline

    from adapter.list_cache.codec import EncodedList
    from adapter.list_cache.store import Key

log = structlog.get_logger()

Answer = TypeVar("Answer")

_PREFIX = "mturk-adapter:lists:3"
"""The number is the format's, so lists in another format are never found."""

_CONNECT_SECONDS = 0.5
_READ_SECONDS = 1.0
_VERSION_SECONDS = 24 * 3600
_COMMAND_BYTES = 1_000_000
_WARNING_SECONDS = 60


class RedisStore:
    """Stores lists in Redis, which may be unavailable at any time; then nothing is stored.

    A list that could neither be replaced nor deleted is not read by this process until the time at
    which Redis deletes it.

    Args:
        url: redis, rediss, valkey, valkeys or unix, as the redis client reads it.
        scope: separates the lists of one upstream from those of another.
        seconds: the time to live after the last use.
        max_bytes: the maximum size of one list; a larger one is not stored. Redis limits all
            lists together (`maxmemory`, with a policy that evicts).

    Raises:
        SettingError: the redis client cannot use the URL. No connection is opened.
    """

    def __init__(self, url: str, scope: str, seconds: float, max_bytes: int) -> None:
        self._client = build_client(url)
        self._scope = scope
        self._seconds = max(1, round(seconds))
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._outdated: TTLCache[str, bool] = TTLCache(inf, self._seconds)
        self._lost_changes = 0
        self._warned = -inf

    def close(self) -> None:
        """Close the idle connections."""
        self._client.close()

    def read_version(self, account: str) -> int | None:
        """Return a number that grows with each change of the account; None: it is not known."""
        name = self._build_name("version", account)
        known = self._attempt(lambda: self._fetch_version(name))
        return None if known is None else known + self._lost_changes

    def record_change(self, account: str) -> None:
        """Give the account another version; while Redis is unavailable, for this process only."""
        name = self._build_name("version", account)
        if self._attempt(lambda: self._increment(name)) is None:
            with self._lock:
                self._lost_changes += 1

    def find(self, key: Key, start: int, size: int) -> StoredPage | None:
        """Return a page of the stored list, whose time to live begins again; None without one."""
        name = self._build_name("list", *key)
        with self._lock:
            if name in self._outdated:
                return None
        return self._attempt(lambda: self._find(name, start, size))

    def put(self, key: Key, encoded: EncodedList, version: int) -> None:
        """Store the list unless a newer one is stored; one that is too large is not."""
        if sum(map(len, encoded.blocks)) > self._max_bytes:
            self.delete(key)
            return
        name = self._build_name("list", *key)
        if self._attempt(lambda: self._put(name, encoded, version)) is None:
            self.delete(key)
        else:
            with self._lock:
                self._outdated.pop(name, None)

    def delete(self, key: Key) -> None:
        """Delete the list, or do not read it again while Redis may have it."""
        name = self._build_name("list", *key)
        deleted = self._attempt(lambda: self._client.delete(name)) is not None
        with self._lock:
            if deleted:
                self._outdated.pop(name, None)
            else:
                self._outdated[name] = True

    def clear(self) -> None:
        """Delete every list of every upstream.

        If that fails, this process uses other names from then on, so no list is found again.
        """
        if self._attempt(self._delete_all) is None:
            self._scope = f"{self._scope} {uuid4()}"

    def _build_name(self, kind: str, *parts: str) -> str:
        """Return a key of Redis that reveals neither the account nor the query."""
        whole = repr((self._scope, *parts)).encode(errors="backslashreplace")
        return f"{_PREFIX}:{kind}:{sha256(whole).hexdigest()}"

    def _attempt(self, use: Callable[[], Answer]) -> Answer | None:
        """Return the result of `use`; None if Redis does not answer, or refuses."""
        try:
            return use()
        except (redis.RedisError, OSError) as error:
            self._warn(type(error).__name__)
            return None

    def _warn(self, kind: str) -> None:
        now = time.monotonic()
        with self._lock:
            due = now - self._warned >= _WARNING_SECONDS
            self._warned = now if due else self._warned
        if due:
            log.warning("list_cache_unavailable", kind=kind, effect="pages are read afresh")

    def _fetch_version(self, name: str) -> int:
        """Return the version; the first is the time, so it is not repeated if Redis loses it."""
        with self._client.pipeline() as pipeline:
            pipeline.set(name, time.time_ns() // 1000, nx=True)
            pipeline.expire(name, _VERSION_SECONDS)
            pipeline.get(name)
            known = _parse_number(pipeline.execute()[-1])
        if known is None:
            self._client.delete(name)
            raise redis.DataError("a version that is no number")
        return known

    def _increment(self, name: str) -> bool:
        with self._client.pipeline() as pipeline:
            pipeline.set(name, time.time_ns() // 1000, nx=True, ex=_VERSION_SECONDS)
            pipeline.incr(name)
            pipeline.execute()
        return True

    def _find(self, name: str, start: int, size: int) -> StoredPage | None:
        number, inside = divmod(start, count_block_rows(size))
        with self._client.pipeline() as pipeline:
            pipeline.hmget(name, "total", str(number))
            pipeline.expire(name, self._seconds)
            (total_text, block), _ = pipeline.execute()
        total = _parse_number(total_text)
        if total is None:
            return None
        if start >= total:
            return StoredPage((), total)
        try:
            rows = decode(block or b"", inside, inside + size)
        except EncodingError:
            return None
        return StoredPage(rows, total) if len(rows) == min(size, total - start) else None

    def _put(self, name: str, encoded: EncodedList, version: int) -> bool:
        def replace(pipeline: Pipeline) -> None:
            known = _parse_number(pipeline.hget(name, "version"))
            pipeline.multi()
            if known is not None and known > version:
                return
            pipeline.delete(name)
            pipeline.hset(name, mapping={"version": version, "total": encoded.total})
            for part in _split_blocks(encoded):
                pipeline.hset(name, mapping=part)
            pipeline.expire(name, self._seconds)

        self._client.transaction(replace, name)
        return True

    def _delete_all(self) -> bool:
        for name in self._client.scan_iter(f"{_PREFIX}:list:*", count=1000):
            self._client.delete(name)
        return True


def _parse_number(text: Any) -> int | None:
    return int(text) if isinstance(text, bytes) and text.isdigit() and len(text) < 20 else None


def _split_blocks(encoded: EncodedList) -> Iterator[dict[Any, Any]]:
    """Yield the blocks by number, in parts that one command carries."""
    part: dict[Any, Any] = {}
    size = 0
    for number, block in enumerate(encoded.blocks):
        part[str(number)] = block
        size += len(block)
        if size > _COMMAND_BYTES:
            yield part
            part, size = {}, 0
    if part:
        yield part


def build_client(url: str) -> redis.Redis:
    """Return a client whose commands end soon; raises a SettingError, and opens no connection.

    Args:
        url: redis, rediss, valkey, valkeys or unix, as the redis client reads it.
    """
    try:
        client = redis.Redis.from_url(
            _translate_scheme(url),
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_READ_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        # The client reads the options in the URL only when it makes a connection.
        client.connection_pool.make_connection()
    except (TypeError, ValueError, redis.RedisError):
        # Not chained: the error may repeat the URL, and so a password.
        text = "the redis client cannot use this URL; look at what stands behind its ?"
        raise SettingError("list_cache", text) from None
    return client


def _translate_scheme(url: str) -> str:
    """Return the URL in the words of the redis client; Valkey speaks the same protocol."""
    scheme, colon, rest = url.partition(":")
    return {"valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme) + colon + rest
