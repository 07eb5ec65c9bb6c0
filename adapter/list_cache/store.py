"""Kept lists in a Redis or Valkey that several adapters share: the only module that knows redis.

For every list there is a head, which names the blocks that hold its items. Blocks are never
changed, so a page is cut from one list even while another takes its place.
"""

from __future__ import annotations

import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from adapter.errors import SettingError
from adapter.list_cache.reach import Reach
from adapter.list_cache.sealed import chunks, head_of, read_block, read_head
from adapter.viewing import Excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.list_cache.packing import Packed
    from adapter.list_cache.sealed import Head
    from adapter.list_cache.shelf import Key
    from adapter.viewing import Item

Answer = TypeVar("Answer")

_PREFIX = "mturk-adapter:walks"
_CONNECT_SECONDS = 0.5
_READ_SECONDS = 1.0
_STAMP_SECONDS = 24 * 3600
# A page may be on its way from a list that has just been replaced.
_REPLACED_SECONDS = 5
_MOST_OWED = 10_000

# Puts a head in the place of one that is not newer. Another adapter may have read the same list
# later and been faster.
_REPLACE = """
local known = redis.call('HGET', KEYS[1], 'stamp')
if known and tonumber(known) > tonumber(ARGV[1]) then return {0} end
local replaced = redis.call('HGET', KEYS[1], 'blocks')
redis.call('HSET', KEYS[1], 'stamp', ARGV[1], 'head', ARGV[2], 'blocks', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return {1, replaced}
"""


