"""What a process keeps: so many bytes and no more, and the oldest goes first."""

import tracemalloc

import pytest
from support.list_stores import InMemory
from support.lists import item, lists_with, page

from adapter.list_cache import MemoryStore
from adapter.list_cache.codec import encode
from adapter.list_cache.store import Key

LIST = "GetQualificationRequests"
ITEMS = [item("ListQualificationRequests", number) for number in range(300)]


def open_store(most_bytes=1_000_000):
    return MemoryStore(60, most_bytes, lambda: 0)


def kept(on, *views):
    for view in views:
        on.put(Key("ME", view), encode(ITEMS, 10), 1)
    return on


def test_the_list_used_longest_ago_goes_first():
    one = kept(open_store(), "A").stored_bytes
    small = kept(open_store(5 * one // 2), "A", "B")
    assert small.find(Key("ME", "A"), 0, 10)
    kept(small, "C")
    found = [view for view in "ABC" if small.find(Key("ME", view), 0, 10)]
    assert found == ["A", "C"]


def test_a_list_that_is_too_large_takes_the_older_one_away_too():
    one = kept(open_store(), "A").stored_bytes
    small = kept(open_store(one), "A")
    small.put(Key("ME", "A"), encode(ITEMS * 10, 10), 1)
    assert small.find(Key("ME", "A"), 0, 10) is None
    assert small.stored_bytes == 0


def test_what_is_deleted_is_gone():
    on = kept(open_store(), "A")
    on.delete(Key("ME", "A"))
    assert on.find(Key("ME", "A"), 0, 10) is None


@pytest.mark.parametrize("count", [0, 1, 300])
def test_the_bytes_that_are_counted_are_those_that_are_taken(count):
    on = open_store()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(50):
            on.put(Key("ME", f"{number:030}"), encode(ITEMS[:count], 10), 1)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0 < (after - before) <= on.stored_bytes * 1.05
    assert on.stored_bytes < 2 * (after - before) + 50 * 1_000


def test_stored_bytes_end_with_what_was_kept():
    now = [0]
    on = MemoryStore(60, 1_000_000, lambda: now[0])
    kept(on, "A")
    now[0] = 61
    assert on.stored_bytes == 0


def test_an_account_that_is_forgotten_gets_a_stamp_that_it_never_had():
    on = open_store()
    first = on.read_version("ME")
    for number in range(10_000):
        on.record_change(str(number))
    assert on.read_version("ME") > first


def test_a_list_that_cannot_be_packed_is_answered_and_not_kept():
    inner = lists_with(LIST, 25)
    for each in inner.lists["ListQualificationRequests"]:
        each["Answer"] = object()
    upstreams = InMemory().build_backend(inner)
    assert [page(upstreams, LIST, number).total for number in (1, 2)] == [25, 25]
    assert inner.walks == 2
