"""A store that goes and comes: who tries it again and when, and what is said."""

import itertools

import pytest
from structlog.testing import capture_logs

from adapter.list_cache.reach import Reach


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_one_call_at_a_time_tries_again_and_ever_later(clock):
    reach, tried = Reach(clock), []
    while clock.now < 30:
        spell = reach.begin()
        if spell is not None:
            tried.append(clock.now)
            reach.lost(spell, "ConnectionError")
            assert reach.begin() is None
        clock.now += 0.5
    pauses = [later - sooner for sooner, later in itertools.pairwise(tried)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, *[5.0] * (len(pauses) - 4)]
    assert len(pauses) > 5


def test_while_one_tries_nobody_else_does(clock):
    reach = Reach(clock)
    reach.lost(reach.begin(), "TimeoutError")
    clock.now = 1
    assert [reach.begin() is None for _ in range(3)] == [False, True, True]


def levels(logs):
    return [each["log_level"] for each in logs]


def test_going_and_coming_back_are_said_once(clock):
    reach = Reach(clock)
    with capture_logs() as logs:
        uses = [reach.begin() for _ in range(5)]
        for each in uses:
            reach.lost(each, "ConnectionError")
        clock.now = 1
        probe = reach.begin()
        for _ in range(5):
            reach.found(probe)
        assert all(reach.begin() is not None for _ in range(5))
        reach.lost(reach.begin(), "ConnectionError")
    assert levels(logs) == ["warning", "info", "warning"]


def test_what_began_before_says_nothing_of_now(clock):
    reach = Reach(clock)
    with capture_logs() as logs:
        slow, slower, broken = (reach.begin() for _ in range(3))
        reach.lost(slow, "ConnectionError")
        reach.found(slower)  # it was answered just before the store went
        assert reach.begin() is None
        clock.now = 1
        reach.found(reach.begin())
        reach.lost(broken, "ConnectionError")  # it was sent to the store that is no more
        assert reach.begin() is not None
    assert levels(logs) == ["warning", "info"]


def test_a_store_that_refuses_is_told_of_now_and_then_and_used_on(clock):
    reach = Reach(clock)
    with capture_logs() as logs:
        for _ in range(10):
            reach.refused("OutOfMemoryError")
            reach.found(reach.begin())
            assert reach.begin() is not None
            clock.now += 10
    assert [each["kind"] for each in logs] == ["OutOfMemoryError"] * 2