class StoreShelf:
    """Kept lists in a store that may be gone at any time; then nothing is kept, nor shared.

    How much is kept in all is the store's own affair (`maxmemory`, with a policy that evicts).

    Args:
        url: redis, rediss, valkey, valkeys or unix, as the redis client reads it.
        scope: tells the lists of one upstream from those of another.
        seconds: how long a list is kept after it was last used.
        most_bytes: of one list; a larger one is not kept.

    Raises:
        SettingError: the redis client cannot use the URL; whether anything is there is not asked.
    """

    def __init__(self, url: str, scope: str, seconds: float, most_bytes: int) -> None:
        self._store = _client(url)
        self._scope = scope
        self._seconds = max(1, round(seconds))
        self._most_bytes = most_bytes
        self._reach = Reach(time.monotonic)
        # What could not be told to the store, and must be before anything is read from it again.
        self._owed: dict[str, Callable[[], None]] = {}

    def close(self) -> None:
        """Ends the idle connections."""
        self._store.close()

    def stamp(self, account: str) -> int | None:
        """A number that is another one after each change of the account; None: it is not known."""
        name = self._name("changes", account)
        return self._tried(lambda: self._stamp(name))

    def changed(self, account: str) -> None:
        """Gives the account another stamp, now or before anything is read again."""
        name = self._name("changes", account)
        self._told(name, lambda: self._change(name))

    def find(self, key: Key, start: int, size: int) -> Excerpt | None:
        """A page of the kept list, which is kept on from now; None where none is kept."""
        name = self._name("list", key.account, key.view)
        found = self._tried(lambda: self._find(name, start, size))
        if found is None:
            return None
        head, items = found
        return Excerpt(items, head.total)

    def keep(self, key: Key, packed: Packed | None, stamp: int | None) -> None:
        """Keeps the list unless a newer one is kept; with None, or too large, none is kept."""
        name = self._name("list", key.account, key.view)
        if packed is None or stamp is None or _bytes(packed) > self._most_bytes:
            self._told(name, lambda: self._forget(name))
        elif self._tried(lambda: self._keep(name, packed, stamp)) is None:
            self._owe(name, lambda: self._forget(name))

    def clear(self) -> None:
        """Forgets every list, of other upstreams too: their names do not tell whose they are."""
        self._told("clear", self._clear)

    def _name(self, kind: str, *parts: str) -> str:
        """A key that tells nobody whose it is, nor what was asked for."""
        whole = repr((self._scope, *parts)).encode(errors="backslashreplace")
        return f"{_PREFIX}:{kind}:{sha256(whole).hexdigest()}"

    def _tried(self, use: Callable[[], Answer]) -> Answer | None:
        """What came of it; None where the store is gone, or will not."""
        spell = self._reach.begin()
        if spell is None:
            return None
        try:
            self._settle()
            answer = use()
        except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
            self._reach.lost(spell, type(error).__name__)
            return None
        except redis.RedisError as error:
            self._reach.refused(type(error).__name__)
            return None
        self._reach.found(spell)
        return answer

    def _told(self, name: str, tell: Callable[[], None]) -> None:
        if self._tried(lambda: _done(tell)) is None:
            self._owe(name, tell)

    def _owe(self, name: str, tell: Callable[[], None]) -> None:
        if len(self._owed) < _MOST_OWED:
            self._owed[name] = tell

    def _settle(self) -> None:
        for name, tell in tuple(self._owed.items()):
            tell()
            self._owed.pop(name, None)

    def _stamp(self, name: str) -> int:
        """Begins with the time: a store that forgot the last stamp never gives it again."""
        with self._store.pipeline() as line:
            line.set(name, time.time_ns() // 1000, nx=True)
            line.expire(name, _STAMP_SECONDS)
            line.get(name)
            known = line.execute()[-1]
        if not known.isdigit():
            self._store.delete(name)
            raise redis.DataError("a stamp that is no number")
        return int(known)

    def _change(self, name: str) -> None:
        with self._store.pipeline() as line:
            line.set(name, time.time_ns() // 1000, nx=True, ex=_STAMP_SECONDS)
            line.incr(name)
            line.execute()

    def _forget(self, name: str) -> None:
        self._store.delete(name)

    def _clear(self) -> None:
        for name in self._store.scan_iter(f"{_PREFIX}:list:*", count=1000):
            self._store.delete(name)

    def _find(self, name: str, start: int, size: int) -> tuple[Head, Sequence[Item]] | None:
        with self._store.pipeline(transaction=False) as line:
            line.hget(name, "head")
            line.expire(name, self._seconds)
            head = read_head(line.execute()[0])
        if head is None or head.size % size:
            return None
        number, inside = divmod(start, head.size)
        with self._store.pipeline(transaction=False) as line:
            line.hget(head.blocks, str(number))
            line.expire(head.blocks, self._seconds)
            block = line.execute()[0]
        if start >= head.total:
            return head, ()
        items = read_block(block, inside, inside + size)
        return None if items is None else (head, items)

    def _keep(self, name: str, packed: Packed, stamp: int) -> bool:
        blocks = f"{_PREFIX}:blocks:{uuid4().hex}"
        for chunk in chunks(packed):
            self._store.hset(blocks, mapping=cast("Any", chunk))
        self._store.expire(blocks, self._seconds)
        head = head_of(packed, blocks)
        answer = self._store.eval(_REPLACE, 1, name, stamp, head, blocks, self._seconds)
        done, *replaced = cast("list[Any]", answer)
        gone = (replaced[0] if replaced else None) if done else blocks
        if gone:
            self._store.expire(gone, _REPLACED_SECONDS)
        return True


def _done(tell: Callable[[], None]) -> bool:
    tell()
    return True


def _bytes(packed: Packed) -> int:
    return sum(map(len, packed.blocks))


def _client(url: str) -> redis.Redis:
    try:
        client = redis.Redis.from_url(
            _spelled(url),
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_READ_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        # What the URL asks for beside the place is read only now.
        client.connection_pool.make_connection()
    except (TypeError, ValueError, redis.RedisError):
        # Not chained: the error may repeat the URL, and so a password.
        text = "the redis client cannot use this URL; look at what stands behind its ?"
        raise SettingError("walks", text) from None
    return client


def _spelled(url: str) -> str:
    """The URL in the words of the redis client; Valkey speaks the same protocol."""
    scheme, colon, rest = url.partition(":")
    return {"valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme) + colon + rest
