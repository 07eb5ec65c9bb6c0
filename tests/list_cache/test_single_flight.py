"""Who waits for whom: one reading of a list at a time, and never one older than one's changes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.lists import ME, OTHER, PAGED, lists_with, names, page, read_page_of

from adapter.errors import RefusedError, UnavailableError
from adapter.model import ModernCall
from adapter.queries import PageSource

LIST = "GetQualificationRequests"
CHANGE = ModernCall("DeleteHIT", {"HITId": "H"})


class Gate:
    """Holds up whoever reads a list, until so many others have come as well."""

    def __init__(self, inner, flight, others):
        self.begun, self.others = threading.Event(), threading.Semaphore(0)
        self.wanted = others
        inner.hook = self
        self.lock, flight._lock = flight._lock, self

    def __enter__(self):
        self.lock.acquire()

    def __exit__(self, *_):
        """Counts who has found the reading, or is it."""
        self.lock.release()
        self.others.release()

    def __call__(self, call):
        """Waits once for the reader itself and all others."""
        if call.changes or self.begun.is_set():
            return
        self.begun.set()
        for _ in range(1 + self.wanted):
            assert self.others.acquire(timeout=10)


def held_up(stores, inner, others):
    """Upstreams whose first reading waits for so many other calls."""
    upstreams = stores.build_backend(inner)
    return upstreams, Gate(inner, upstreams.list_cache._single_flight, others)


def in_threads(count, work):
    with ThreadPoolExecutor(count) as pool:
        begun = [pool.submit(work) for _ in range(count)]
        return [each.exception() or each.result() for each in begun]


@pytest.mark.parametrize("operation", sorted(PAGED))
def test_eight_cold_calls_make_one_walk(stores, operation):
    inner = lists_with(operation, 25)
    upstreams, _ = held_up(stores, inner, others=7)
    found = in_threads(8, lambda: page(upstreams, operation, 1))
    assert {tuple(names(operation, each)) for each in found} == {
        tuple(names(operation, page(lists_with(operation, 25), operation, 1)))
    }
    assert inner.walks == 1
    sources = sorted(source for _, source in stores.counted.pages)
    assert sources == [PageSource.READ] + [PageSource.SHARED] * 7


@pytest.mark.parametrize("operation", sorted(PAGED))
def test_a_failing_walk_fails_all_its_waiters_once_and_the_next_call_tries_again(stores, operation):
    inner = lists_with(operation, 25)
    upstreams, gate = held_up(stores, inner, others=3)

    def fails(call):
        gate(call)
        raise UnavailableError("gone")

    inner.hook = fails
    found = in_threads(4, lambda: page(upstreams, operation, 1))
    assert [str(each) for each in found] == ["gone"] * 4
    assert len(inner.calls) == 1
    inner.hook = lambda call: None
    assert page(upstreams, operation, 1).total == 25


@pytest.mark.parametrize(("who", "walks"), [(ME, 2), (OTHER, 1)])
@pytest.mark.parametrize("outcome", ["done", RefusedError("C", "m"), UnavailableError("gone")])
def test_a_walk_that_began_before_my_change_is_not_shared_with_me(stores, who, walks, outcome):
    inner = lists_with(LIST, 25)
    # The late call asks a second time once it has waited; it must not be taken for another.
    upstreams, gate = held_up(stores, inner, others=1)
    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(page, upstreams, LIST, 1)
        assert gate.begun.wait(10)
        changed(upstreams, inner, who, outcome)
        late = pool.submit(page, upstreams, LIST, 1)
        early.result()
        assert late.result().total == 25
    assert inner.walks == walks


def changed(upstreams, inner, who, outcome):
    """A change that comes to this."""
    reading = inner.hook

    def answered(call):
        if isinstance(outcome, Exception) and call.changes:
            raise outcome
        reading(call)

    inner.hook = answered
    if isinstance(outcome, Exception):
        with pytest.raises(type(outcome)):
            upstreams.open(who).send(CHANGE)
    else:
        upstreams.open(who).send(CHANGE)


def test_a_change_by_another_replica_counts_as_mine(redis_stores):
    inner = lists_with(LIST, 25)
    here, gate = held_up(redis_stores, inner, others=1)
    there = redis_stores.build_backend(inner)
    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(page, here, LIST, 1)
        assert gate.begun.wait(10)
        there.open(ME).send(CHANGE)
        late = pool.submit(page, here, LIST, 1)
        early.result(), late.result()
    assert inner.walks == 2


def test_a_change_that_was_under_way_when_a_walk_began_counts_too(redis_stores):
    inner = lists_with(LIST, 25)
    here, gate = held_up(redis_stores, inner, others=1)
    slow = lists_with(LIST, 0)
    sent, ends = threading.Event(), threading.Event()
    slow.hook = lambda call: (sent.set(), ends.wait(10))
    there = redis_stores.build_backend(slow)
    with ThreadPoolExecutor(3) as pool:
        change = pool.submit(there.open(ME).send, CHANGE)
        assert sent.wait(10)
        early = pool.submit(page, here, LIST, 1)
        assert gate.begun.wait(10)
        ends.set()
        change.result()
        late = pool.submit(page, here, LIST, 1)
        early.result(), late.result()
    assert inner.walks == 2


def test_another_account_waits_for_nobody(stores):
    inner = lists_with(LIST, 25)
    upstreams, gate = held_up(stores, inner, others=1)
    with ThreadPoolExecutor(1) as pool:
        mine = pool.submit(page, upstreams, LIST, 1)
        assert gate.begun.wait(10)
        assert read_page_of(upstreams, OTHER, LIST, 1).total == 25
        mine.result()
    assert inner.walks == 2


def test_an_error_of_ours_reaches_whoever_waits(stores):
    inner = lists_with(LIST, 25)
    upstreams, gate = held_up(stores, inner, others=2)

    def breaks(call):
        gate(call)
        raise KeyError("ours")

    inner.hook = breaks
    found = in_threads(3, lambda: page(upstreams, LIST, 1))
    assert [type(each) for each in found] == [KeyError] * 3
    inner.hook = lambda call: None
    assert page(upstreams, LIST, 1).total == 25
