"""A process that calls the current API when it is asked to, by boto3 or by the adapter's functions.

`python -m bench.reader ADDRESS` prints a line when it is ready. It answers each line on its
standard input, one of `QUESTIONS`, with a number: seconds of wall or processor time, bytes, or
requests a second.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from adapter.list_cache import ListCache, MemoryStore
from adapter.model import Account, AwsKeys
from adapter.queries import PageQuery, Walk
from adapter.upstream.live import LiveLimits, LiveUpstreams
from adapter.upstream.pagination import read_list
from bench.client import ACCESS_KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

THREADS, CALLS_OF_A_THREAD = 64, 20
_ACCOUNT = Account(ACCESS_KEY, SECRET, keys=AwsKeys(ACCESS_KEY, SECRET))
_LIST = "QualificationRequests"
_WALK = Walk("ListQualificationRequests", {}, _LIST, "QualificationRequestId")


class Reader:
    """The two ways to read the pending requests.

    Args:
        address: of the upstream.
    """

    def __init__(self, address: str) -> None:
        self._client = boto3.client(
            "mturk",
            region_name="us-east-1",
            endpoint_url=address,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET,
            config=Config(max_pool_connections=THREADS),
        )
        self._upstreams = LiveUpstreams(address, limits=LiveLimits())

    def paginate(self) -> Sequence[Any]:
        """Return the list as a migrated program reads it, by boto3's paginator."""
        paginator = self._client.get_paginator("list_qualification_requests")
        pages = paginator.paginate(PaginationConfig={"PageSize": 100})
        return [item for page in pages for item in page[_LIST]]

    def walk(self) -> Sequence[Any]:
        """Return the list as the adapter reads it."""
        return read_list(self._upstreams.open(_ACCOUNT).send, _WALK, 1_000_000)

    def cache(self) -> ListCache:
        """Return a list cache that keeps the list."""
        cache = ListCache(MemoryStore(600, 1 << 34, time.monotonic))
        query = PageQuery("GetQualificationRequests []", first=True, start=0, size=100, read=_none)
        cache.read_page(ACCESS_KEY, query, self.walk)
        return cache

    def call_from_threads(self) -> float:
        """Return the requests a second of threads that share a client, as boto3 advises."""
        start = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda _: self._call(), range(THREADS)))
        return THREADS * CALLS_OF_A_THREAD / (time.perf_counter() - start)

    def _call(self) -> None:
        for _ in range(CALLS_OF_A_THREAD):
            self._client.list_qualification_requests(MaxResults=10)


def _none() -> Any:
    """Give no conversation: the page is read without one."""


def _wall_seconds(read: Callable[[], object]) -> float:
    start = time.perf_counter()
    read()
    return time.perf_counter() - start


def _processor_seconds(read: Callable[[], object]) -> float:
    start = time.process_time()
    read()
    return time.process_time() - start


def _kept_bytes(read: Callable[[], object]) -> float:
    """Return the bytes of the Python objects that it leaves."""
    tracemalloc.start()
    result = read()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return size


QUESTIONS: Mapping[str, Callable[[Reader], float]] = {
    "paginator wall": lambda reader: _wall_seconds(reader.paginate),
    "paginator processor": lambda reader: _processor_seconds(reader.paginate),
    "paginator bytes": lambda reader: _kept_bytes(reader.paginate),
    "adapter processor": lambda reader: _processor_seconds(reader.walk),
    "adapter bytes": lambda reader: _kept_bytes(reader.cache),
    "threads": Reader.call_from_threads,
}


def main() -> None:
    """Answer questions until there are no more."""
    reader = Reader(sys.argv[1])
    _print("ready")
    for question in sys.stdin:
        _print(QUESTIONS[question.strip()](reader))


def _print(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
