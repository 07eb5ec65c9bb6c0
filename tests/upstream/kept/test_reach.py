"""A store that goes and comes: who tries it again and when, and what is said."""

import itertools

import pytest
from structlog.testing import capture_logs

from adapter.upstream.kept.reach import Reach


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
        if reach.may_try():
            tried.append(clock.now)
            reach.lost("ConnectionError")
            assert not reach.may_try()
        clock.now += 0.5
    pauses = [later - sooner for sooner, later in itertools.pairwise(tried)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, *[5.0] * (len(pauses) - 4)]
    assert len(pauses) > 5


def test_while_one_tries_nobody_else_does(clock):
    reach = Reach(clock)
    reach.lost("TimeoutError")
    clock.now = 1
    assert [reach.may_try() for _ in range(3)] == [True, False, False]


def test_going_and_coming_back_are_said_once(clock):
    reach = Reach(clock)
    with capture_logs() as logs:
        for _ in range(5):
            reach.lost("ConnectionError")
        for _ in range(5):
            reach.found()
        assert all(reach.may_try() for _ in range(5))
        reach.lost("ConnectionError")
    assert [(each["log_level"], each["event"].split()[5]) for each in logs] == [
        ("warning", "gone;"),
        ("info", "back"),
        ("warning", "gone;"),
    ]


def test_a_store_that_refuses_is_told_of_now_and_then_and_used_on(clock):
    reach = Reach(clock)
    with capture_logs() as logs:
        for _ in range(10):
            reach.refused("OutOfMemoryError")
            reach.found()
            assert reach.may_try()
            clock.now += 10
    assert [each["kind"] for each in logs] == ["OutOfMemoryError"] * 2
