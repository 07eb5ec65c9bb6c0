"""A process that walks a list when it is told to: by boto3's paginator, or by the adapter.

`python -m bench.walkers paginator ADDRESS` says that it is ready, then answers each line on its
standard input: `walk` with the seconds it took, wall and processor, and how many items there were;
`keep` with the bytes of memory that it left behind.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import boto3

from adapter.list_cache import ListCache, MemoryStore
from adapter.model import Account, Keys, PageQuery, Walk
from adapter.upstream.live import LiveLimits, LiveUpstreams
from adapter.upstream.pagination import read_list
from bench.client import ACCESS_KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ACCOUNT = Account(ACCESS_KEY, SECRET, keys=Keys(ACCESS_KEY, SECRET))
_OPERATION, _LIST, _ID = (
    "ListQualificationRequests",
    "QualificationRequests",
    "QualificationRequestId",
)


def paginator(address: str) -> Callable[[], Sequence[Any]]:
    """The direct way: what a migrated program does."""
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET,
    )
    pages = client.get_paginator("list_qualification_requests")

    def walk() -> Sequence[Any]:
        found = pages.paginate(PaginationConfig={"PageSize": 100})
        return [item for page in found for item in page[_LIST]]

    return walk


def adapters(address: str) -> Callable[[], Sequence[Any]]:
    """The adapter's way, without the server and the legacy page around it."""
    upstreams = LiveUpstreams(address, limits=LiveLimits())

    def walk() -> Sequence[Any]:
        return _read(upstreams)

    return walk


def kept(address: str) -> Callable[[], Any]:
    """The adapter's way of keeping a list: what was walked is forgotten, what is kept is not."""
    upstreams = LiveUpstreams(address, limits=LiveLimits())
    cache = ListCache(MemoryStore(600, 1 << 34, time.monotonic))
    query = PageQuery("GetQualificationRequests []", first=True, start=0, size=100, read=_nothing)

    def walk() -> Any:
        cache.page(ACCESS_KEY, query, lambda: _read(upstreams))
        return cache

    return walk


def _read(upstreams: LiveUpstreams) -> Sequence[Any]:
    walk = Walk(_OPERATION, {}, _LIST, _ID)
    return read_list(upstreams.open(_ACCOUNT).send, walk, 1_000_000)


def _nothing() -> Any:
    """The conversation of a page that is read without one."""


WALKERS = {"paginator": paginator, "adapter": adapters, "kept": kept}


def main() -> None:
    """Takes orders until there are no more."""
    walk = WALKERS[sys.argv[1]](sys.argv[2])
    orders = {"walk": _timed, "keep": _held}
    _say("ready")
    for order in sys.stdin:
        _say(orders[order.strip()](walk))


def _timed(walk: Callable[[], Sequence[Any]]) -> dict[str, float]:
    wall, processor = time.perf_counter(), time.process_time()
    count = len(walk())
    return {
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "items": count,
    }


def _held(walk: Callable[[], Any]) -> int:
    """The bytes of the Python objects that a walk leaves behind."""
    tracemalloc.start()
    held = walk()
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del held
    return taken


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
